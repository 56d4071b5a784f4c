"""Allauth's forms in the desk's words: no password is reset by e-mail here, and a label says once what a field is."""

from typing import Any

from allauth.account import forms as account
from django import forms


def _plainly(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if "/password/reset/" in str(field.help_text):
            field.help_text = ""


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self)
        self.fields["remember"].label = "Stay signed in on this device"


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self)
        for name, label in (("oldpassword", "Your password now"), ("password1", "The new one"),
                            ("password2", "The new one again")):  # fmt: skip
            self.fields[name].label = label


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self)
