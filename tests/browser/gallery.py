"""Every part that a page can be made of, on one page, so that the look is tried before the pages that use it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from hustings.site import urls

TEMPLATE = """
{% extends "hustings_site/base.html" %}
{% block title %}Gallery{% endblock %}
{% block breadcrumbs %}<nav class="govuk-breadcrumbs" aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">
<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="/">Office</a></li>
<li class="govuk-breadcrumbs__list-item">Gallery</li></ol></nav>{% endblock %}
{% block content %}
{% include "hustings_site/error_summary.html" %}
<h1 class="govuk-heading-l">Everything a page is made of</h1>
<p class="govuk-body">A paragraph with <a class="govuk-link" href="/">a link</a>.
<strong class="govuk-tag govuk-tag--green">Open</strong> <strong class="govuk-tag">Draft</strong>
<strong class="govuk-tag govuk-tag--red">Annulled</strong></p>
<form class="site-search" method="get" role="search">{{ search }}<button class="govuk-button">Search</button></form>
<table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--m">Members</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row"><th class="govuk-table__header" scope="col">Number</th>
<th class="govuk-table__header" scope="col">Name</th>
<th class="govuk-table__header govuk-table__header--numeric" scope="col">Votes</th></tr></thead>
<tbody class="govuk-table__body">{% for row in page_obj %}<tr class="govuk-table__row">
<th class="govuk-table__header" scope="row">M-{{ row }}</th><td class="govuk-table__cell">Person {{ row }} of Ashby</td>
<td class="govuk-table__cell govuk-table__cell--numeric">1,2{{ row }}</td></tr>{% endfor %}</tbody></table>
{% include "hustings_site/pagination.html" %}
<h2 class="govuk-heading-m">Before the poll can open</h2>
<ul class="govuk-task-list"><li class="govuk-task-list__item govuk-task-list__item--with-link">
<div class="govuk-task-list__name-and-hint"><a class="govuk-link govuk-task-list__link" href="/"
 aria-describedby="s1">Trustees' keys</a><div class="govuk-task-list__hint">Two of three have been made.</div></div>
<div class="govuk-task-list__status" id="s1"><strong class="govuk-tag govuk-tag--blue">To do</strong></div></li></ul>
<dl class="govuk-summary-list"><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Opens</dt>
<dd class="govuk-summary-list__value">30 November 2026, 18:00 (Europe/London)</dd>
<dd class="govuk-summary-list__actions"><a class="govuk-link" href="/">Change
<span class="govuk-visually-hidden">opening</span></a></dd></div></dl>
<div class="govuk-inset-text">Your vote stays secret unless 2 of these 3 trustees act together.</div>
<form method="post" novalidate enctype="multipart/form-data">{% csrf_token %}{{ form }}
<div class="govuk-button-group"><button class="govuk-button">Save</button>
<button class="govuk-button govuk-button--secondary">Save and return later</button>
<button class="govuk-button govuk-button--warning">Annul the election</button></div></form>
{% endblock %}
"""


class Search(forms.Form):
    words = forms.CharField(label="Name or number", required=False)
    standing = forms.ChoiceField(choices=[("", "All"), ("good", "In good standing")], required=False)


class Everything(forms.Form):
    name = forms.CharField(max_length=20, help_text="As it is written on the card.")
    email = forms.EmailField(label="E-mail address", required=False)
    seats = forms.IntegerField()
    branch = forms.ChoiceField(choices=[("a", "Ashby Branch"), ("b", "Birkdale Branch")])
    rule = forms.ChoiceField(
        choices=[("block", "Block vote"), ("fptp", "First past the post")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(choices=[("1", "Monday"), ("2", "Tuesday")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="I have read the rules", help_text="They are four pages long.")
    freeze_on = forms.DateField(help_text="Members who stand in good standing on this date may vote.")
    opens_at = forms.DateTimeField()
    closes_at = forms.SplitDateTimeField()
    statement = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="The file of members")


def gallery(request: HttpRequest) -> HttpResponse:
    form = Everything(request.POST or None)
    if request.method == "GET":
        messages.success(request, "The roll was frozen with 1,204 electors.")
        messages.info(request, "The worker is not running.")
    context = {
        "form": form,
        "search": Search(),
        "page_obj": Paginator(range(10, 400), 5).get_page(request.GET.get("page")),
    }
    return HttpResponse(engines["django"].from_string(TEMPLATE).render(context, request))


urlpatterns = [*urls.urlpatterns, path("gallery/", gallery)]
handler404 = urls.handler404
