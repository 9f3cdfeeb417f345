"""How far background work is."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.permissions import check, requires
from hustings.jobs import actions
from hustings.jobs.models import Job

PER_PAGE = 50


@require_safe
@requires("jobs.view_own")
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job and its progress."""
    found = get_object_or_404(Job, pk=job)
    check(request.user, "jobs.view_job", found)
    return render(request, "jobs/job.html", {"job": found})


@require_POST
@requires("jobs.view_own")
def run_again(request: HttpRequest, job: UUID) -> HttpResponse:
    """Queue a failed job again."""
    found = get_object_or_404(Job, pk=job)
    check(request.user, "jobs.view_job", found)
    actions.run_again(found, by=request.user)
    return redirect("jobs:job", found.pk)


@require_safe
@requires("jobs.view_jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    """All jobs, the latest first."""
    page = Paginator(Job.objects.order_by("-created_at").select_related("created_by"), PER_PAGE)
    return render(request, "jobs/jobs.html", {"page_obj": page.get_page(request.GET.get("page"))})
