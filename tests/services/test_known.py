"""Taking in what other fact-checkers published."""

import gzip
import io
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from claims.claimreview.streams import UnreadableError
from claims.errors import Forbidden, Invalid
from claims.models import Event, ImportBatch, KnownCheck, KnownClaim, LabelMeaning, User
from claims.services import known, labels
from claims.services.history import verify_history
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def review(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A ClaimReview as a well-behaved outlet writes it."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://www.checks.example.org/2026/{number}",
        "claimReviewed": f"Norland closed {number} hospitals in 2025.",
        "author": {"@type": "Organization", "name": "Checks of Norland", "url": "https://checks.example.org"},
        "datePublished": "2026-02-01T08:00:00+01:00",
        "inLanguage": "en",
        "reviewRating": {"alternateName": "False", "ratingValue": "1", "bestRating": 5, "worstRating": 1},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Mira Castel"},
            "datePublished": "2026-01-20",
            "appearance": ["https://news.example.net/a, https://news.example.net/b"],
        },
        **changes,
    }  # fmt: skip


def take_in(content: object, name: str = "feed.json", *, actor: User | None = None, **options: Any) -> known.Summary:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    now: datetime = options.pop("now", NOW)
    return known.import_file(actor=actor, stream=io.BytesIO(data), name=name, clock=lambda: now, **options)


def test_every_fact_of_a_review_is_kept() -> None:
    summary = take_in(review())
    assert summary.counts() == {"added": 1, "updated": 0, "unchanged": 0, "withdrawn": 0, "bad": 0}
    check = KnownCheck.objects.get()
    assert (check.claim, check.claimant, check.claimed_on) == (
        "Norland closed 1 hospitals in 2025.", "Mira Castel", date(2026, 1, 20),
    )  # fmt: skip
    assert (check.publisher, check.site) == ("Checks of Norland", "checks.example.org")
    assert (check.reviewed_on, check.label, check.meaning, check.share) == (date(2026, 2, 1), "False", "false", 0)
    assert check.appearances == ["https://news.example.net/a", "https://news.example.net/b"]
    assert check.raw == review()
    assert check.batch == summary.batch
    entry = check.entry
    assert (entry.text, entry.claimant, entry.vector, entry.vector_version) == (check.claim, "Mira Castel", None, "")


def test_importing_again_changes_nothing_and_doubles_nothing() -> None:
    take_in([review(1), review(2)])
    again = take_in([review(2), review(1)], now=NOW + timedelta(days=1))
    assert again.counts() == {"added": 0, "updated": 0, "unchanged": 2, "withdrawn": 0, "bad": 0}
    assert KnownCheck.objects.count() == KnownClaim.objects.count() == 2
    assert not KnownCheck.objects.filter(updated_at__gt=NOW).exists()


def test_another_spelling_of_address_and_claim_is_the_same_check() -> None:
    take_in(review())
    address = "https://www.checks.example.org:443/2026/1?utm_source=feed#top"
    again = take_in(review(url=address, claimReviewed="norland closed 1 hospitals in 2025"))
    assert again.updated == 1
    assert KnownCheck.objects.get().claim == "norland closed 1 hospitals in 2025"


def test_a_changed_check_is_updated_and_read_anew_only_if_its_words_changed() -> None:
    take_in(review())
    entry = KnownClaim.objects.get()
    KnownClaim.objects.update(vector=[0.0] * 384, vector_version="claim-vectors-0")
    take_in(review(reviewRating={"alternateName": "True"}), now=NOW + timedelta(days=1))
    check = KnownCheck.objects.get()
    assert (check.label, check.meaning, check.created_at) == ("True", "true", NOW)
    entry.refresh_from_db()
    assert entry.vector_version == "claim-vectors-0"
    take_in(review(claimReviewed="Norland closed 1 hospitals, in 2025!"), now=NOW + timedelta(days=2))
    entry.refresh_from_db()
    assert (entry.text, entry.vector, entry.vector_version) == ("Norland closed 1 hospitals, in 2025!", None, "")


def test_two_claims_on_one_page_are_two_checks() -> None:
    page = "https://checks.example.org/round-up"
    assert take_in([review(1, url=page), review(2, url=page)]).added == 2


def test_a_feed_takes_checks_back_and_gives_them_again() -> None:
    item = {"@type": "DataFeedItem", "url": "https://checks.example.org", "item": [review()]}
    empty = {"@type": "DataFeedItem", "item": None}
    feed = {"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [empty, item]}
    take_in(feed)
    gone = {**feed, "dataFeedElement": [item | {"dateDeleted": "2026-02-20"}]}
    summary = take_in(gone, now=NOW + timedelta(days=1))
    assert (summary.withdrawn, summary.bad) == (1, 0)
    check = KnownCheck.objects.get()
    assert check.withdrawn_at == NOW + timedelta(days=1)
    assert not check.entry.is_standing
    assert take_in(gone, now=NOW + timedelta(days=2)).unchanged == 1
    take_in(feed, now=NOW + timedelta(days=3))
    check = KnownCheck.objects.get()
    assert check.withdrawn_at is None
    assert check.entry.is_standing


def test_bad_records_are_told_by_number_and_the_rest_goes_on() -> None:
    told: list[tuple[int, str]] = []
    records = [
        review(1), {"@type": "NewsArticle"}, review(2, url="ftp://checks.example.org/x"), review(3, claimReviewed=""),
        7, review(4),
    ]  # fmt: skip
    summary = take_in(records, on_fault=lambda fault: told.append((fault.number, fault.reason)))
    assert (summary.added, summary.bad) == (2, 4)
    assert [number for number, _ in told] == [2, 3, 4, 5]
    assert "NewsArticle" in told[0][1]
    assert "address" in told[1][1]
    assert "claim is missing" in told[2][1]
    batch = ImportBatch.objects.get()
    assert [one["number"] for one in batch.faults] == [2, 3, 4, 5]


def test_one_bad_review_of_a_claim_does_not_take_the_good_one_along() -> None:
    claim = {
        "text": "Skag sank.",
        "claimReview": [{"url": "nowhere"}, {"url": "https://a.example.org/1", "textualRating": "False"}],
    }
    summary = take_in({"claims": [claim]})
    assert (summary.added, summary.bad) == (1, 1)


def test_a_rehearsal_counts_and_writes_nothing() -> None:
    take_in(review(1))
    summary = take_in([review(1), review(2), {}], is_rehearsal=True)
    assert (summary.batch, summary.added, summary.unchanged, summary.bad) == (None, 1, 1, 1)
    assert KnownCheck.objects.count() == ImportBatch.objects.count() == 1


def test_what_came_before_a_break_stays_and_the_batch_says_how_far() -> None:
    whole = json.dumps([review(number) for number in range(3)])
    summary = take_in(whole[:-40].encode())
    assert (summary.added, summary.bad) == (2, 1)
    with pytest.raises(UnreadableError, match="UTF-8"):
        take_in(b'{"url": "\xff\xfe"}')
    assert ImportBatch.objects.filter(finished_at=None).count() == 0


@pytest.mark.parametrize(
    "name",
    ["page.html", "feed.json", "lines.jsonl", "lines.json", "array.json", "table.csv", "feed.json.gz", "answer.json"],
)
def test_every_form_gives_the_same_checks(name: str) -> None:
    two = [review(1), review(2)]
    forms: dict[str, bytes] = {
        "page.html": b'<html><script type="application/ld+json">{"@graph": [%s, {"@type": "WebPage"}]}</script></html>'
        % b",".join(json.dumps(one).encode() for one in two),
        "feed.json": json.dumps({"dataFeedElement": [{"item": [one]} for one in two]}, indent=1).encode(),
        "lines.jsonl": b"\n".join(json.dumps(one).encode() for one in two),
        "lines.json": b"\n".join(json.dumps(one).encode() for one in two),
        "array.json": json.dumps(two).encode(),
        "table.csv": b"Claim,Claimant,Review URL,Publisher,Rating,Review date\r\n" + b"".join(
            f'"{one["claimReviewed"]}",Mira Castel,{one["url"]},Checks of Norland,False,2026-02-01\r\n'.encode()
            for one in two
        ),
        "answer.json": json.dumps({"claims": [
            {"text": one["claimReviewed"], "claimant": "Mira Castel", "claimReview": [
                {"publisher": {"name": "Checks of Norland"}, "url": one["url"], "textualRating": "False.",
                 "reviewDate": "2026-02-01T00:00:00Z"}]} for one in two
        ]}).encode(),
    }  # fmt: skip
    forms["feed.json.gz"] = gzip.compress(forms["feed.json"])
    assert take_in(forms[name], name).counts() == {"added": 2, "updated": 0, "unchanged": 0, "withdrawn": 0, "bad": 0}
    facts = KnownCheck.objects.order_by("url").values_list("claim", "claimant", "publisher", "meaning", "reviewed_on")
    assert list(facts) == [
        (one["claimReviewed"], "Mira Castel", "Checks of Norland", "false", date(2026, 2, 1)) for one in two
    ]


def test_a_record_that_postgresql_could_not_keep_is_kept(db: None) -> None:
    data = json.dumps(review()).replace("Mira", "Mi\\u0000\\ud800ra").replace('"en"', "NaN")
    assert take_in(data.encode()).added == 1
    assert KnownCheck.objects.get().raw["itemReviewed"]["author"]["name"] == "Mi\ufffd\ufffdra Castel"


def test_only_leads_import(reviewer: User, editor: User) -> None:
    with pytest.raises(Forbidden):
        take_in(review(), actor=reviewer)
    assert take_in(review(), actor=editor).added == 1
    batch = ImportBatch.objects.get()
    assert batch.by == editor
    verbs = Event.objects.about("importbatch", batch.pk).values_list("verb", flat=True)
    assert list(verbs) == ["begin_import", "import"]
    assert list(verify_history()) == []


def test_records_at_hand_are_imported_and_limited(editor: User) -> None:
    records: Sequence[Any] = [review(1), {"text": "Skag sank.", "claimReview": []}]
    summary = known.import_records(actor=editor, records=records, now=NOW)
    assert (summary.added, summary.bad) == (1, 1)
    for wrong in ([], [review()] * (known.MAX_RECORDS + 1)):
        with pytest.raises(Invalid):
            known.import_records(actor=editor, records=wrong, now=NOW)


# -- labels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("False", "false"),
        ("FALSE!", "false"),
        ("False. It was never said.", "false"),
        ("This is false.", "false"),
        ("The claim is False", "false"),
        ("Mostly false – no such law", "mostly false"),
        ("“Pants on Fire”", "pants on fire"),
        ("Четыре Пиноккио", "четыре пиноккио"),
        ("", ""),
    ],
)
def test_labels_are_looked_up_by_their_first_words(label: str, key: str) -> None:
    assert labels.label_key(label) == key


def test_an_outlets_own_meaning_goes_before_the_general_one_and_checks_follow(editor: User) -> None:
    take_in(
        [
            review(1, reviewRating="Fiddlesticks"),
            review(2, url="https://other.example.net/2", reviewRating="Fiddlesticks"),
        ]
    )
    assert set(KnownCheck.objects.values_list("meaning", flat=True)) == {""}
    general = labels.save_label(actor=editor, label="fiddlesticks", meaning="false", now=NOW)
    assert set(KnownCheck.objects.values_list("meaning", flat=True)) == {"false"}
    own = labels.save_label(
        actor=editor, label="Fiddlesticks", meaning="satire", site="https://www.example.net/", now=NOW
    )
    assert dict(KnownCheck.objects.values_list("site", "meaning")) == {
        "checks.example.org": "false",
        "other.example.net": "satire",
    }
    labels.save_label(actor=editor, label_id=general.pk, label="fiddlesticks", meaning="true", now=NOW)
    assert dict(KnownCheck.objects.values_list("site", "meaning")) == {
        "checks.example.org": "true",
        "other.example.net": "satire",
    }
    labels.remove_label(actor=editor, label_id=own.pk, now=NOW)
    assert set(KnownCheck.objects.values_list("meaning", flat=True)) == {"true"}


def test_numbers_speak_only_where_the_label_says_nothing() -> None:
    scale, worst = {"bestRating": 10, "worstRating": 0}, {"worstRating": 5}
    take_in([
        review(1, reviewRating={"alternateName": "Two noses", "ratingValue": 8, **scale}),
        review(2, reviewRating={"alternateName": "False", "ratingValue": 10, **scale}),
        review(3, reviewRating={"alternateName": "No noses", "ratingValue": -1, **scale}),
        review(4, reviewRating=[{"name": {"@value": "Upside down"}, "ratingValue": 1, "bestRating": 1, **worst}]),
    ])  # fmt: skip
    assert list(KnownCheck.objects.order_by("url").values_list("meaning", flat=True)) == [
        "mostly_true",
        "false",
        "",
        "",
    ]


def test_a_label_has_one_meaning_for_each_outlet(editor: User, reviewer: User) -> None:
    from claims.errors import Refused

    labels.save_label(actor=editor, label="Fiddlesticks", meaning="false", now=NOW)
    with pytest.raises(Refused, match="already"):
        labels.save_label(actor=editor, label="FIDDLESTICKS!", meaning="true", now=NOW)
    with pytest.raises(Forbidden):
        labels.save_label(actor=reviewer, label="Other", meaning="true", now=NOW)
    with pytest.raises(Invalid):
        labels.save_label(actor=editor, label="…", meaning="true", now=NOW)
    with pytest.raises(Invalid):
        labels.save_label(actor=editor, label="Other", meaning="sort of", now=NOW)


def test_common_labels_are_known_from_the_start() -> None:
    known_ones = {row.key: row.meaning for row in LabelMeaning.objects.filter(site="")}
    assert known_ones["false"] == "false"
    assert known_ones["missing context"] == "missing_context"


def test_our_own_published_check_is_in_the_index(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    entry = KnownClaim.objects.get()
    assert entry.publication == claim.publications.get()
    assert entry.text == claim.standalone
