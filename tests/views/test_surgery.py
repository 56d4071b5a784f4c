"""Changing the cut of a claim from its article: with htmx as paragraphs, without as pages."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Article, Claim, User
from claims.services import surgery
from claims.views import cuts
from tests import builders
from tests.builders import NOW
from tests.views.conftest import CountQueries, SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TWO = "Norland closed 14 mines and opened 3 harbours in 2025"


def marked(actor: User, words: str) -> Claim:
    """A claim of an article that is there to be read."""
    claim = builders.make_claim(actor, words)
    Article.objects.filter(pk=claim.article_id).update(status="ready")
    return claim


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return marked(reviewer, TWO)


@pytest.fixture
def client(reviewer: User, sign_in: SignIn) -> Client:
    return sign_in(reviewer)


def at(claim: Claim, tool: str, *more: str) -> str:
    return reverse(f"claims:find-{tool}", args=[claim.pk, *more])


def test_span_steps_by_words_without_scripts_and_is_saved(client: Client, claim: Claim) -> None:
    page = client.get(at(claim, "span")).content.decode()
    assert TWO in page
    data = {"start": claim.start, "end": claim.end, "quote": claim.quote}
    stepped = client.post(at(claim, "span"), data | {"step": "end-earlier"})
    assert stepped.status_code == 200
    assert "opened 3 harbours in</b>" in stepped.content.decode()
    shorter = TWO.removesuffix(" and opened 3 harbours in 2025")
    saved = client.post(at(claim, "span"), data | {"end": claim.start + len(shorter), "quote": shorter})
    assert saved.status_code == 302
    claim.refresh_from_db()
    assert claim.quote == shorter


def test_span_saved_in_place_offers_the_way_back(client: Client, claim: Claim) -> None:
    data = {"start": claim.start, "end": claim.end - len(" in 2025"), "revision": claim.revision}
    html = client.post(at(claim, "span"), data, headers=HTMX).content.decode()
    assert "It has other words now." in html
    assert at(claim, "undo", "span") in html
    back = client.post(at(claim, "undo", "span"), headers=HTMX)
    assert back.status_code == 200
    claim.refresh_from_db()
    assert claim.quote == TWO
    assert client.post(at(claim, "undo", "span"), headers=HTMX).status_code == 409


def test_marks_on_the_wrong_words_can_be_moved_whatever_the_page_sends(client: Client, claim: Claim) -> None:
    for data, status in (
        ({}, 422), ({"start": 5, "end": 5}, 422), ({"start": 0, "end": 10**6}, 422),
        ({"start": claim.start, "end": claim.end - 3, "quote": "else"}, 422),
        ({"start": claim.start, "end": claim.end - 8, "revision": 99}, 409),
    ):  # fmt: skip
        assert client.post(at(claim, "span"), data, headers=HTMX).status_code == status, data
    claim.refresh_from_db()
    assert claim.quote == TWO


def test_split_shows_where_and_makes_two(client: Client, claim: Claim) -> None:
    page = client.get(at(claim, "split"), headers=HTMX).content.decode()
    place = TWO.index("opened")
    assert f'value="{place}" selected' in page  # where people would cut
    html = client.post(at(claim, "split"), {"at": place, "revision": claim.revision}, headers=HTMX).content.decode()
    parts = Claim.objects.filter(split_from=claim)
    assert parts.count() == 2
    for part in parts:
        assert f'id="find-{part.pk}"' in html
    assert "Take the split back" in html
    assert client.post(at(claim, "split"), {"at": "x"}, headers=HTMX).status_code == 422
    assert client.post(at(claim, "undo", "split")).status_code == 302
    claim.refresh_from_db()
    assert claim.status == "open"


def test_merge_proposes_what_is_like_it_and_finds_by_words_and_number(
    client: Client, claim: Claim, reviewer: User
) -> None:
    like = builders.make_claim(reviewer, "Ferries of Skag carried 40,000 lorries")
    assert f'value="{like.pk}"' not in client.get(at(claim, "merge"), headers=HTMX).content.decode()
    for words in ("ferries lorries", str(like.pk)):
        html = client.get(at(claim, "merge"), {"q": words}, headers=HTMX).content.decode()
        assert f'value="{like.pk}"' in html
        assert "<form" not in html  # the choices alone
    html = client.post(at(claim, "merge"), {"into": like.pk}, headers=HTMX).content.decode()
    assert f"goes on in claim {like.pk}" in html
    assert client.post(at(claim, "merge"), {}, headers=HTMX).status_code == 422
    assert client.post(at(claim, "undo", "merge")).status_code == 302
    claim.refresh_from_db()
    assert claim.merged_into is None


def test_what_the_wording_put_in_is_shown_and_edited(client: Client, reviewer: User) -> None:
    claim = marked(reviewer, "it closed 14 mines")
    Claim.objects.filter(pk=claim.pk).update(
        standalone="Norland closed 14 mines.",
        substitutions=[{"start": claim.start, "end": claim.start + 2, "replacement": "Norland", "why": "pronoun"}],
    )
    page = client.get(reverse("claims:article-detail", args=[claim.article_id])).content.decode()
    assert "<s>it</s> <ins>Norland</ins>" in page
    assert "Norland closed 14 mines." in client.get(at(claim, "reword"), headers=HTMX).content.decode()
    empty = client.post(at(claim, "reword"), {"standalone": " ", "kind": "factual"}, headers=HTMX)
    assert (empty.status_code, empty.headers["HX-Retarget"]) == (422, f"#tools-{claim.pk}")
    answer = client.post(at(claim, "reword"), {"standalone": "Norland shut 14.", "kind": "numerical"}, headers=HTMX)
    assert "Norland shut 14." in answer.content.decode()


def test_nothing_else_can_be_taken_back(client: Client, claim: Claim) -> None:
    assert client.post(at(claim, "undo", "birth")).status_code == 404


def test_one_claim_and_twenty_cost_the_same_queries(
    client: Client, reviewer: User, count_queries: CountQueries
) -> None:
    claim = marked(reviewer, TWO)
    page = reverse("claims:article-detail", args=[claim.article_id])
    before = count_queries(lambda: client.get(page))
    for place, part in enumerate(surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=28, now=NOW)):
        surgery.split_claim(actor=reviewer, claim_id=part.pk, at=8 + place, now=NOW)
    assert Claim.objects.filter(article=claim.article_id).count() == 7
    assert count_queries(lambda: client.get(page)) == before


WORDS = st.text(st.sampled_from("ab1 ,.’-\n“”é🌊"), min_size=1, max_size=60)


@given(WORDS, st.data())
def test_a_step_keeps_inside_the_text_and_never_empties_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for to in cuts.STEPS:
        left, right = cuts.step(text, start, end, to)
        assert 0 <= left < right <= len(text)
        moved = {"start-earlier": left <= start, "start-later": left >= start, "end-earlier": right <= end,
                 "end-later": right >= end}  # fmt: skip
        assert moved[to]
    assert cuts.step(text, start, end, "sideways") == (start, end)


@pytest.mark.parametrize(
    ("text", "at", "most", "before", "after"),
    [
        ("one two three four five", 14, 7, "…three ", "four…"),
        ("one two", 4, 12, "one ", "two"),
        ("an earlier line\nits own words here\na later line", 20, 12, "its ", "own words…"),
        ("", 0, 7, "", ""),
    ],
)
def test_words_around_a_cut_are_whole_and_of_the_same_paragraph(
    text: str, at: int, most: int, before: str, after: str
) -> None:
    assert cuts.lead(text, at, most) == before
    assert cuts.trail(text, at, most) == after
