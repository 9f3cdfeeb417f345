"""What people who work here type: to sign in, to accept an invitation, about users and the organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import Organisation, Role, User
from hustings.accounts.throttle import attempt


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def user(self) -> User | None:
        """Return the user with this address and password; an unknown address takes just as long."""
        found = authenticate(username=self.cleaned_data["email"].lower(), password=self.cleaned_data["password"])
        return found if isinstance(found, User) else None


class NewPassword(forms.CharField):
    """A password that is chosen now."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Password"),
            help_text=_("At least 12 characters. Three words that do not belong together are easy to remember."),
            strip=False,
            max_length=200,
            widget=forms.PasswordInput({"autocomplete": "new-password"}),
        )


class AcceptForm(forms.Form):
    """What an invited person fills in; `about` is the person as far as the invitation knows them."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"}))
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    password = NewPassword()

    def __init__(self, *args: Any, about: User, chooses_password: bool = True, asks_email: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.about = about
        self.chooses_password = chooses_password
        if not asks_email:
            del self.fields["email"]
        if not chooses_password:
            self.fields["password"].help_text = _("The password that you sign in with already.")
        if about.pk:
            del self.fields["name"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if self.chooses_password:
            self.about.email = self.cleaned_data.get("email", self.about.email)
            self.about.name = self.cleaned_data.get("name", self.about.name)
            password_validation.validate_password(password, self.about)
        return password


class ChangePasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Your password now"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    password = NewPassword()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = _("Your new password")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your password."))
        return old

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class OrganisationForm(forms.ModelForm):
    """The organisation's settings."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    two_people = forms.BooleanField(
        label=_("Opening, closing and declaring an election need two people"),
        help_text=_("A second officer has to agree before it happens."),
        required=False,
    )

    second_factor = forms.BooleanField(
        label=_("People who work here need a second factor to sign in"),
        help_text=_(
            "An authenticator app or a passkey, besides the password. Who has none adds one at the next sign-in."
        ),
        required=False,
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "short_name",
            "time_zone",
            "language",
            "colour",
            "help_contact",
            "from_email",
            "grace_days",
            "two_people",
            "second_factor",
        )
        labels = {
            "name": _("Name of the organisation"),
            "short_name": _("Short name"),
            "time_zone": _("Time zone"),
            "colour": _("Colour"),
            "help_contact": _("Whom voters ask for help"),
            "from_email": _("Address that e-mails come from"),
            "grace_days": _("Days of grace"),
        }
        help_texts = {
            "time_zone": _("All times on pages are in it. For example, Europe/London."),
            "colour": _("Of the header of each page: # and six digits, for example #1d70b8."),
            "help_contact": _("An e-mail address or a telephone number. It stands on every page that a voter sees."),
            "grace_days": _("How many days after a subscription ends a member is still in good standing."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["help_contact"].required = True
        self.fields["from_email"].help_text = _("Without it e-mails come from %(address)s.") % {
            "address": settings.DEFAULT_FROM_EMAIL
        }
        self.fields["colour"].widget.attrs["spellcheck"] = "false"


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=200)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that your authenticator app shows now, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}),
    )


class NewAppForm(forms.Form):
    name = forms.CharField(label=_("Name of the device"), help_text=_("For example, my telephone."), max_length=60)
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that the app shows now."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasskeyForm(forms.Form):
    name = forms.CharField(label=_("Name of the passkey"), help_text=_("For example, blue key."), max_length=60)
    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class PasswordForm(forms.Form):
    """One's own password again, before something that somebody at an open browser must not do."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        attempt("password", self.user.email, limit=10, minutes=15)
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password
