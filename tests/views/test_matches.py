"""Earlier checks and other places of a claim, on its page."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, ClaimLookup, Match, User
from claims.services import claims
from claims.services.pulse import note_sweep
from tests import builders
from tests.builders import NOW
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_worker_has_answered() -> None:
    """Whatever tests before noted of the worker is forgotten."""
    cache.clear()


def looked_up(claim: Claim, **changes: object) -> Claim:
    values: dict[str, object] = {"due_at": None, "looked_up_at": NOW, "text": claim.standalone, **changes}
    ClaimLookup.objects.filter(claim=claim).update(**values)
    return claim


def section(page: str) -> str:
    """The part of the page that is about earlier checks."""
    return page[page.index('id="claim-matches"') :].partition("</section>")[0]


def shown(reviewer: User, sign_in: SignIn, claim: Claim) -> str:
    return section(sign_in(reviewer).get(address("detail", claim)).content.decode())


def at(match: Match, verb: str) -> str:
    return reverse(f"claims:claim-match-{verb}", args=[match.claim_id, match.pk])


def test_a_proposal_shows_who_checked_what_and_why_it_may_be_the_same(reviewer: User, sign_in: SignIn) -> None:
    check = builders.make_known_check("Norland has 101 bridges", reviewRating="Half true. It depends on what counts.")
    claim = looked_up(builders.make_claim(reviewer))
    match = builders.make_match(claim, check)
    page = shown(reviewer, sign_in, claim)
    assert f'href="{check.url}" rel="external noopener noreferrer"' in page
    for words in (
        "Norland has 101 bridges", "Checks of Norland", "1 February 2026", "Half true. It depends on what counts.",
        "Probably the same claim", '<span class="num">80</span>', "both say that bridges were built",
        "Against: ", "101 here, 102 there", 'data-key="y" aria-keyshortcuts="y"', 'data-key="n" aria-keyshortcuts="n"',
    ):  # fmt: skip
        assert words in page, words
    assert page.index("both say") < page.index("101 here")
    assert f'is-current" id="match-{match.pk}"' in page
    assert "rating--mixed" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_at": NOW, "looked_up_at": None, "text": ""}, "Waiting for a worker"),
        ({"error": "The search stumbled over this wording (ValueError)."}, "stumbled"),
        ({}, "There is nothing to compare with yet"),
    ],
)
def test_each_state_says_what_it_is(reviewer: User, sign_in: SignIn, changes: dict[str, object], words: str) -> None:
    page = shown(reviewer, sign_in, looked_up(builders.make_claim(reviewer), **changes))
    assert words in page
    assert ("hx-trigger" in page) == ("due_at" in changes)


def test_nothing_found_is_not_the_same_as_nothing_there(reviewer: User, sign_in: SignIn) -> None:
    builders.make_known_check()
    page = shown(reviewer, sign_in, looked_up(builders.make_claim(reviewer)))
    assert "No earlier check of this claim was found" in page
    assert "Look again" in page


def test_while_a_worker_looks_again_the_old_finds_stand_and_say_what_they_were_found_for(
    reviewer: User, sign_in: SignIn
) -> None:
    note_sweep(now=timezone.now())
    claim = looked_up(builders.make_claim(reviewer, "Norland built 77 bridges."))
    builders.make_match(claim)
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Norland has built 77 bridges.", now=NOW)
    page = shown(reviewer, sign_in, claim)
    assert "found for “Norland built 77 bridges.”" in page
    assert "Checks of Norland" in page


def test_the_panel_alone_is_sent_while_it_is_waited_for(reviewer: User, sign_in: SignIn) -> None:
    claim = looked_up(builders.make_claim(reviewer))
    client = sign_in(reviewer)
    part = client.get(address("matches", claim), headers=HTMX).content.decode()
    assert part.count("<section") == 1
    assert 'hx-swap-oob="true"' in part
    assert client.get(address("matches", claim)).headers["Location"] == address("detail", claim)


def test_yes_no_and_undo_by_htmx(reviewer: User, sign_in: SignIn) -> None:
    claim = looked_up(builders.make_claim(reviewer))
    match = builders.make_match(claim)
    client = sign_in(reviewer)
    answer = client.post(at(match, "confirm"), headers=HTMX).content.decode()
    page = section(answer)
    assert "Confirmed by Rita" in page
    assert f'is-current" id="match-{match.pk}"' in page
    assert 'data-key="r"' in page
    assert 'data-key="u"' in answer  # stands in the history, for whatever was done last
    page = section(client.post(at(match, "undo"), headers=HTMX).content.decode())
    assert 'data-key="y"' in page
    page = section(client.post(at(match, "reject"), headers=HTMX).content.decode())
    assert "Rejected (1)" in page
    match.refresh_from_db()
    assert match.status == "rejected"


def test_without_javascript_one_is_led_back(reviewer: User, sign_in: SignIn) -> None:
    match = builders.make_match(looked_up(builders.make_claim(reviewer)))
    answer = sign_in(reviewer).post(at(match, "confirm"), follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse('claims:claim-detail', args=[match.claim_id])}#claim-matches"
    assert "Confirmed: it was checked before." in answer.content.decode()


def test_the_second_judge_is_told_and_sees_the_first_ones_word(reviewer: User, second: User, sign_in: SignIn) -> None:
    match = builders.make_match(looked_up(builders.make_claim(reviewer)))
    sign_in(second).post(at(match, "reject"), headers=HTMX)
    answer = sign_in(reviewer).post(at(match, "confirm"), headers=HTMX)
    assert answer.status_code == 409
    assert "Sam rejected this already" in answer.content.decode()
    assert "Rejected (1)" in section(answer.content.decode())


def test_a_confirmed_check_is_used_as_a_source_once(reviewer: User, sign_in: SignIn) -> None:
    match = builders.make_match(looked_up(builders.make_claim(reviewer)))
    client = sign_in(reviewer)
    assert client.post(at(match, "reuse"), headers=HTMX).status_code == 409
    client.post(at(match, "confirm"), headers=HTMX)
    page = client.post(at(match, "reuse"), headers=HTMX).content.decode()
    assert "Among the evidence" in section(page)
    assert "Earlier check of the same claim" in page
    assert match.claim.evidence.get().source.url == match.known.check_of_others.url  # type: ignore[union-attr]


def test_the_same_claim_elsewhere_is_shown_on_both_pages(reviewer: User, sign_in: SignIn) -> None:
    one, other = looked_up(builders.make_claim(reviewer)), looked_up(builders.make_claim(reviewer))
    row = builders.make_appearance(one, other)
    for here, there in ((one, other), (other, one)):
        page = shown(reviewer, sign_in, here)
        assert "Also said in" in page
        assert address("detail", there) in page
    verb = reverse("claims:claim-appearance-confirm", args=[other.pk, row.pk])
    page = section(sign_in(reviewer).post(verb, headers=HTMX).content.decode())
    assert "Confirmed by Rita" in page


def test_somebody_asks_to_look_again(reviewer: User, sign_in: SignIn) -> None:
    claim = looked_up(builders.make_claim(reviewer))
    page = sign_in(reviewer).post(address("lookup", claim), headers=HTMX).content.decode()
    assert 'id="lookup-waiting"' in page
    assert ClaimLookup.objects.get(claim=claim).due_at is not None


def test_ten_proposals_cost_as_many_queries_as_one(
    reviewer: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    few, many = looked_up(builders.make_claim(reviewer)), looked_up(builders.make_claim(reviewer))
    builders.make_match(few)
    builders.make_appearance(few, builders.make_claim(reviewer))
    for _ in range(10):
        builders.make_match(many)
        builders.make_appearance(many, builders.make_claim(reviewer))
    client = sign_in(reviewer)
    cost = [count_queries(lambda claim=claim: client.get(address("detail", claim))) for claim in (few, many)]  # type: ignore[misc]
    assert cost[0] == cost[1]
