"""How a person comes to be here: an account, a workspace of their own, the owner's role in it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.module_loading import import_string

from platform_project.accounts.errors import EmailTaken, WeakPassword
from platform_project.accounts.models import User
from platform_project.errors import BadInput

EMAIL_MAX_CHARS = 254
NAME_MAX_CHARS = 100
PASSWORD_MAX_CHARS = 1000  # hashing time grows with it


def register(*, email: str, password: str | None, name: str = "") -> User:
    """A new user with a personal workspace, or nothing at all.

    password: None for people who sign in elsewhere. Raises BadInput, WeakPassword (with its reasons in
    details.password) and EmailTaken.
    """
    email = normal_email(email)
    name = name.strip()
    if len(name) > NAME_MAX_CHARS:
        raise BadInput(
            f"name is longer than {NAME_MAX_CHARS} characters.", name=[f"at most {NAME_MAX_CHARS}"]
        )
    if password is not None:
        refuse_weak(password, User(email=email, name=name))
    try:
        user = User.objects.create_user(email, password, name=name)
    except IntegrityError as err:
        raise EmailTaken("This e-mail address cannot be used.", email=["cannot be used"]) from err
    for greet in settings.REGISTERED:
        import_string(greet)(user.personal_workspace.pk)
    return user


def normal_email(given: str) -> str:
    """`given` as it is kept: trimmed, in lower case. Raises BadInput if it is no e-mail address."""
    email = given.strip().lower()
    try:
        validate_email(email)
    except ValidationError as err:
        raise BadInput("email is not a valid e-mail address.", email=["not a valid address"]) from err
    if len(email) > EMAIL_MAX_CHARS:
        raise BadInput(
            f"email is longer than {EMAIL_MAX_CHARS} characters.", email=[f"at most {EMAIL_MAX_CHARS}"]
        )
    return email


def refuse_weak(password: str, user: User) -> None:
    """Raise WeakPassword with every reason why `user` should not take this password."""
    if len(password) > PASSWORD_MAX_CHARS:
        reason = f"It must have at most {PASSWORD_MAX_CHARS} characters."
        raise WeakPassword("The password is too long.", password=[reason])
    try:
        validate_password(password, user)
    except ValidationError as err:
        raise WeakPassword("The password is too easy to guess.", password=list(err.messages)) from err
