"""What can be changed in the admin goes through services, and their refusals come back as words."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import (
    ApiToken,
    Article,
    Claim,
    Event,
    LabelMeaning,
    Outlet,
    Rating,
    RatingScale,
    Role,
    Speaker,
    User,
    VerdictPolicy,
)
from claims.services import articles, people, scales, speakers
from claims.workflow import ArticleStatus, ClaimStatus
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def as_administrator(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def run(client: Client, model: str, action: str, *rows: Any, **fields: str) -> str:
    """Run an action over these rows; what the page then says."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    answer = client.post(reverse(f"admin:claims_{model}_changelist"), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def errors(answer: Any) -> str:
    assert answer.status_code == 200, answer.headers.get("Location")
    return str(answer.context["errors"])


# -- people ------------------------------------------------------------------------------------


def test_administrator_opens_an_account_and_sees_its_password_once(as_administrator: Client) -> None:
    add = reverse("admin:claims_user_add")
    answer = as_administrator.post(add, {"username": "nora", "display_name": "Nora", "roles": ["reviewer"]})
    assert answer.status_code == 200
    password = re.search(r'id="secret">([^<]+)<', answer.content.decode())
    nora = User.objects.get(username="nora")
    assert password
    assert nora.check_password(password[1])
    assert nora.roles == {"reviewer"}
    assert "no-store" in answer.headers["Cache-Control"]
    assert password[1] not in as_administrator.get(reverse("admin:claims_user_changelist")).content.decode()
    assert [e.verb for e in Event.objects.about("user", nora.pk)] == ["create", "set_roles"]


def test_taken_username_is_a_form_error(as_administrator: Client, reviewer: User) -> None:
    answer = as_administrator.post(reverse("admin:claims_user_add"), {"username": "RITA", "roles": []})
    assert "Somebody has this username" in errors(answer)


def test_last_administrator_is_refused_in_the_form_and_nothing_is_saved(
    as_administrator: Client, administrator: User
) -> None:
    change = reverse("admin:claims_user_change", args=[administrator.pk])
    answer = as_administrator.post(change, {"display_name": "Changed", "roles": ["reviewer"]})
    assert "last administrator" in errors(answer)
    person = User.objects.get(pk=administrator.pk)
    assert (person.display_name, sorted(person.roles)) == ("Ada", ["administrator"])
    assert 'value="Changed"' in answer.content.decode()


def test_roles_are_given_through_the_service(as_administrator: Client, administrator: User, reviewer: User) -> None:
    change = reverse("admin:claims_user_change", args=[reviewer.pk])
    page = as_administrator.get(change).content.decode()
    assert re.search(r'value="reviewer"[^>]*checked', page)
    as_administrator.post(change, {"display_name": "Rita", "roles": ["editor"], "is_superuser": "on", "is_active": ""})
    person = User.objects.get(pk=reviewer.pk)
    assert (sorted(person.roles), person.is_superuser, person.is_active) == (["editor"], False, True)
    event = Event.objects.about("user", reviewer.pk).last()
    assert event
    assert (event.verb, event.actor_id, event.data["to"]) == ("set_roles", administrator.pk, ["editor"])


def test_editor_cannot_raise_anybody(as_editor: Client, editor: User, reviewer: User) -> None:
    for person in (editor, reviewer):
        change = reverse("admin:claims_user_change", args=[person.pk])
        assert as_editor.get(change).status_code == 200
        answer = as_editor.post(change, {"display_name": "X", "roles": ["administrator"], "is_superuser": "on"})
        assert answer.status_code == 403
        assert Role.ADMINISTRATOR not in User.objects.get(pk=person.pk).roles
    assert (
        as_editor.post(reverse("admin:claims_user_add"), {"username": "n", "roles": ["administrator"]}).status_code
        == 403
    )
    assert (
        as_editor.post(reverse("admin:claims_apitoken_add"), {"user": reviewer.pk, "scopes": ["admin"]}).status_code
        == 403
    )
    for action in ("deactivate", "reactivate", "reset_sign_in"):
        run(as_editor, "user", action, reviewer)
    person = User.objects.get(pk=reviewer.pk)
    assert person.is_active
    assert person.check_password(builders.PASSWORD)


def test_people_are_deactivated_never_deleted(as_administrator: Client, administrator: User, reviewer: User) -> None:
    said = run(as_administrator, "user", "deactivate", reviewer, administrator)
    assert "1 deactivated" in said
    assert "lock yourself out" in said
    assert not User.objects.get(pk=reviewer.pk).is_active
    assert (
        as_administrator.post(reverse("admin:claims_user_delete", args=[reviewer.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert "1 reactivated" in run(as_administrator, "user", "reactivate", reviewer)
    run(as_administrator, "user", "delete_selected", reviewer, post="yes")
    assert User.objects.filter(pk=reviewer.pk).exists()


def test_somebody_locked_out_gets_a_new_password(as_administrator: Client, reviewer: User, second: User) -> None:
    assert "Choose one person" in run(as_administrator, "user", "reset_sign_in", reviewer, second)
    said = run(as_administrator, "user", "reset_sign_in", reviewer)
    password = re.search(r'id="secret">([^<]+)<', said)
    assert password
    assert User.objects.get(pk=reviewer.pk).check_password(password[1])


def test_token_is_issued_shown_once_and_revoked(as_administrator: Client, reviewer: User) -> None:
    add = reverse("admin:claims_apitoken_add")
    assert "required" in errors(as_administrator.post(add, {"user": reviewer.pk, "scopes": []}))
    scopes = ["articles:write", "claims:read"]
    answer = as_administrator.post(add, {"user": reviewer.pk, "name": "CMS", "scopes": scopes})
    key = re.search(r'id="secret">(fcd_\w+)<', answer.content.decode())
    assert key
    token = people.find_token(key=key[1], now=NOW)
    assert token
    assert (token.user, token.name, token.scopes) == (reviewer, "CMS", scopes)
    change = reverse("admin:claims_apitoken_change", args=[token.pk])
    assert as_administrator.post(change, {"scopes": ["admin"]}).status_code == 403
    assert "1 revoked" in run(as_administrator, "apitoken", "revoke", token)
    assert people.find_token(key=key[1], now=NOW) is None
    assert ApiToken.objects.get(pk=token.pk).revoked_at


# -- claims and articles -----------------------------------------------------------------------


def test_claims_are_triaged_and_refusals_told_row_by_row(as_editor: Client, editor: User, reviewer: User) -> None:
    open_claim, held = builders.make_claim(reviewer), builders.make_held_claim(reviewer)
    assert "Give a reason" in run(as_editor, "claim", "dismiss", open_claim)
    said = run(as_editor, "claim", "dismiss", open_claim, held, reason="not checkable")
    assert "1 dismissed" in said
    assert f"Claim {held.pk} is unchanged" in said
    assert Claim.objects.get(pk=open_claim.pk).dismissed_reason == "not checkable"
    assert "1 reopened" in run(as_editor, "claim", "reopen", open_claim)
    assert Claim.objects.get(pk=open_claim.pk).status == ClaimStatus.OPEN
    assert "is unchanged" in run(as_editor, "claim", "accept", open_claim)
    verbs = [event.verb for event in Event.objects.about("claim", open_claim.pk)]
    assert verbs == ["add", "dismiss", "reopen"]


def test_too_many_rows_at_once_change_nothing(
    as_editor: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.admin.access.ROWS_AT_ONCE", 1)
    rows = [builders.make_claim(reviewer) for _ in range(2)]
    assert "at most 1 rows" in run(as_editor, "claim", "dismiss", *rows, reason="all")
    assert set(Claim.objects.values_list("status", flat=True)) == {ClaimStatus.OPEN}


def test_articles_are_retried_and_withdrawn(as_editor: Client, reviewer: User) -> None:
    waiting, failed = builders.make_article(reviewer, "One text."), builders.make_article(reviewer, "Another text.")
    assert articles.begin_extraction(article_id=failed.pk, now=NOW)
    failed.refresh_from_db()
    articles.put_back(article=failed, code="unreadable", reason="No text in it.", now=NOW, is_final=True)
    said = run(as_editor, "article", "retry", waiting, failed)
    assert "1 put back in the queue" in said
    assert "is unchanged" in said
    assert "Say why" in run(as_editor, "article", "withdraw", waiting)
    assert "1 withdrawn" in run(as_editor, "article", "withdraw", waiting, reason="Sent twice")
    assert Article.objects.get(pk=waiting.pk).status == ArticleStatus.WITHDRAWN


# -- scales, policies, outlets, speakers ---------------------------------------------------------


def test_scale_and_rating_are_added_and_retired(as_editor: Client) -> None:
    as_editor.post(
        reverse("admin:claims_ratingscale_add"),
        {"name": "House words", "slug": "house", "language": "en", "description": "", "is_active": "on"},
    )
    scale = RatingScale.objects.get(slug="house")
    rating_add = reverse("admin:claims_rating_add")
    data = {"scale": scale.pk, "label": "Spot on", "truth": "true", "flags": "exact, checked", "position": 1}
    as_editor.post(rating_add, data)
    rating = Rating.objects.get(scale=scale)
    assert (rating.slug, rating.value, rating.flags) == ("spot-on", 5, ["exact", "checked"])
    assert "already" in errors(as_editor.post(rating_add, data))
    assert "1 retired" in run(as_editor, "rating", "retire", rating)
    assert "1 put back to use" in run(as_editor, "rating", "restore", rating)
    assert "Choose the one scale" in run(as_editor, "ratingscale", "make_default", *RatingScale.objects.all()[:2])
    assert "1 made the default" in run(as_editor, "ratingscale", "make_default", scale)
    assert RatingScale.objects.get(is_default=True) == scale
    change = reverse("admin:claims_ratingscale_change", args=[scale.pk])
    answer = as_editor.post(change, {"name": "House words", "language": "en", "description": ""})
    assert "default" in errors(answer)


def test_rating_in_use_keeps_its_label(as_editor: Client, reviewer: User) -> None:
    builders.make_submitted_claim(reviewer)
    rating = builders.rating("true")
    data = {
        "scale": rating.scale_id,
        "label": "Correct",
        "slug": rating.slug,
        "truth": "true",
        "flags": "",
        "position": 0,
    }
    answer = as_editor.post(reverse("admin:claims_rating_change", args=[rating.pk]), data)
    assert "Verdicts carry" in errors(answer)
    assert Rating.objects.get(pk=rating.pk).label == "True"


def test_policy_is_changed_added_and_removed(as_editor: Client) -> None:
    fallback = VerdictPolicy.objects.get(rating=None)
    data = {"rating": "", "min_sources": 1, "min_independent": 2, "min_primary": 0, "min_summary_chars": 10}
    change = reverse("admin:claims_verdictpolicy_change", args=[fallback.pk])
    assert "Cannot be more than the 1 sources" in errors(as_editor.post(change, data))
    as_editor.post(change, data | {"min_sources": 2})
    assert VerdictPolicy.objects.get(rating=None).min_sources == 2
    assert as_editor.get(reverse("admin:claims_verdictpolicy_delete", args=[fallback.pk])).status_code == 403
    as_editor.post(reverse("admin:claims_verdictpolicy_add"), data | {"min_sources": 3, "rating": builders.rating().pk})
    own = VerdictPolicy.objects.get(rating=builders.rating())
    assert "policy for this already" in errors(
        as_editor.post(reverse("admin:claims_verdictpolicy_add"), data | {"min_sources": 3, "rating": own.rating_id})
    )
    as_editor.post(reverse("admin:claims_verdictpolicy_delete", args=[own.pk]), {"post": "yes"})
    assert not VerdictPolicy.objects.filter(pk=own.pk).exists()
    assert [event.verb for event in Event.objects.about("verdictpolicy", own.pk)] == ["create", "remove"]


def test_outlet_takes_a_pasted_address(as_editor: Client) -> None:
    add = reverse("admin:claims_outlet_add")
    as_editor.post(add, {"name": "News", "host": "https://www.news.example.org/today"})
    assert Outlet.objects.get().host == "news.example.org"
    assert "Write a host" in errors(as_editor.post(add, {"name": "News", "host": "nowhere"}))


def test_speakers_are_edited_and_merged(as_editor: Client, reviewer: User) -> None:
    one, two, three = (speakers.named_speaker(name=name, now=NOW) for name in ("Tom Vell", "Tomas Vell", "Ines Vell"))
    change = reverse("admin:claims_speaker_change", args=[two.pk])
    data = {"name": "Tomas Vell", "kind": "person", "role": "Chair", "same_as": "https://union.example.org/vell"}
    as_editor.post(change, data | {"aliases": "T. Vell\nTomas J. Vell"})
    assert set(two.aliases.values_list("name", flat=True)) == {"Tomas Vell", "T. Vell", "Tomas J. Vell"}
    assert "Tomas J. Vell" in as_editor.get(change).content.decode()
    assert "2 to 20" in run(as_editor, "speaker", "merge", one)
    page = run(as_editor, "speaker", "merge", one, two)
    assert "Which name stays?" in page
    assert not Speaker.objects.exclude(merged_into=None).exists()
    run(as_editor, "speaker", "merge", one, two, into=str(three.pk))  # not among the chosen: asked again
    assert not Speaker.objects.exclude(merged_into=None).exists()
    assert "1 merged into Tomas Vell" in run(as_editor, "speaker", "merge", one, two, into=str(two.pk))
    assert Speaker.objects.get(pk=one.pk).merged_into == two
    assert as_editor.post(reverse("admin:claims_speaker_change", args=[one.pk]), data).status_code == 403


def test_loaded_scale_of_a_colleague_is_offered_in_the_policy_form(as_editor: Client, editor: User) -> None:
    scale = scales.save_scale(actor=editor, name="House words", now=NOW)
    scales.save_rating(actor=editor, scale_id=scale.pk, label="Spot on", truth="true", now=NOW)
    assert "Spot on" in as_editor.get(reverse("admin:claims_verdictpolicy_add")).content.decode()


def test_label_meaning_is_added_changed_and_removed_through_its_service(client: Client, editor: User) -> None:
    client.force_login(editor)
    check = builders.make_known_check(reviewRating="Fiddlesticks")
    assert check.meaning == ""
    form = {"label": "Fiddlesticks", "site": "checks.example.org", "meaning": "false"}
    client.post(reverse("admin:claims_labelmeaning_add"), form)
    row = LabelMeaning.objects.get(key="fiddlesticks")
    check.refresh_from_db()
    assert check.meaning == "false"
    client.post(reverse("admin:claims_labelmeaning_change", args=[row.pk]), form | {"meaning": "satire"})
    check.refresh_from_db()
    assert check.meaning == "satire"
    twice = client.post(reverse("admin:claims_labelmeaning_add"), form | {"label": "FIDDLESTICKS!"})
    assert "has a meaning for this outlet already" in twice.content.decode()
    client.post(reverse("admin:claims_labelmeaning_delete", args=[row.pk]), {"post": "yes"})
    check.refresh_from_db()
    assert check.meaning == ""
    verbs = Event.objects.about("labelmeaning", row.pk).values_list("verb", flat=True)
    assert list(verbs) == ["create", "edit", "remove"]
