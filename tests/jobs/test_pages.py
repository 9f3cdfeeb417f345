"""The pages about background work."""

from collections.abc import Callable

import pytest
from django.test import Client

from hustings.accounts.models import User
from hustings.jobs.models import Job


@pytest.fixture
def job(membership_secretary: User) -> Job:
    return Job.objects.create(
        task="register.import", created_by=membership_secretary, state=Job.State.RUNNING, done=250, total=1000
    )


def test_running_job_refreshes_itself_and_has_a_link_for_those_without_script(
    job: Job, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    page = client_of(membership_secretary).get(f"/jobs/{job.pk}/").content.decode()
    assert '<h1 class="govuk-heading-l">Importing members</h1>' in page
    assert 'data-refresh="2"' in page
    assert "25 % (250 of 1,000)" in page
    assert "Look again" in page


def test_progress_is_told_in_the_readers_language(
    job: Job, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    Job.objects.update(message="Every row is checked; now the register is written.")
    browser = client_of(membership_secretary)
    assert "Every row is checked" in browser.get(f"/jobs/{job.pk}/").content.decode()
    browser.cookies["django_language"] = "fr"
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "Chaque ligne est vérifiée" in page and "Every row" not in page


def test_job_that_is_over_refreshes_no_more_and_leads_on(
    job: Job, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    Job.objects.update(state=Job.State.DONE, result={"url": "/office/imports/1/"})
    page = client_of(membership_secretary).get(f"/jobs/{job.pk}/").content.decode()
    assert "data-refresh" not in page
    assert 'href="/office/imports/1/" data-follow' in page


def test_failed_job_is_run_again_from_its_page(
    job: Job, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    Job.objects.update(state=Job.State.FAILED, error="The mail server did not answer.")
    browser = client_of(membership_secretary)
    assert "The mail server did not answer." in browser.get(f"/jobs/{job.pk}/").content.decode()
    browser.post(f"/jobs/{job.pk}/again/")
    assert Job.objects.get().state == Job.State.QUEUED


def test_who_asked_for_a_job_sees_it_whatever_their_role(
    scrutineer: User, trustee: User, client_of: Callable[[User], Client]
) -> None:
    job = Job.objects.create(task="elections.verify", created_by=scrutineer)
    assert client_of(scrutineer).get(f"/jobs/{job.pk}/").status_code == 200
    assert client_of(trustee).get(f"/jobs/{job.pk}/").status_code == 403


def test_list_shows_the_latest_first(
    administrator: User, client_of: Callable[[User], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(60):
        Job.objects.create(task=f"tests.number_{number:02}", created_by=administrator)
    browser = client_of(administrator)
    with django_assert_max_num_queries(25):  # the fifty rows ask for nothing more
        page = browser.get("/office/jobs/").content.decode()
    assert page.index("tests.number_59") < page.index("tests.number_58")
    assert "tests.number_05" not in page
    assert "tests.number_05" in browser.get("/office/jobs/?page=2").content.decode()
