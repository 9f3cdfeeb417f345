"""The markup that carries a form to people who see it, hear it, or move through it by keyboard."""

import re
from datetime import date

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class Enrolment(forms.Form):
    name = forms.CharField(max_length=20, help_text="As on your card")
    email = forms.EmailField(required=False)
    agree = forms.BooleanField(label="I agree")
    section = forms.ChoiceField(choices=[("n", "North"), ("s", "South")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(choices=[("1", "Monday"), ("2", "Tuesday")], widget=forms.CheckboxSelectMultiple)
    branch = forms.ChoiceField(choices=[("a", "Ashby")])
    joined = forms.DateField()
    opens = forms.SplitDateTimeField()
    seats = forms.IntegerField(min_value=1)
    statement = forms.CharField(widget=forms.Textarea)
    picture = forms.FileField()


class Search(forms.Form):
    words = forms.CharField(required=False)


def tag(html: str, name: str, **attributes: str) -> str:
    """Return the one start tag with these attributes."""
    tags = [
        found
        for found in re.findall(rf"<{name}\b[^>]*>", html)
        if all(f'{key}="{value}"' in found for key, value in attributes.items())
    ]
    assert len(tags) == 1, (name, attributes, tags)
    return tags[0]


@pytest.fixture
def empty() -> str:
    return str(Enrolment({}))


@pytest.mark.parametrize("field", ["name", "email", "branch", "joined", "seats", "statement", "picture", "agree"])
def test_control_has_a_label(field: str) -> None:
    assert f'for="id_{field}"' in str(Enrolment()[field].as_field_group())


@pytest.mark.parametrize("field", ["section", "days", "opens"])
def test_group_of_controls_has_a_legend(field: str) -> None:
    html = Enrolment()[field].as_field_group()
    assert tag(html, "legend")
    for control in re.findall(r'<input[^>]*\bid="([^"]+)"', html):
        assert f'for="{control}"' in html


def test_hint_stands_before_the_control_and_is_read_with_it() -> None:
    html = Enrolment()["name"].as_field_group()
    assert html.index('id="id_name_helptext"') < html.index("<input")
    assert 'aria-describedby="id_name_helptext"' in tag(html, "input")


def test_error_is_read_with_the_control(empty: str) -> None:
    control = tag(empty, "input", id="id_name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert "govuk-input--error" in control
    assert empty.count('id="id_name_error"') == 1


def test_error_of_a_group_is_read_with_its_legend(empty: str) -> None:
    assert tag(empty, "fieldset", **{"aria-describedby": "id_section_error"})
    assert "aria-invalid" not in tag(empty, "input", id="id_section_0")


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", "“Name” is empty. Fill it in."),
        ("agree", "“I agree” is not ticked. Tick it to go on."),
        ("branch", "Nothing is chosen for “Branch”. Choose from the list."),
        ("picture", "No file is chosen for “Picture”. Choose one."),
    ],
)
def test_sentence_says_which_field_is_empty(field: str, sentence: str) -> None:
    assert Enrolment({}).errors[field] == [sentence]


def test_apps_own_sentence_is_kept() -> None:
    class Own(forms.Form):
        code = forms.CharField(error_messages={"required": "Enter the six digits."})

    assert Own({}).errors["code"] == ["Enter the six digits."]


def test_summary_leads_to_the_first_control_of_each_field(empty: str) -> None:
    summary = render_to_string("hustings_site/error_summary.html", {"form": Enrolment({})})
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == [
        *("id_name", "id_agree", "id_section_0", "id_days_0", "id_branch", "id_joined"),
        *("id_opens_0", "id_seats", "id_statement", "id_picture"),
    ]
    for target in links:
        assert f'id="{target}"' in empty


def test_summary_is_absent_without_errors() -> None:
    assert render_to_string("hustings_site/error_summary.html", {"form": Enrolment()}).strip() == ""


def test_what_was_typed_is_kept_and_escaped() -> None:
    html = str(Enrolment({"name": '<b>"Ann"</b>', "statement": "</textarea><script>"}))
    assert 'value="&lt;b&gt;&quot;Ann&quot;&lt;/b&gt;"' in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html


def test_optional_is_marked_where_something_else_is_required() -> None:
    assert "Email (optional)" in str(Enrolment())
    assert "(optional)" not in str(Search())


def test_options_of_a_choice_stand_in_their_groups_with_what_was_chosen_and_every_sign_as_text() -> None:
    class Seat(forms.Form):
        unit = forms.ChoiceField(choices=[("", "any"), ("North", [(7, "Ash & Elm"), ("8", "<b>")]), ("9", "Sea")])

    assert (
        '<option value="">any</option>\n<optgroup label="North">\n<option value="7" selected>Ash &amp; Elm</option>'
        '\n<option value="8">&lt;b&gt;</option>\n</optgroup>\n<option value="9">Sea</option>\n</select>'
    ) in str(Seat({"unit": "7"}))


def test_browser_leaves_the_checks_to_the_server() -> None:
    assert not re.search(r"\srequired\b", str(Enrolment()))


def test_date_is_filled_in_as_the_browser_wants_it_in_every_language() -> None:
    for language in ("en", "fr"):
        with translation.override(language):
            control = tag(str(Enrolment(initial={"joined": date(2026, 11, 30)})), "input", id="id_joined")
            assert 'type="date"' in control
            assert 'value="2026-11-30"' in control


def test_width_follows_the_length() -> None:
    assert "govuk-input--width-20" in tag(str(Enrolment()), "input", id="id_name")
