"""How every form is drawn: GOV.UK markup from `templates/django/forms`, and the classes that go with each control."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input, Widget
from django.utils.text import capfirst
from django.utils.translation import gettext as _

CLASSES: dict[type[Widget], str] = {
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
    forms.Select: "govuk-select",
    forms.Textarea: "govuk-textarea",
    forms.FileInput: "govuk-file-upload",
    forms.NumberInput: "govuk-input govuk-input--width-5",
    forms.DateInput: "govuk-input govuk-input--width-10",
    forms.DateTimeInput: "govuk-input govuk-input--width-20",
    forms.TimeInput: "govuk-input govuk-input--width-5",
    Input: "govuk-input",
    forms.MultiWidget: "govuk-input",
}
# The control as wide as what goes into it tells how much is asked for.
WIDTHS = (5, 10, 20, 30)


def classes_of(widget: Widget) -> str:
    """Return the classes of a widget: those of its nearest ancestor in CLASSES, a width, and its own."""
    names = [next((CLASSES[kind] for kind in type(widget).__mro__ if kind in CLASSES), "")]
    longest = widget.attrs.get("maxlength")
    if names == ["govuk-input"] and longest and int(longest) <= WIDTHS[-1]:
        names.append(f"govuk-input--width-{next(width for width in WIDTHS if int(longest) <= width)}")
    return " ".join(filter(None, [*names, widget.attrs.get("class")]))


def sentence_when_empty(field: forms.Field, label: str) -> str:
    """Return what to say when nothing was put into a field that must not be empty."""
    if isinstance(field.widget, forms.CheckboxInput):
        return _("“{label}” is not ticked. Tick it to go on.").format(label=label)
    if isinstance(field.widget, forms.FileInput):
        return _("No file is chosen for “{label}”. Choose one.").format(label=label)
    if isinstance(field.widget, forms.Select | forms.RadioSelect):
        return _("Nothing is chosen for “{label}”. Choose from the list.").format(label=label)
    return _("“{label}” is empty. Fill it in.").format(label=label)


class Field(BoundField):
    """A field of a form on a page."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        # Django's own sentence does not say which field; an app's own sentence stays.
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = sentence_when_empty(field, capfirst(self.label))

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Add the classes, and leave `required` to the server: its sentences are plainer than the browser's."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if isinstance(widget or self.field.widget, forms.RadioSelect):
            built.pop("aria-invalid", None)  # ARIA has it for the group of buttons, not for each of them
        names = classes_of(widget or self.field.widget)
        if self.errors and names.startswith("govuk-") and not self.is_choice:
            names += f" {names.split()[0]}--error"
        return {**built, "class": names} if names else built

    @property
    def is_choice(self) -> bool:
        """Whether the control is one or several boxes or buttons to tick."""
        return isinstance(self.field.widget, forms.CheckboxInput | forms.RadioSelect)

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label stands after the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_marked_optional(self) -> bool:
        """Whether the label says '(optional)': not where nothing of the form is required, as in a search."""
        return (
            not self.field.required
            and not self.is_choice
            and any(field.required for field in self.form.fields.values())
        )

    @property
    def first_id(self) -> str:
        """The id of the control to which the error summary leads."""
        widget = self.field.widget
        if isinstance(widget, forms.MultiWidget):
            return f"{self.auto_id}{widget.widgets_names[0]}"
        if isinstance(widget, forms.RadioSelect):
            return f"{self.auto_id}_0"
        return self.id_for_label


class Renderer(TemplatesSetting):
    """The form renderer of the settings."""

    bound_field_class = Field
