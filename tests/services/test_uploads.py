"""Uploaded files of known checks: a preview that writes nothing, taking in once, and nothing lost on the way."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction

from claims import tasks
from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Event, ImportBatch, ImportUpload, KnownCheck, LabelMeaning, Role, UploadPart, User
from claims.services import uploads
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def review(number: int, **changes: object) -> dict[str, object]:
    return {
        "@type": "ClaimReview", "url": f"https://checks.example.org/u{number}",
        "claimReviewed": f"Skag has {number} mills.", "author": {"name": "Checks of Norland"},
        "reviewRating": {"alternateName": "False"}, **changes,
    }  # fmt: skip


ANSWERED = {"url": "https://checks.example.org/7", "publisher": {"name": "Checks"}, "textualRating": "False"}


def upload(actor: User, body: bytes, name: str = "feed.json", clock: Callable[[], Any] = lambda: NOW) -> ImportUpload:
    return uploads.begin_upload(actor=actor, name=name, pieces=[body[:7], body[7:]], now=NOW, clock=clock)


def take(actor: User, row: ImportUpload) -> ImportUpload:
    return uploads.take_upload(actor=actor, upload_id=row.pk, now=NOW, clock=lambda: NOW)


def test_the_preview_says_what_becomes_of_each_record_and_writes_nothing(editor: User) -> None:
    known = builders.make_known_check("Skag has 1 mill.", url="https://checks.example.org/u1")
    feed = [
        {**known.raw},
        review(2),
        review(3, reviewRating={"alternateName": "Rather foggy"}),
        {"@type": "ClaimReview", "claimReviewed": "Nobody says where."},
        "no record",
    ]
    row = upload(editor, json.dumps({"@type": "DataFeed", "dataFeedElement": feed}).encode())
    assert (row.status, row.position, row.bad, row.added, row.unchanged) == ("ready", 5, 2, 2, 1)
    assert [(line["number"], line["outcome"]) for line in row.shown] == [(1, "unchanged"), (2, "added"), (3, "added")]
    assert row.unknown_labels == [{"site": "checks.example.org", "label": "Rather foggy", "count": 1}]
    faults = list(row.faults.order_by("number").values_list("number", "reason"))
    assert [number for number, _ in faults] == [4, 5]
    assert "address" in faults[0][1]
    assert KnownCheck.objects.get() == known
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("checks.csv", b"url,claim,rating\nhttps://checks.example.org/7,Skag has 7 mills.,False\n"),
        ("checks.jsonl", "\n".join(json.dumps(review(n)) for n in (7, 8)).encode()),
        ("feed.json.gz", gzip.compress(json.dumps([review(7)]).encode())),
        ("page.html", f'<script type="application/ld+json">{json.dumps(review(7))}</script>'.encode()),
        ("answer.json", json.dumps({"claims": [{"text": "Skag has 7 mills.", "claimReview": [ANSWERED]}]}).encode()),
    ],
)  # fmt: skip
def test_every_kind_of_file_is_read_previewed_and_taken_in(editor: User, name: str, body: bytes) -> None:
    row = upload(editor, body, name)
    assert (row.status, row.bad, row.added >= 1, row.error) == ("ready", 0, True, "")
    done = take(editor, row)
    assert done.status == "done"
    assert KnownCheck.objects.count() == done.added == row.added
    assert done.batch
    assert (done.batch.origin, done.batch.by, done.batch.added) == (name, editor, done.added)
    assert not UploadPart.objects.exists()
    assert take(editor, row).status == "done"
    assert ImportBatch.objects.count() == 1
    verbs = [event.verb for event in Event.objects.about("importbatch", done.batch.pk)]
    assert verbs == ["begin_import", "import"]


def test_labels_are_named_for_their_outlet_before_taking_in(editor: User) -> None:
    row = builders.make_upload(editor)
    foggy = ("checks.example.org", "Rather foggy")
    assert [(one["site"], one["label"]) for one in uploads.open_labels(row)] == [foggy]
    meanings = {foggy: "unproven", ("elsewhere.example", "Rather foggy"): "false"}
    uploads.name_labels(actor=editor, upload_id=row.pk, meanings=meanings, now=NOW)
    meaning = LabelMeaning.objects.get(key="rather foggy")
    assert (meaning.site, meaning.meaning) == ("checks.example.org", "unproven")
    assert uploads.open_labels(row) == []
    take(editor, row)
    assert KnownCheck.objects.get(label="Rather foggy").meaning == "unproven"


def test_what_cannot_be_used_is_all_kept(editor: User) -> None:
    body = "url,claim\n" + "nowhere,Something was said.\n" * 700
    row = upload(editor, body.encode(), "checks.csv")
    assert (row.status, row.bad, row.faults.count()) == ("ready", 700, 700)
    with pytest.raises(Refused) as caught:
        take(editor, row)
    assert caught.value.code == "nothing_usable"


def test_a_file_that_breaks_off_keeps_what_came_before(editor: User) -> None:
    whole = gzip.compress("\n".join(json.dumps(review(n)) for n in range(3000)).encode(), compresslevel=0)
    row = upload(editor, whole[: len(whole) // 2], "feed.jsonl.gz")
    assert (row.status, row.added > 500, "read to its end" in row.error) == ("ready", True, True)
    done = take(editor, row)
    assert (done.status, KnownCheck.objects.count()) == ("done", row.added)
    broken = upload(editor, b"no table, no json", "feed.txt")
    assert (broken.status, "neither JSON nor a web page" in broken.error) == ("failed", True)
    with pytest.raises(Refused, match="failed"):
        take(editor, broken)


def test_a_big_file_is_read_and_taken_in_by_the_worker_in_turns(
    editor: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(uploads, "SMALL", 10)
    body = "\n".join(json.dumps(review(n)) for n in range(1200)).encode()
    with django_capture_on_commit_callbacks() as rung:
        row = upload(editor, body, "feed.jsonl")
    assert (row.status, row.position, len(rung)) == ("reading", 0, 1)
    turns = count()

    def clock() -> Any:
        """So slow that each turn has time for one chunk."""
        return NOW + next(turns) * uploads.BUDGET

    assert uploads.advance_upload(upload_id=row.pk, clock=clock) == "more"
    row.refresh_from_db()
    assert (row.position, row.status) == (500, "reading")
    assert uploads.sweep_uploads(now=NOW) == {"rung": 1, "discarded": 0}
    assert [uploads.advance_upload(upload_id=row.pk, clock=clock) for _ in range(3)] == ["more", "more", "ready"]
    row.refresh_from_db()
    assert (row.added, row.position, KnownCheck.objects.count()) == (1200, 1200, 0)
    assert take(editor, row).status == "taking"
    assert uploads.advance_upload(upload_id=row.pk, clock=clock) == "more"
    assert KnownCheck.objects.count() == 500
    assert tasks.advance_upload(row.pk) == "done"
    row.refresh_from_db()
    assert (row.added, row.unchanged, KnownCheck.objects.count()) == (1200, 0, 1200)
    assert tasks.advance_upload(row.pk) == "left"
    assert not UploadPart.objects.exists()


def test_a_dead_workers_file_goes_on_after_its_lease(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SMALL", 10)
    row = upload(editor, json.dumps([review(n) for n in range(3)]).encode())
    ImportUpload.objects.filter(pk=row.pk).update(lease_expires_at=NOW + uploads.LEASE)
    assert uploads.advance_upload(upload_id=row.pk, clock=lambda: NOW) == "left"
    later = NOW + uploads.LEASE + timedelta(seconds=1)
    assert uploads.sweep_uploads(now=later)["rung"] == 1
    assert uploads.advance_upload(upload_id=row.pk, clock=lambda: later) == "ready"


def test_files_that_are_empty_or_too_large_are_refused_and_nothing_stays(editor: User, settings: Any) -> None:
    settings.IMPORT_UPLOAD_LIMIT = 1000
    for body in (b"", b"x" * 1001):
        with pytest.raises(Invalid) as caught, transaction.atomic():
            upload(editor, body)
        assert "file" in caught.value.fields
    assert not ImportUpload.objects.exists()


def test_a_file_is_discarded_by_hand_or_when_nobody_wants_it(editor: User) -> None:
    row, old = builders.make_upload(editor), builders.make_upload(editor)
    gone = uploads.discard_upload(actor=editor, upload_id=row.pk, now=NOW)
    assert (gone.status, gone.parts.count()) == ("discarded", 0)
    with pytest.raises(Refused, match="discarded"):
        take(editor, row)
    assert uploads.sweep_uploads(now=NOW + uploads.KEPT + timedelta(days=1)) == {"rung": 0, "discarded": 1}
    old.refresh_from_db()
    assert old.status == "discarded"
    done = builders.make_upload(editor)
    take(editor, done)
    with pytest.raises(Refused) as caught:
        uploads.discard_upload(actor=editor, upload_id=done.pk, now=NOW)
    assert caught.value.code == "taken_already"


def test_only_leads_upload_and_only_what_is_there(reviewer: User, editor: User) -> None:
    row = builders.make_upload(editor)
    with pytest.raises(Forbidden):
        upload(reviewer, b"[]")
    with pytest.raises(Forbidden):
        take(reviewer, row)
    with pytest.raises(Forbidden):
        uploads.discard_upload(actor=reviewer, upload_id=row.pk, now=NOW)
    with pytest.raises(Forbidden):
        uploads.name_labels(actor=reviewer, upload_id=row.pk, meanings={}, now=NOW)
    with pytest.raises(Missing):
        uploads.take_upload(actor=editor, upload_id=10**9, now=NOW, clock=lambda: NOW)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_take_a_file_in_at_once_take_it_in_once() -> None:
    editor = builders.make_user("edda", Role.EDITOR)
    row = builders.make_upload(editor)
    went, failed = sorted_out(at_once([lambda: take(editor, row), lambda: take(editor, row)]))
    assert (len(went), failed) == (2, [])
    assert ImportBatch.objects.count() == 1
    assert KnownCheck.objects.count() == 2
    row.refresh_from_db()
    assert (row.status, row.added) == ("done", 2)
