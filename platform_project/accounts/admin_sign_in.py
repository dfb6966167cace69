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
            with (
                rate_limit("sign_in_address").failures(address, of=ValidationError),
                rate_limit("sign_in").failures(email, address, of=ValidationError),
            ):
                cleaned: dict[str, Any] = super().clean()
        except TooManyTries as err:
            raise ValidationError(err.message, code=err.code) from err
        return cleaned
