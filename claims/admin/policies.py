"""The desk's own rules, and every state that rules ever had."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin.access import Editable, ReadOnly, ServiceForm, chosen
from claims.admin.listing import as_json, one_of
from claims.models import DeskPolicy, PolicyVersion, User
from claims.services import policies
from claims.services.policyversions import FIELDS, Versioned, before, changes, versions_of

SHOWN = 20


def versions_told(row: Versioned) -> SafeString | str:
    """What changed from each version to the next, newest first."""
    if row._state.adding:  # noqa: SLF001 - Django documents it
        return "None yet."
    kept = list(versions_of(row).select_related("changed_by")[: SHOWN + 1])
    lines = []
    for version, former in zip(kept, [*kept[1:], None], strict=True):
        if former is None:
            told = "as first set up" if version.number == 1 else "…"
        else:
            told = "; ".join(
                f"{what}: {one} became {other}" for what, one, other in changes(former.values, version.values)
            )
        lines.append((version.number, f"{version.changed_at:%d %b %Y, %H:%M} UTC", version.changed_by or "", told))
    if not lines:
        return "It never changed."
    return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b> · {} {}: {}</li>", lines[:SHOWN]))


class DeskPolicyForm(ServiceForm):
    """Limits are the service's word."""


@admin.register(DeskPolicy)
class DeskPolicyAdmin(Editable[DeskPolicy]):
    form = DeskPolicyForm
    list_display = ("__str__", *FIELDS[DeskPolicy], "number")
    fields = (*FIELDS[DeskPolicy], "number", "was")
    readonly_fields = ("number", "was")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Earlier versions")
    def was(self, policy: DeskPolicy) -> str:
        return versions_told(policy)

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> DeskPolicy:
        return policies.save_desk_policy(actor=actor, **chosen(values, *FIELDS[DeskPolicy]), now=now)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnly[PolicyVersion]):
    list_display = ("subject", "subject_id", "number", "changed_by", "changed_at")
    list_filter = (one_of("subject", ("verdictpolicy", "deskpolicy", "ratingscale")),)
    list_select_related = ("changed_by",)
    fields = ("subject", "subject_id", "number", "changed_by", "changed_at", "what_changed", "state")
    readonly_fields = ("what_changed", "state")

    @admin.display(description="what changed")
    def what_changed(self, version: PolicyVersion) -> str:
        former = before(version)
        if former is None:
            return "The first state that was kept."
        rows = changes(former.values, version.values)
        return format_html_join("", "<p>{}: {} became <b>{}</b></p>", rows) or "Nothing."

    @admin.display(description="state")
    def state(self, version: PolicyVersion) -> str:
        return as_json(version.values)
