"""One's own account. Signing in is allauth's; here is what this desk decides about it."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from claims.forms.people import TokenForm
from claims.forms.reviews import NearnessForm
from claims.models import ApiToken
from claims.services import people
from claims.services.conflicts import conflicts_for, told_as
from claims.views.desk import DeskRequest, desk


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators, never by visitors."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": (
            "Username and password do not fit together. Check capitals and try again; "
            "if you are not sure, ask an administrator for a new password."
        ),
        "too_many_login_attempts": (
            "Too many tries with this username. Wait five minutes, then try again, "
            "or ask an administrator for a new password."
        ),
        "incorrect_password": "This is not your password. Check capitals and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


@never_cache
def not_offered(request: HttpRequest) -> HttpResponse:
    """Where signing up, addresses and forgotten passwords would be: whom to ask instead."""
    return render(request, "account/not_offered.html", status=200 if request.method in ("GET", "HEAD") else 405)


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, how I sign in, and the tokens in my name. Open to people without a role, too."""
    return account_page(request)


def account_page(request: HttpRequest, *, near_form: NearnessForm | None = None, status: int = 200) -> HttpResponse:
    """The page, with what was typed into one of its forms and refused."""
    facts = _facts(request, TokenForm())
    facts |= {"near_form": near_form} if near_form else {}
    return render(request, "account/account.html", facts, status=status)


@never_cache
@desk
@require_POST
def create_token(request: DeskRequest) -> HttpResponse:
    """Answers with the page itself, never a redirect: the key must pass through no store of messages."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "account/account.html", _facts(request, form), status=422)
    now, days = timezone.now(), form.days()
    made = people.create_token(
        actor=request.user, owner=request.user, name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"],
        expires_at=now + timedelta(days=days) if days else None, now=now,
    )  # fmt: skip
    return render(request, "account/account.html", _facts(request, TokenForm(), key=made.key, token=made.token))


@desk
@require_POST
def revoke_token(request: DeskRequest, pk: int) -> HttpResponse:
    token = people.revoke_token(actor=request.user, token_id=pk, now=timezone.now())
    messages.success(request, f"The token {token.prefix}… is revoked and works no more.")
    return redirect("claims:account")


def _facts(request: HttpRequest, form: TokenForm, **more: Any) -> dict[str, Any]:
    rows = ApiToken.objects.filter(user=request.user, revoked_at=None).order_by("-created_at", "-pk")  # type: ignore[misc]
    factors = Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    now = timezone.now()
    near = [
        {"one": one, **told_as(one)}
        for one in conflicts_for(request.user).filter(person=request.user)  # type: ignore[arg-type,misc]
        if one.ended_at is None or one.ended_at > now
    ]
    return {
        "tokens": rows[:100], "form": form, "has_second_factor": factors.exists(), "now": now, "near": near,
        "near_form": NearnessForm(), **more,
    }  # fmt: skip
