"""What staff type to get in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.http import HttpRequest

from binan.kit.errors import Refused
from binan.kit.http import client_address
from governance.services import sign_in


class LoginForm(AuthenticationForm):
    """User name and password; `status` is the HTTP status of the answer to a form that was refused."""

    username = UsernameField(
        label="用户名", error_messages={"required": "请填写用户名。"},
        widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none", "autocomplete": "username"}),
    )  # fmt: skip
    password = forms.CharField(
        label="密码", strip=False, max_length=256, error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    status = 422
    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Ask the service; its refusal becomes the form's sentence."""
        if self.errors:
            return self.cleaned_data
        try:
            self.user_cache = sign_in(
                username=self.cleaned_data["username"],
                password=self.cleaned_data["password"],
                address=client_address(self.request),
            )
        except Refused as refusal:
            self.status = refusal.status
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal
        return self.cleaned_data
