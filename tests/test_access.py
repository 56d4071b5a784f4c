"""Who may open and send what: every web address × every kind of person. An address without a row fails the test.

A new address needs one line in ROWS. ``page(MEMBERS)``: is read, and takes no post. ``form(MEMBERS)``: is read and
posted to. ``verb(MEMBERS)``: only posted to. Name the row its address is about by the keys of ``desk_state``, as in
``verb(MEMBERS, pk="claim")``. The doors: EVERYBODY, SIGNED_IN, MEMBERS, LEADS, ADMINISTRATORS. The REST API has a
matrix of its own in test_access_api.py.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from claims.models import Role, User
from tests import builders
from tests.desk_state import desk_state
from tests.doors import (
    ADMINISTRATORS,
    EVERYBODY,
    KINDS,
    LEADS,
    MEMBERS,
    NOBODY,
    SIGNED_IN,
    WORDS,
    Row,
    but,
    form,
    form_of_its_owner,
    outcome,
    page,
    same,
    verb,
    verb_or_back,
)

signed_in_form = form(SIGNED_IN)
asked_first = outcome(SIGNED_IN, "sent on")  # to something that has to be set up before

leads_page = Row(outcome(LEADS, "shown"), outcome(MEMBERS, "no such method"), {})  # read by leads; takes no post

ROWS: dict[str, Row] = {
    # the desk
    "claims:queue": page(MEMBERS),
    "claims:queue-counts": Row(outcome(MEMBERS, "sent on"), outcome(MEMBERS, "no such method"), {}),
    "claims:queue-next": Row(outcome(MEMBERS, "sent on"), outcome(MEMBERS, "no such method"), {}),
    "claims:queue-many": verb(MEMBERS),
    "claims:queue-undo": verb(MEMBERS),
    "claims:view-list": form(MEMBERS),
    "claims:view-change": verb(MEMBERS, to=LEADS, pk="view"),
    "claims:view-delete": verb(MEMBERS, to=LEADS, pk="view"),
    "claims:queue-glance": page(MEMBERS, pk="claim"),
    "claims:queue-why": page(MEMBERS, pk="claim"),
    "claims:claim-accept": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-dismiss": form(MEMBERS, pk="claim"),
    "claims:claim-reopen": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-unaccept": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-restore": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-take": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-release": verb_or_back(MEMBERS, to=LEADS, pk="held"),
    "claims:article-list": page(MEMBERS),
    "claims:article-create": form(MEMBERS),
    "claims:article-detail": page(MEMBERS, pk="article"),
    "claims:article-state": page(MEMBERS, pk="article"),
    "claims:article-paragraph": page(MEMBERS, pk="article", start=0),
    "claims:article-retry": verb(MEMBERS, pk="article"),
    "claims:article-facts": form(MEMBERS, pk="article"),
    "claims:article-withdraw": verb(MEMBERS, pk="article"),
    "claims:claim-add": form(MEMBERS, pk="article"),
    "claims:find-speaker": form(MEMBERS, pk="claim"),
    "claims:find-span": form(MEMBERS, pk="claim"),
    "claims:find-split": form(MEMBERS, pk="claim"),
    "claims:find-merge": form(MEMBERS, pk="claim"),
    "claims:find-reword": form(MEMBERS, pk="claim"),
    "claims:find-undo": verb(MEMBERS, pk="claim", what="span"),
    "claims:statement-add": form(MEMBERS, pk="article"),
    "claims:statement-speaker": form(MEMBERS, pk="statement"),
    "claims:statement-dismiss": verb(MEMBERS, pk="statement"),
    "claims:statement-restore": verb(MEMBERS, pk="statement"),
    "claims:article-look": verb_or_back(MEMBERS, pk="article"),
    "claims:article-revise": form(MEMBERS, pk="article"),
    "claims:article-changes": Row(
        outcome(MEMBERS, "sent on"),
        outcome(MEMBERS, "no such method"),
        {"pk": "article"},  # nothing was found
    ),
    "claims:article-take-in": verb(MEMBERS, pk="article"),
    "claims:article-settle": verb(MEMBERS, pk="article"),
    "claims:claim-words": verb(MEMBERS, pk="claim", what="take"),
    "claims:claim-detail": page(MEMBERS, pk="claim"),
    "claims:claim-reword": verb(MEMBERS, pk="claim"),
    "claims:claim-speaker": verb(MEMBERS, pk="claim"),
    "claims:claim-undo": verb(MEMBERS, pk="claim"),
    "claims:comment-say": verb(MEMBERS, pk="claim"),
    "claims:comment-edit": form_of_its_owner(pk="talked", comment_id="comment"),
    "claims:comment-remove": Row(
        outcome(MEMBERS, "no such method"), outcome(NOBODY, "acted"), {"pk": "talked", "comment_id": "comment"}
    ),
    "claims:people-suggest": page(MEMBERS),
    "claims:question-ask": verb(MEMBERS, pk="claim"),
    "claims:question-answer": form(MEMBERS, pk="talked", question_id="question"),
    "claims:question-move": verb(MEMBERS, pk="talked", question_id="question"),
    "claims:question-withdraw": verb(MEMBERS, pk="talked", question_id="question"),
    "claims:reply-ask": verb(MEMBERS, pk="claim"),
    "claims:reply-nobody": verb(MEMBERS, pk="claim"),
    "claims:reply-outcome": form(MEMBERS, pk="talked", reply_id="reply"),
    "claims:reply-withdraw": verb(MEMBERS, pk="talked", reply_id="reply"),
    "claims:notice-list": page(MEMBERS),
    "claims:notice-read-all": verb(MEMBERS),
    "claims:notice-read": verb(MEMBERS, pk="own_notice"),
    "claims:claim-evidence": verb(MEMBERS, pk="claim"),
    "claims:claim-evidence-withdraw": verb(MEMBERS, pk="submitted", evidence_id="evidence"),
    "claims:claim-evidence-piece": form(MEMBERS, pk="submitted", evidence_id="evidence"),
    "claims:claim-evidence-kept": verb_or_back(MEMBERS, pk="submitted", evidence_id="evidence"),
    "claims:claim-evidence-passage": form(MEMBERS, pk="submitted", evidence_id="evidence"),
    "claims:claim-evidence-origin": verb(MEMBERS, pk="claim"),
    "claims:source-look": verb(MEMBERS, pk="claim"),
    "claims:source-looked": page(MEMBERS, pk="claim", source_id="source"),
    "claims:claim-pack": page(MEMBERS, pk="submitted"),
    "claims:source-list": page(MEMBERS),
    "claims:source-detail": form(MEMBERS, pk="source"),
    "claims:source-capture": verb(MEMBERS, pk="source"),
    "claims:source-file": verb(MEMBERS, pk="source"),
    "claims:source-settle": verb(MEMBERS, pk="source"),
    "claims:source-copies": verb(MEMBERS, pk="source"),
    "claims:source-copy-remove": verb(MEMBERS, pk="source", copy_id="copy"),
    "claims:capture-detail": page(MEMBERS, pk="capture"),
    "claims:capture-retry": verb(MEMBERS, pk="capture"),
    "claims:capture-file": page(MEMBERS, pk="capture"),
    "claims:capture-warc": page(MEMBERS, pk="capture"),
    "claims:claim-matches": Row(outcome(MEMBERS, "sent on"), outcome(MEMBERS, "no such method"), {"pk": "claim"}),
    "claims:claim-lookup": verb(MEMBERS, pk="claim"),
    "claims:claim-match-confirm": verb(MEMBERS, pk="claim", match_id="match"),
    "claims:claim-match-reject": verb(MEMBERS, pk="claim", match_id="match"),
    "claims:claim-match-undo": verb(MEMBERS, pk="claim", match_id="match"),
    "claims:claim-match-reuse": verb(MEMBERS, pk="claim", match_id="match"),
    "claims:claim-appearance-confirm": verb(MEMBERS, pk="claim", appearance_id="appearance"),
    "claims:claim-appearance-reject": verb(MEMBERS, pk="claim", appearance_id="appearance"),
    "claims:claim-appearance-undo": verb(MEMBERS, pk="claim", appearance_id="appearance"),
    "claims:claim-checklist": verb(MEMBERS, pk="claim"),
    "claims:claim-judge": verb(MEMBERS, pk="claim"),
    "claims:claim-approve": verb(MEMBERS, pk="submitted"),
    "claims:claim-return": verb(MEMBERS, pk="submitted"),
    "claims:claim-opinion": verb(MEMBERS, pk="submitted"),
    "claims:claim-adjudicate": verb(MEMBERS, pk="submitted"),
    "claims:claim-conflict": verb(MEMBERS, pk="claim"),
    "claims:conflict-declare": verb(MEMBERS),
    "claims:conflict-list": leads_page,
    "claims:conflict-end": verb(MEMBERS, to=LEADS, pk="conflict"),
    "claims:agreement": leads_page,
    "claims:claim-publish": verb(MEMBERS, to=LEADS, pk="approved"),
    "claims:claim-correct": verb(MEMBERS, pk="published"),
    "claims:claim-correction-publish": verb(MEMBERS, to=LEADS, pk="published", correction_id="correction"),
    "claims:claim-correction-decline": verb(MEMBERS, pk="published", correction_id="correction"),
    "claims:claim-recheck": verb(MEMBERS, pk="published"),
    "claims:due": page(MEMBERS),
    "claims:claim-take-over": verb_or_back(MEMBERS, pk="claim"),
    "claims:claim-beat": verb(MEMBERS, pk="claim"),
    "claims:claim-leave": verb(MEMBERS, pk="claim"),
    "claims:claim-now": Row(outcome(MEMBERS, "sent on"), outcome(MEMBERS, "no such method"), {"pk": "claim"}),
    "claims:claim-drafts": page(MEMBERS, pk="claim"),
    "claims:draft-save": verb(MEMBERS, pk="claim", form="verdict"),
    "claims:draft-forget": verb(MEMBERS, pk="claim", form="verdict"),
    "claims:draft-list": page(MEMBERS),
    "claims:speaker-suggest": page(MEMBERS),
    # one's own account
    "claims:account": page(SIGNED_IN),
    "claims:token-create": verb(MEMBERS),
    "claims:token-revoke": verb(MEMBERS, pk="own_token"),
    # readers
    "claims:check-list": page(EVERYBODY),
    "claims:check-feed": page(EVERYBODY),
    "claims:check-detail": page(EVERYBODY, slug="slug"),
    "claims:check-jsonld": page(EVERYBODY, slug="slug"),
    "claims:correction-list": page(EVERYBODY),
    "claims:correction-feed": page(EVERYBODY),
    "claims:methodology": page(EVERYBODY),
    # machines
    "healthz": page(EVERYBODY),
    "readyz": page(EVERYBODY),
    "metrics": Row(same("missing"), same("no such method"), {}),
    # signing in
    "account_login": Row(but(same("sent on"), anonymous="shown"), same("acted"), {}),
    "account_logout": Row(but(same("shown"), anonymous="sent on"), same("acted"), {}),
    "account_inactive": page(EVERYBODY),
    "not offered": Row(same("shown"), same("no such method"), {}),
    "account_reauthenticate": signed_in_form,
    "account_change_password": signed_in_form,
    "account_set_password": Row(asked_first, asked_first, {}),
    "mfa_index": page(SIGNED_IN),
    "mfa_authenticate": Row(same("sent on"), same("sent on"), {}),
    "mfa_reauthenticate": Row(asked_first, asked_first, {}),
    "mfa_activate_totp": signed_in_form,
    "mfa_deactivate_totp": Row(outcome(SIGNED_IN, "missing"), outcome(SIGNED_IN, "missing"), {}),
    "mfa_view_recovery_codes": Row(outcome(SIGNED_IN, "missing"), outcome(SIGNED_IN, "no such method"), {}),
    "mfa_generate_recovery_codes": signed_in_form,
    "mfa_download_recovery_codes": Row(outcome(SIGNED_IN, "missing"), outcome(SIGNED_IN, "missing"), {}),
    "mfa_list_webauthn": page(SIGNED_IN),
    "mfa_add_webauthn": signed_in_form,
    "mfa_reauthenticate_webauthn": Row(asked_first, asked_first, {}),
    "mfa_remove_webauthn": form(SIGNED_IN, pk="own_key"),
    "mfa_edit_webauthn": form(SIGNED_IN, pk="own_key"),
    "mfa_login_webauthn": Row(same("sent on"), same("acted"), {}),  # read by the page's script only
    # the admin's own pages; those of each model follow below
    "admin:index": form(LEADS),
    "admin:login": Row(but(outcome(LEADS, "sent on")), but(outcome(LEADS, "sent on")), {}),
    "admin:logout": Row(same("sent on"), same("sent on"), {}),
    "admin:password_change": Row(outcome(LEADS, "sent on"), outcome(LEADS, "sent on"), {}),
    "admin:password_change_done": Row(outcome(LEADS, "sent on"), outcome(LEADS, "sent on"), {}),
    "admin:autocomplete": Row(outcome(LEADS, "forbidden"), outcome(LEADS, "no such method"), {}),
    "admin:jsi18n": page(LEADS),
    "admin:view_on_site": Row(
        outcome(LEADS, "missing"), outcome(LEADS, "missing"), {"content_type_id": 1, "object_id": 1}
    ),
    "admin:claims_importupload_take": verb(LEADS, pk="upload"),
    "admin:claims_importupload_discard": verb(LEADS, pk="upload"),
    "admin:claims_importupload_labels": verb(LEADS, pk="upload"),
    "admin:claims_importupload_refused": page(LEADS, pk="upload"),
    "admin:app_list": form(LEADS, app_label="claims"),
    "admin:": Row(outcome(LEADS, "missing"), outcome(LEADS, "missing"), {"url": "nowhere/"}),
}

EDITORS_CHANGE = {"deskpolicy": LEADS}
EDITORS_ADD = {"labelmeaning", "outlet", "rating", "ratingscale", "scoreweights", "speaker", "verdictpolicy"}
NEVER_CHANGED = {"importupload": LEADS, "matchweights": LEADS}  # added, then only acted on
ADDERS = dict.fromkeys(EDITORS_ADD, LEADS) | NEVER_CHANGED | {"user": ADMINISTRATORS, "apitoken": ADMINISTRATORS}
CHANGERS = dict.fromkeys(EDITORS_ADD, LEADS) | EDITORS_CHANGE | {"user": ADMINISTRATORS}
REMOVERS = {"labelmeaning": LEADS, "verdictpolicy": LEADS}


def admin_rows() -> Iterator[tuple[str, Row]]:
    """Every model is read by leads; few are changed, and one deleted."""
    for model in admin.site._registry:
        name = str(model._meta.model_name)
        pk = {"object_id": f"row:{name}"}
        yield f"admin:claims_{name}_changelist", form(LEADS)
        yield f"admin:claims_{name}_add", form(ADDERS.get(name, NOBODY))
        yield (
            f"admin:claims_{name}_change",
            Row(outcome(LEADS, "shown"), outcome(CHANGERS.get(name, NOBODY), "acted"), pk),
        )
        yield f"admin:claims_{name}_delete", form(REMOVERS.get(name, NOBODY), **pk)
        yield f"admin:claims_{name}_history", Row(outcome(LEADS, "sent on"), outcome(LEADS, "sent on"), pk)
        yield f"admin:claims_{name} by number", Row(outcome(LEADS, "sent on"), outcome(LEADS, "sent on"), pk)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """(name, route) of every address of the site but the API's."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith("api/"):
            continue
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, route, inner)
        else:
            yield _name(pattern, route, spaces), route


def _name(pattern: URLPattern, route: str, spaces: tuple[str, ...]) -> str:
    if is_shut(route):
        return "not offered"
    if pattern.name is None and route.endswith("<path:object_id>/"):
        model = route.removeprefix("admin/claims/").split("/")[0]
        return f"admin:claims_{model} by number"
    return ":".join([*spaces, pattern.name or ""])


SHUT = ("signup/", "email/", "confirm-email/", "password/reset/", "login/code/")


def is_shut(route: str) -> bool:
    """Addresses of allauth that the desk answers with whom to ask."""
    route = route.lstrip("^")
    rest = route.removeprefix("accounts/").lstrip("^")
    return route.startswith("accounts/") and (rest.startswith(SHUT) or rest.startswith("(?:signup"))


def where(name: str, row: Row, state: Mapping[str, Any]) -> str:
    if name == "not offered":
        return "/accounts/password/reset/"
    values = {key: state.get(str(value), value) for key, value in row.arguments.items()}
    if name.endswith(" by number"):
        return f"/admin/claims/{name.removeprefix('admin:claims_').removesuffix(' by number')}/{values['object_id']}/"
    if name == "admin:":
        return f"/admin/{values['url']}"
    return reverse(name, kwargs=values)


def knock(client: Client, user: User | None, method: str, address: str, data: Mapping[str, str]) -> tuple[int, str]:
    """Status and where it leads, for somebody who has just signed in."""
    client.cookies.clear()
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        led = answer.headers.get("Location", "")
        if led.startswith("/admin/login/"):
            answer = client.get(led)
            led = answer.headers.get("Location", "")
        transaction.set_rollback(True)
    return answer.status_code, led


def fits(told: str, status: int, led: str) -> bool:
    is_sign_in = status == 401 or (status == 302 and led.startswith("/accounts/login/?next="))
    if told == "sign in":
        return is_sign_in
    return status in WORDS[told] and not is_sign_in


def person(kind: str) -> User | None:
    match kind:
        case "anonymous":
            return None
        case "stranger":
            return builders.make_stranger()
        case _:
            return builders.make_user(f"the-{kind}", Role(kind))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    known = set(ROWS) | dict(admin_rows()).keys()
    found = {name for name, _ in addresses()}
    assert found - known == set(), "give each of these a row"
    assert known - found == set(), "these are gone"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_address_answers_each_person_as_its_row_says(kind: str) -> None:
    user = person(kind)
    state = desk_state(user)
    client = Client()  # one for all: making one loads the middleware anew
    wrong = []
    for name, row in {**ROWS, **dict(admin_rows())}.items():
        if state.get(str(row.arguments.get("object_id")), 1) == 0:
            continue  # only the engine makes statements; tests/admin opens one
        has_key = "own_key" in row.arguments.values()
        if has_key:
            key = {"name": "Key", "credential": {}}
            owner = user or User.objects.get(username="author")
            made = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=key)
            state["own_key"] = made.pk
        address = where(name, row, state)
        for method, told in (("get", row.get[kind]), ("post", row.post[kind])):
            status, led = knock(client, user, method, address, row.data)
            if not fits(told, status, led):
                wrong.append(f"{kind} {method.upper()} {address} ({name}): {status} {led}, not “{told}”")
        if has_key:
            Authenticator.objects.all().delete()  # with one on the account, other pages ask for it
    assert not wrong, "\n".join(wrong)


def test_nobody_is_a_member_by_not_being_anybody() -> None:
    from claims.permissions import is_member, may_manage_people, may_run_desk

    visitor = AnonymousUser()
    assert not any(may(visitor) for may in (is_member, may_run_desk, may_manage_people))
