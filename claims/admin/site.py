"""The admin site: who comes in, how they sign in, and in what order things stand."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.models import Event
from claims.permissions import may_run_desk

# What editors look for, in the order of their day. A test holds every model of the desk to be listed once.
SECTIONS = (
    ("Work", "work", ("Article", "Claim", "Publication", "Correction")),
    (
        "Registers",
        "registers",
        ("Speaker", "Outlet", "Source", "Capture", "ArchivedCopy", "KnownCheck", "ImportUpload", "ImportBatch"),
    ),
    (
        "Rules",
        "rules",
        (
            "DeskPolicy",
            "RatingScale",
            "Rating",
            "VerdictPolicy",
            "PolicyVersion",
            "ScoreWeights",
            "MatchWeights",
            "LabelMeaning",
        ),
    ),
    ("People", "people", ("User", "ApiToken")),
    (
        "What was found and judged",
        "found",
        (
            "ArticleVersion",
            "ArticleWatch",
            "Snapshot",
            "Statement",
            "Evidence",
            "Verdict",
            "Opinion",
            "Review",
            "ConflictOfInterest",
        ),
    ),
    ("Work under way", "under-way", ("Draft", "Visit", "SavedView", "BulkAct")),
    ("Talk and questions", "talk", ("Comment", "Notice", "Question", "ReplyRequest")),
    (
        "Checked before",
        "matches",
        ("Match", "Appearance", "Judgement", "KnownClaim", "ClaimLookup"),
    ),
    ("History", "history", ("Event", "EventChain")),
)

TITLES = {"User": "People", "ApiToken": "API tokens"}  # where the model's own plural would puzzle


class DeskAdminSite(admin.AdminSite):
    site_header = "Administration"
    site_title = "Administration"
    index_title = "Administration"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return may_run_desk(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The desk's own sign-in, with its rate limits and second factor: no password is ever checked here."""
        return secure_admin_login(self._after_sign_in)(request)  # type: ignore[no-any-return]

    def _after_sign_in(self, request: HttpRequest) -> HttpResponse:
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        newest = Event.objects.select_related("chain").order_by("-at", "-id")[:10]
        return super().index(request, {"newest_events": newest, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        models = {
            row["object_name"]: row | {"name": TITLES.get(row["object_name"], row["name"])}
            for app in super().get_app_list(request, app_label)
            for row in app["models"]
        }
        return [
            {
                "name": name,
                "app_label": label,
                "app_url": f"{reverse('admin:index')}#{label}",
                "has_module_perms": True,
                "models": [models[one] for one in names if one in models],
            }
            for name, label, names in SECTIONS
            if any(one in models for one in names)
        ]
