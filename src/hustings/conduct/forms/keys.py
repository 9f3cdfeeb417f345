"""Passphrases."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _passphrase(label: object, *, is_new: bool) -> forms.CharField:
    autocomplete = "new-password" if is_new else "current-password"
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class UnlockForm(forms.Form):
    passphrase = _passphrase(_("Your passphrase for cases"), is_new=False)


class PassphraseForm(forms.Form):
    passphrase = _passphrase(_("A new passphrase for cases"), is_new=True)
    again = _passphrase(_("The same passphrase again"), is_new=True)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("passphrase", again):
            raise forms.ValidationError(_("The two are not the same. Type the new passphrase twice."))
        return again
