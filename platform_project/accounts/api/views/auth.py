"""Sign-up, sign-in, sign-out and passwords: the endpoints for callers who are not signed in yet."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.accounts.api import serializers
from platform_project.accounts.api.views.base import caller, given
from platform_project.accounts.api.workspace import IsPerson
from platform_project.accounts.errors import SignInFailed, WrongPassword
from platform_project.accounts.models import User
from platform_project.accounts.services import passwords, tokens
from platform_project.accounts.services.registration import register
from platform_project.accounts.services.sign_in import sign_in
from platform_project.kit.throttling import client_address, rate_limit


class OpenView(APIView):
    """For anybody. Tokens in the headers are not looked at, so that a stale one does not shut the door."""

    authentication_classes = []
    permission_classes = [AllowAny]


class Register(OpenView):
    @extend_schema(
        operation_id="register",
        request=serializers.RegisterWrite,
        responses={201: serializers.SessionRead},
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Open an account with a personal workspace, and sign in."""
        values = given(serializers.RegisterWrite, request)
        rate_limit("register").take(client_address(request))
        user = register(**values)
        return Response(session_of(user, tokens.issue(user)), 201)


class SignIn(OpenView):
    @extend_schema(
        operation_id="sign_in",
        request=serializers.SignInWrite,
        responses=serializers.TokensRead,
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Tokens for an e-mail address and a password. Failures are limited, successes are not."""
        values = given(serializers.SignInWrite, request)
        address = client_address(request)
        who = (values["email"].strip().lower(), address)
        with (
            rate_limit("sign_in_address").failures(address, of=SignInFailed),
            rate_limit("sign_in").failures(*who, of=SignInFailed),
        ):
            user = sign_in(**values)
        return Response(serializers.TokensRead(tokens.issue(user)).data)


class Refresh(OpenView):
    @extend_schema(
        operation_id="refresh_token",
        request=serializers.RotateWrite,
        responses=serializers.TokensRead,
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """A new pair of tokens for a refresh token, which works this once."""
        values = given(serializers.RotateWrite, request)
        pair = tokens.rotate(values["refresh"], values["attempt"])
        return Response(serializers.TokensRead(pair).data)


class SignOut(OpenView):
    @extend_schema(
        operation_id="sign_out", request=serializers.RefreshWrite, responses={204: None}, tags=["auth"]
    )
    def post(self, request: Request) -> Response:
        """End the session of a refresh token."""
        tokens.revoke(given(serializers.RefreshWrite, request)["refresh"])
        return Response(status=204)


class PasswordChange(APIView):
    permission_classes = [IsPerson]

    @extend_schema(
        operation_id="change_password",
        request=serializers.PasswordChangeWrite,
        responses=serializers.TokensRead,
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Set a new password. Every session ends; the answer begins a new one."""
        values = given(serializers.PasswordChangeWrite, request)
        user = caller(request)
        old, new = values["old_password"], values["new_password"]
        with rate_limit("password").failures(user.pk, of=WrongPassword):
            pair = passwords.change_password(user=user, old=old, new=new)
        return Response(serializers.TokensRead(pair).data)


class PasswordResetRequest(OpenView):
    @extend_schema(
        operation_id="request_password_reset",
        request=serializers.PasswordResetRequestWrite,
        responses={202: None},
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Ask for a mail with a link; the answer is the same whether or not the address is known."""
        values = given(serializers.PasswordResetRequestWrite, request)
        rate_limit("password_reset_address").take(client_address(request))
        rate_limit("password_reset").take(values["email"].strip().lower())
        passwords.request_reset(**values)
        return Response(status=202)


class PasswordReset(OpenView):
    @extend_schema(
        operation_id="reset_password",
        request=serializers.PasswordResetWrite,
        responses={204: None},
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Set a new password with the token of the mail. Every session ends."""
        values = given(serializers.PasswordResetWrite, request)
        passwords.reset_password(token=values["token"], new=values["password"])
        return Response(status=204)


def session_of(user: User, pair: tokens.TokenPair) -> dict[str, Any]:
    """The answer that signs a user in."""
    return {"user": serializers.UserRead(user).data, **serializers.TokensRead(pair).data}
