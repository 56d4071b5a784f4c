"""The queue: which rows, in which order, and what becomes of one."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.forms.queue import TABS, QueueFilters, cursor_after, ordered
from claims.models import Claim, User
from claims.services import attributions, claims
from claims.views.queue import PAGE
from tests import builders
from tests.views.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def shown(html: str) -> list[int]:
    """Ids of the claims in a list, in its order."""
    return [int(part.split('"', 1)[0]) for part in html.split('id="claim-')[1:]]


def proposals(count: int, reviewer: User) -> list[Claim]:
    """Claims as the engine leaves them, each with a score of its own but the last two."""
    made = [builders.make_claim(reviewer) for _ in range(count)]
    for place, claim in enumerate(made):
        score = round(max(0.9 - place / 100, 0.9 - (count - 2) / 100), 3)
        Claim.objects.filter(pk=claim.pk).update(status="proposed", score=score)
    return list(Claim.objects.order_by("-score", "-id"))


def test_home_is_triage_and_says_so(reviewer: User, sign_in: SignIn) -> None:
    waiting = proposals(3, reviewer)
    other = builders.make_claim(reviewer)
    html = sign_in(reviewer).get("/").content.decode()
    assert shown(html) == [claim.pk for claim in waiting]
    assert other.standalone not in html
    assert "What the engine proposed and nobody has judged yet" in html


def test_every_status_is_reached_by_some_tab(reviewer: User) -> None:
    reached = {status for tab in TABS[:-1] for status in QueueFilters(tab.params, user=reviewer).statuses}
    assert reached == set(QueueFilters({"status": "any"}, user=reviewer).statuses)


def test_filters_pick_by_speaker_score_holder_article_and_words(reviewer: User, second: User, sign_in: SignIn) -> None:
    first, other = builders.make_claim(reviewer, "Norland closed eleven harbours."), builders.make_claim(reviewer)
    attributions.correct_speaker(actor=reviewer, claim_id=first.pk, name="Mira Castel", now=builders.NOW)
    claims.take_claim(actor=second, claim_id=other.pk, now=timezone.now())
    client = sign_in(reviewer)
    speaker = Claim.objects.get(pk=first.pk).speaker
    assert speaker is not None
    cases = {
        "status=any": {first.pk, other.pk},
        "status=any&speaker=castel": {first.pk},
        f"status=any&speaker={speaker.pk}": {first.pk},
        "status=any&q=harbours": {first.pk},
        "status=any&q=harbours -eleven": set(),
        f"status=any&article={other.article_id}": {other.pk},
        "status=any&assignee=nobody": {first.pk},
        "status=any&assignee=me": set(),
        "status=any&assignee=others": {first.pk, other.pk},
        f"status=any&assignee={second.pk}": {other.pk},
        "status=open": {first.pk},
        "status=any&kind=opinion": set(),
        "status=any&min_score=100": {first.pk, other.pk},
    }
    for query, expected in cases.items():
        assert set(shown(client.get(f"/?{query}").content.decode())) == expected, query


def test_others_includes_what_nobody_holds(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    assert shown(sign_in(reviewer).get("/?status=open&assignee=others").content.decode()) == [claim.pk]


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "assignee=99x",
        "min_score=400",
        "article=-3",
        "article=" + "9" * 30,
        "kind=rumour",
        "order=random",
    ],
)
def test_filter_that_cannot_be_read_is_reported_and_not_applied(query: str, reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    answer = sign_in(reviewer).get(f"/?{query}")
    assert answer.status_code == 200
    assert shown(answer.content.decode()) == [claim.pk]


@pytest.mark.parametrize("after", ["x", "~", "nan~5", "0.5~", "0.5~-3", "2~5", "0.5~" + "9" * 40, "inf~1", "%00"])
def test_cursor_that_cannot_be_read_begins_at_the_top(after: str, reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    assert shown(sign_in(reviewer).get("/", {"after": after}).content.decode()) == [claim.pk]


@pytest.mark.parametrize("order", ["score", "newest", "oldest"])
def test_pages_show_every_row_once(order: str, reviewer: User) -> None:
    proposals(7, reviewer)  # the last two share a score
    seen: list[int] = []
    after = ""
    for _ in range(10):
        rows = list(ordered(Claim.objects.all(), order, after)[:2])
        if not rows:
            break
        seen += [row.pk for row in rows]
        after = cursor_after(rows[-1])
    whole = [row.pk for row in ordered(Claim.objects.all(), order, "")]
    assert seen == whole
    assert len(seen) == 7


def test_next_page_keeps_the_filters(reviewer: User, sign_in: SignIn) -> None:
    proposals(PAGE + 3, reviewer)
    client = sign_in(reviewer)
    html = client.get("/?kind=factual").content.decode()
    assert len(shown(html)) == PAGE
    link = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "kind=factual" in link
    rest = shown(client.get(f"/{link}").content.decode())
    assert len(rest) == 3
    assert not set(rest) & set(shown(html))


def test_fifty_rows_cost_as_many_queries_as_one(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            html = client.get("/?status=any").content.decode()
        assert shown(html)
        return len(seen)

    builders.make_held_claim(reviewer)
    client.get("/")
    one = queries()
    for _ in range(20):
        claim = builders.make_held_claim(reviewer)
        attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name=f"Tomas Vell {claim.pk}", now=builders.NOW)
    proposals(29, reviewer)
    assert len(shown(client.get("/?status=any").content.decode())) == 50
    assert queries() == one


def test_counts_stop_at_a_hundred(reviewer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.views.queue.COUNT_TO", 3)
    proposals(5, reviewer)
    assert ">2+<" in sign_in(reviewer).get("/").content.decode()


def test_accept_swaps_the_row_alone(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(2, reviewer)[0]
    answer = sign_in(reviewer).post(
        reverse("claims:claim-accept", args=[claim.pk]), {"part": "row", "revision": claim.revision}, headers=HTMX
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert shown(html) == [claim.pk]
    assert "Open" in html
    assert Claim.objects.get(pk=claim.pk).status == "open"


def test_accept_works_without_javascript(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    answer = sign_in(reviewer).post(
        reverse("claims:claim-accept", args=[claim.pk]),
        {"revision": claim.revision, "next": "/?status=proposed&after=x"},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?status=proposed&after=x"


def test_next_never_leads_to_another_site(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    answer = sign_in(reviewer).post(
        reverse("claims:claim-accept", args=[claim.pk]),
        {"revision": claim.revision, "next": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == reverse("claims:claim-detail", args=[claim.pk])


def test_stale_accept_is_refused(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    answer = sign_in(reviewer).post(
        reverse("claims:claim-accept", args=[claim.pk]), {"part": "row", "revision": claim.revision + 1}, headers=HTMX
    )
    assert answer.status_code == 409
    assert answer.headers["Desk-Refusal"] == "stale"
    assert Claim.objects.get(pk=claim.pk).status == "proposed"


def test_dismissing_asks_for_a_reason_and_keeps_it(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    client, address = sign_in(reviewer), reverse("claims:claim-dismiss", args=[claim.pk])
    assert "Not checkable" in client.get(address).content.decode()
    refused = client.post(address, {"part": "row", "revision": claim.revision}, headers=HTMX)
    assert refused.status_code == 422
    done = client.post(address, {"part": "row", "revision": claim.revision, "other": " An advert "}, headers=HTMX)
    assert done.status_code == 200
    assert Claim.objects.get(pk=claim.pk).dismissed_reason == "An advert"
    reopened = client.post(reverse("claims:claim-reopen", args=[claim.pk]), {"part": "row"}, headers=HTMX)
    assert reopened.status_code == 200
    assert Claim.objects.get(pk=claim.pk).status == "open"


def test_row_offers_take_over_only_when_the_lease_ran_out(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    claims.take_claim(actor=second, claim_id=claim.pk, now=timezone.now())
    client = sign_in(reviewer)
    assert f'id="take-{claim.pk}"' not in client.get("/?status=any").content.decode()
    Claim.objects.filter(pk=claim.pk).update(lease_expires_at=timezone.now() - timedelta(minutes=1))
    html = client.get("/?status=any").content.decode()
    assert "Take over" in html
    assert "lease ran out" in html


def test_taken_claim_is_mine_until_released(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    client = sign_in(reviewer)
    client.post(reverse("claims:claim-take", args=[claim.pk]), {"part": "row"}, headers=HTMX)
    assert shown(client.get("/?status=working&assignee=me").content.decode()) == [claim.pk]
    client.post(reverse("claims:claim-release", args=[claim.pk]), {"part": "row"}, headers=HTMX)
    assert shown(client.get("/?status=working&assignee=me").content.decode()) == []


def test_own_verdict_is_not_listed_for_review(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer, now=timezone.now())
    query = "/?status=submitted&assignee=others"
    assert shown(sign_in(second).get(query).content.decode()) == [claim.pk]
    assert shown(sign_in(reviewer).get(query).content.decode()) == []


def test_glance_shows_the_claim_in_its_paragraph(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer, "Norland closed <eleven> harbours.")
    html = sign_in(reviewer).get(reverse("claims:queue-glance", args=[claim.pk])).content.decode()
    assert "Norland closed &lt;eleven&gt; harbours.</mark> So it was said." in html


def test_cannot_filter_the_board_by_person(reviewer: User, second: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere. Here: by who holds it, by who judged it, and by oneself."""
    held = builders.make_held_claim(second, now=timezone.now())
    mine, theirs = builders.make_submitted_claim(reviewer), builders.make_submitted_claim(second)
    client = sign_in(reviewer)
    cases = {
        f"status=in_review&assignee={second.pk}": {held.pk},
        "status=any&author=me": {mine.pk},
        f"status=any&author={second.pk}": {theirs.pk},
        "status=any&author=others": {theirs.pk},
        f"status=any&author={second.pk}&assignee=me": set(),
    }
    for query, expected in cases.items():
        html = client.get(f"/?{query}").content.decode()
        assert set(shown(html)) == expected, query
    html = client.get(f"/?status=any&author={second.pk}").content.decode()
    assert f"Take off the filter verdict by: {second}" in html


def test_a_hidden_default_filter_that_lost_items(reviewer: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere. What triage lists once is said aloud, with a way to list it every time."""
    first, again = proposals(2, reviewer)
    Claim.objects.filter(pk=again.pk).update(repeats=first)
    client = sign_in(reviewer)
    html = client.get("/").content.decode()
    assert shown(html) == [first.pk]
    assert "What an article says again is listed once" in html
    link = html.split("list it every time")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert set(shown(client.get(link).content.decode())) == {first.pk, again.pk}
    whole = client.get("/?status=any").content.decode()
    assert set(shown(whole)) == {first.pk, again.pk}
    assert "listed once" not in whole


def test_the_way_on_leads_through_the_filters_and_ends_with_a_word(reviewer: User, sign_in: SignIn) -> None:
    first, second, third = proposals(3, reviewer)
    client = sign_in(reviewer)
    address = reverse("claims:queue-next")
    answer = client.get(address, {"after": str(first.pk), "queue": "status=proposed"})
    assert answer.headers["Location"] == f"/claims/{second.pk}/?queue=status%3Dproposed"
    claims.accept_claim(actor=reviewer, claim_id=second.pk, now=builders.NOW)
    # The claim one comes from need not be in the list any more.
    assert f"/claims/{third.pk}/" in client.get(address, {"after": second.pk}).headers["Location"]
    assert f"/claims/{first.pk}/" in client.get(address, {"after": third.pk}).headers["Location"]  # from the top
    assert client.get(address, {"after": "x", "queue": "status=published"}).headers["Location"] == "/?status=published"


def test_taking_in_the_queue_opens_the_claim_with_the_way_on(reviewer: User, sign_in: SignIn) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    headers = HTMX | {"HX-Current-URL": "http://testserver/?kind=factual&after=0.5~3"}
    answer = sign_in(reviewer).post(reverse("claims:claim-take", args=[claim.pk]), {"part": "row"}, headers=headers)
    assert answer.status_code == 204
    onward = json.loads(answer.headers["HX-Trigger"])
    assert onward == {"desk-onward": {"to": f"/claims/{claim.pk}/?queue=kind%3Dfactual#begin"}}
    assert Claim.objects.get(pk=claim.pk).assignee == reviewer


def test_bulk_refuses_what_is_no_verb_and_no_selection(reviewer: User, sign_in: SignIn) -> None:
    claim = proposals(1, reviewer)[0]
    client, address = sign_in(reviewer), reverse("claims:queue-many")
    row = f"{claim.pk}:{claim.revision}"
    assert client.post(address, {"verb": "publish", "row": row, "step": "do"}).status_code == 422
    assert client.post(address, {"verb": "accept", "row": "x:y"}).status_code == 422
    refused = client.post(address, {"verb": "dismiss", "row": row, "step": "do"})
    assert refused.status_code == 422
    assert "Give a reason" in refused.content.decode()
    assert Claim.objects.get(pk=claim.pk).status == "proposed"


def test_tabs_are_counted_anew_for_a_part(reviewer: User, sign_in: SignIn) -> None:
    proposals(2, reviewer)
    client = sign_in(reviewer)
    html = client.get(f"{reverse('claims:queue-counts')}?status=proposed", headers=HTMX).content.decode()
    assert 'aria-current="page"' in html
    assert ">2<" in html
