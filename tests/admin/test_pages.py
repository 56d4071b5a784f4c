"""The admin's pages: every model readable, few editable, and lists that cost the same however long they are."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.admin.site import SECTIONS
from claims.models import ApiToken, Article, Claim, Event, MatchDecision, Role, User
from claims.services import (
    articles,
    claims,
    drafts,
    matches,
    opinions,
    outlets,
    people,
    presence,
    snapshots,
    speakers,
    statements,
)
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

SHOWN_WITHIN = {"SpeakerAlias", "UploadPart", "UploadFault"}  # on the page of the row that they belong to
MODELS = [model for model in apps.get_app_config("claims").get_models() if model.__name__ not in SHOWN_WITHIN]
EDITABLE = {"LabelMeaning", "Outlet", "Rating", "RatingScale", "ScoreWeights", "Speaker", "VerdictPolicy"}
ADDED_ONLY = {"ImportUpload", "MatchWeights"}  # then acted on, never edited
EDITED_ONLY = {"DeskPolicy"}  # one row, which is there
ADMINISTRATORS_ADD = {"User", "ApiToken"}
ADMINISTRATORS_CHANGE = {"User"}


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:claims_{model._meta.model_name}_{page}", args=args)


def fill(number: int) -> None:
    """A desk where every kind of row exists ``number`` times."""
    for n in range(number):
        tag = f"{number}-{n}"
        author, second = (builders.make_user(f"{name}{tag}") for name in ("author", "second"))
        editor = builders.make_user(f"editor{tag}", Role.EDITOR)
        published = builders.make_published_claim(author, second, editor)
        builders.make_correction(author, published)
        builders.make_held_claim(author)
        speaker = speakers.named_speaker(name=f"Mira Castel {tag}", now=NOW)
        Claim.objects.filter(assignee=author).update(speaker=speaker)
        Article.objects.filter(submitted_by=author).update(
            outlet=outlets.save_outlet(actor=editor, name=f"Outlet {tag}", now=NOW)
        )
        people.create_token(actor=author, owner=author, scopes=["claims:read"], now=NOW)
        article = builders.make_article(author, f"A fetched text, {tag}.")
        original = snapshots.Original(url=f"https://news.example.org/{tag}", content_type="text/html", body=b"<p>x")
        snapshots.keep_original(version=article.versions.get(), original=original, now=NOW)
        builders.make_weights(editor, figures=2.0)
        builders.make_match_weights(editor, base=-6.0)
        builders.make_upload(editor)
        claim = builders.make_claim(author)
        builders.make_statement(author, claim, name="Ola Brandt")
        builders.watch(builders.make_article(author, f"A watched text, {tag}.", url=f"https://news.example.org/w{tag}"))
        match = builders.make_match(claim)
        builders.make_appearance(claim, builders.make_claim(author))
        builders.note_copy(author, builders.make_copy(author, claim).source)
        builders.make_notice(second, builders.make_talked_claim(author, told=second.username))
        builders.make_conflict(author, builders.make_claim(second))
        builders.make_view(author)
        drafts.save_draft(
            actor=author,
            claim_id=claim.pk,
            form="wording",
            fields={"standalone": "So far"},
            revision=1,
            number=1,
            now=NOW,
        )
        presence.beat(actor=author, claim_id=claim.pk, is_active=True, now=NOW)
        claims.dismiss_claim(actor=author, claim_id=builders.make_claim(author).pk, reason="Opinion", now=NOW)
        rated = builders.make_submitted_claim(author)
        opinions.give_opinion(
            actor=second, claim_id=rated.pk, rating_id=builders.rating("false").pk, note="Not by my count.", now=NOW
        )
        builders.review_blind(is_on=False, is_dissent_public=n % 2 == 0)
        matches.judge_match(actor=author, claim_id=claim.pk, match_id=match.pk, decision=MatchDecision.CONFIRM, now=NOW)
    builders.make_ready_article(builders.make_user(), f"{number}: {builders.STORY}")


def test_every_model_of_the_desk_has_a_page_and_a_place() -> None:
    registered = {model.__name__ for model in admin.site._registry}
    assert registered == {model.__name__ for model in MODELS}
    assert sorted(name for _, _, names in SECTIONS for name in names) == sorted(registered)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_permissions_follow_roles(role: Role) -> None:
    request = RequestFactory().get("/")
    request.user = builders.make_user("lead", role)
    is_administrator = role == Role.ADMINISTRATOR
    for model in MODELS:
        page, name = admin.site._registry[model], model.__name__
        assert page.has_view_permission(request)
        assert page.has_add_permission(request) == (
            name in EDITABLE | ADDED_ONLY or (is_administrator and name in ADMINISTRATORS_ADD)
        )
        assert page.has_change_permission(request) == (
            name in EDITABLE | EDITED_ONLY or (is_administrator and name in ADMINISTRATORS_CHANGE)
        )
        assert not page.has_delete_permission(request)


def test_even_a_superuser_writes_no_status_and_no_history(client: Client) -> None:
    fill(1)
    client.force_login(User.objects.create_superuser(username="root", password=builders.PASSWORD))
    for model in MODELS:
        if model.__name__ in EDITABLE | EDITED_ONLY | ADMINISTRATORS_ADD:
            continue
        assert client.get(address(model, "add")).status_code == (200 if model.__name__ in ADDED_ONLY else 403)
        row = model._default_manager.order_by("pk").last()
        assert row, model
        assert client.get(address(model, "delete", row.pk)).status_code == 403
        before = list(model._default_manager.order_by("pk").values())
        forged = {"status": "published", "verb": "forged", "text": "forged", "_save": "1"}
        assert client.post(address(model, "change", row.pk), forged).status_code == 403
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert list(model._default_manager.order_by("pk").values()) == before


def test_lists_cost_the_same_for_one_row_and_for_many(
    client: Client, administrator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(administrator)

    def costs() -> dict[str, int]:
        found = {}
        for model in MODELS:
            with django_assert_max_num_queries(20) as queries:
                assert client.get(address(model, "changelist")).status_code == 200, model
            found[model.__name__] = len(queries)
        return found

    fill(1)
    client.get(reverse("admin:index"))
    one = costs()
    fill(6)
    assert Event.objects.count() > 102  # on more than two pages; of every other kind there are a few
    assert costs() == one


def test_no_list_counts_a_whole_table(
    client: Client, administrator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(1)
    client.force_login(administrator)
    for model in MODELS:
        with django_assert_max_num_queries(20) as queries:
            client.get(address(model, "changelist"))
        counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"]]
        assert counts
        assert all("LIMIT" in sql for sql in counts), counts


def test_every_row_opens_for_editors_and_administrators(client: Client) -> None:
    fill(1)
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        client.force_login(builders.make_user(f"lead-{role}", role))
        for model in MODELS:
            assert client.get(address(model, "changelist"), {"q": "mira castel 12"}).status_code == 200
            row = model._default_manager.order_by("pk").last()
            assert row, model
            page = client.get(address(model, "change", row.pk))
            assert page.status_code == 200, page.headers.get("Location")


def test_token_page_shows_no_hash(client: Client, administrator: User) -> None:
    made = people.create_token(actor=administrator, owner=administrator, scopes=["claims:read"], now=NOW)
    client.force_login(administrator)
    for page in (address(ApiToken, "changelist"), address(ApiToken, "change", made.token.pk)):
        text = client.get(page).content.decode()
        assert made.token.prefix in text
        assert made.token.key_sha256 not in text


def test_events_are_found_by_their_subject(client: Client, editor: User, reviewer: User) -> None:
    claim, other = builders.make_held_claim(reviewer), builders.make_held_claim(reviewer)
    client.force_login(editor)

    def found(words: str) -> set[tuple[str, int]]:
        rows = client.get(address(Event, "changelist"), {"q": words}).context["cl"].result_list
        return {(row.chain.subject, row.chain.subject_id) for row in rows}

    assert found(f"claim {claim.pk}") == {("claim", claim.pk)}
    assert found(f"Claim:{other.pk}") == {("claim", other.pk)}
    assert found("claim") == {("claim", claim.pk), ("claim", other.pk)}
    assert found("claim 99999999999999999999999") == set()
    assert found("what happened on 3 May?") == set()


def test_history_of_a_row_is_the_desks_own(client: Client, editor: User, reviewer: User) -> None:
    claim = builders.make_held_claim(reviewer)
    client.force_login(editor)
    answer = client.get(address(Claim, "history", claim.pk))
    assert answer.headers["Location"] == f"{address(Event, 'changelist')}?q=claim+{claim.pk}"


def test_claims_are_searched_by_their_words(client: Client, editor: User, reviewer: User) -> None:
    claim = builders.make_claim(reviewer, "Norland closed nine lighthouses in 2024.")
    builders.make_claim(reviewer, "Norland built nine schools in 2024.")
    client.force_login(editor)
    page = client.get(address(Claim, "changelist"), {"q": "closing lighthouse"})
    assert [row.pk for row in page.context["cl"].result_list] == [claim.pk]


def test_lists_say_when_they_show_only_the_first(
    client: Client, editor: User, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.admin.listing.COUNTED", 3)
    for _ in range(4):
        articles.submit_article(
            actor=reviewer, submission=articles.Submission(text=f"Text {builders.make_claim(reviewer).pk}"), now=NOW
        )
    client.force_login(editor)
    assert "The first 3 articles are listed" in client.get(address(Article, "changelist")).content.decode()


def test_strangers_and_reviewers_have_no_admin(client: Client, stranger: User, reviewer: User) -> None:
    for person in (stranger, reviewer):
        client.force_login(person)
        answer = client.get(reverse("admin:index"), follow=True)
        assert answer.status_code == 403


def test_admin_sign_in_is_the_desks_and_checks_no_password(client: Client, editor: User) -> None:
    answer = client.post("/admin/login/", {"username": "edda", "password": builders.PASSWORD, "next": "/admin/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session
    client.force_login(editor)
    other = builders.make_user("ada", Role.ADMINISTRATOR)
    client.post("/admin/login/", {"username": "ada", "password": builders.PASSWORD, "next": "/admin/"})
    assert client.session["_auth_user_id"] == str(editor.pk) != str(other.pk)


def test_leaving_and_changing_the_password_are_the_desks_too(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert client.post("/admin/logout/").headers["Location"] == "/accounts/logout/"
    assert client.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/admin/password_change/done/").headers["Location"] == "/admin/"


def test_front_page_shows_sections_and_the_newest_events(client: Client, editor: User, reviewer: User) -> None:
    builders.make_held_claim(reviewer)
    client.force_login(editor)
    text = client.get(reverse("admin:index")).content.decode()
    for name, _, _ in SECTIONS:
        assert name in text
    assert "take" in text
    assert "Rita" in text


def test_statements_are_found_by_words_speaker_and_state(editor: User, reviewer: User, client: Client) -> None:
    kept, gone = (builders.make_claim(reviewer, quote) for quote in ("Skag has 14 cranes.", "Skag has 9 ferries."))
    builders.make_statement(reviewer, kept, name="Mira Castel")
    dismissed = builders.make_statement(reviewer, gone, name="Ola Brandt")
    statements.dismiss_statement(actor=reviewer, statement_id=dismissed.pk, now=NOW)
    client.force_login(editor)

    def found(**query: str) -> list[str]:
        page = client.get(reverse("admin:claims_statement_changelist"), query).content.decode()
        return [one.quote for one in (kept, gone) if one.quote in page]

    assert found() == [kept.quote, gone.quote]
    assert found(q="cranes") == [kept.quote]
    assert found(q="Brandt") == [gone.quote]
    assert found(dismissed_at__isempty="1") == [kept.quote]
    assert found(resolved_by="person") == [kept.quote, gone.quote]
    assert found(resolved_by="surname") == []
