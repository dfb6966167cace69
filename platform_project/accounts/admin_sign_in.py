"""The sign-in form of the admin, under the same limits as the API's sign-in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from platform_project.kit.throttling import TooManyTries, client_address, rate_limit


class SignInForm(AuthenticationForm):  # type: ignore[misc]  # unfold has no types
    """Failures count together with those of `POST /auth/token`."""

    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username", "")).strip().lower()
        self.cleaned_data["username"] = email
        address = client_address(self.request)
        try:
            rate_limit("sign_in_address").take(address)
            rate_limit("sign_in").take(email, address)
        except TooManyTries as err:
            raise ValidationError(err.message, code=err.code) from err
        cleaned: dict[str, Any] = super().clean()
        rate_limit("sign_in_address").give_back(address)
        rate_limit("sign_in").give_back(email, address)
        return cleaned
