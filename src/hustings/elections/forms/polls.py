"""What a returning officer types while a poll runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import Role, User
from hustings.elections.forms.moments import MomentField
from hustings.elections.models import Election


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("It is published."), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnnulForm(ReasonForm):
    sure = forms.BooleanField(label=_("Annul this poll for good"))


class DissolveForm(forms.Form):
    sure = forms.BooleanField(label=_("Dissolve the group, with the keys of its members"))


class ExtendForm(ReasonForm):
    closes_at = MomentField(label=_("New end of the poll"))
    field_order = ("closes_at", "reason")


class DeclareForm(forms.Form):
    scrutineer = forms.CharField(
        label=_("Scrutineer"),
        help_text=_("The name that the declaration bears; empty if the election had none."),
        max_length=200,
        required=False,
    )


class CorrectForm(DeclareForm):
    reason = forms.CharField(
        label=_("What is corrected, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LotForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed of the lot"),
        help_text=_("For example the numbers of ten dice thrown before witnesses. It is published and drawn once."),
        max_length=200,
    )


def _holders() -> dict[str, User]:
    """Everybody with the role of a trustee."""
    users = User.objects.filter(is_active=True, grants__role=Role.TRUSTEE, grants__ended_at=None).order_by("name")
    return {str(user.pk): user for user in users}


class TrusteeForm(forms.Form):
    holder = forms.ChoiceField(label=_("Who holds the key"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = _holders()
        self.fields["holder"].choices = [
            *((key, user.name) for key, user in self.users.items()),
            ("server", _("This server: its operator could then read individual votes")),
        ]

    def user(self) -> User | None:
        """The chosen user; None stands for the server."""
        return self.users.get(self.cleaned_data["holder"])


class GroupForm(forms.Form):
    members = forms.MultipleChoiceField(
        label=_("Members of the group"),
        help_text=_("Everybody who has the role of trustee and holds no other key of this election."),
        widget=forms.CheckboxSelectMultiple,
    )
    threshold = forms.IntegerField(
        label=_("How many of them open the result"),
        help_text=_(
            "For example 2: then any two of them open it, whatever becomes of the other keys. Any two who act "
            "together could also read the ballots."
        ),
        min_value=1,
    )

    def __init__(self, election: Election, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(election.trustees.values_list("user_id", flat=True))
        self.users = {key: user for key, user in _holders().items() if user.pk not in taken}
        self.fields["members"].choices = [(key, user.name) for key, user in self.users.items()]

    def chosen(self) -> list[User]:
        """The chosen users, in the order of the list."""
        return [user for key, user in self.users.items() if key in self.cleaned_data["members"]]
