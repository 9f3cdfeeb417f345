"""Every answer forbids what this site does not serve."""

import re

import pytest
from django.http import HttpResponse

from hustings.site.middleware import security_headers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/privacy/", "/no/such/page/", "/theme.css"])
def test_policy_is_on_every_answer(client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_policy_of_a_view_is_kept(rf) -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})
    assert security_headers(lambda request: own)(rf.get("/"))["Content-Security-Policy"] == "default-src 'self'"


@pytest.mark.parametrize("address", ["/", "/accessibility/", "/privacy/", "/no/such/page/"])
def test_pages_have_no_script_or_style_that_the_policy_would_stop(client, address: str) -> None:
    html = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=\"/static/)", html)
