"""One row of every table of the reviewer's desk, around the rows of the world."""

from dataclasses import dataclass
from datetime import timedelta

from claims.models import (
    ArchivedCopy,
    BulkAct,
    Capture,
    Claim,
    Comment,
    ConflictOfInterest,
    Correction,
    DeskPolicy,
    Draft,
    Evidence,
    Notice,
    Opinion,
    PolicyVersion,
    Question,
    ReplyRequest,
    SavedView,
    User,
    Verdict,
    Visit,
)
from tests.builders import NOW


@dataclass
class Desk:
    """One row of every table of the reviewer's desk."""

    draft: Draft
    visit: Visit
    comment: Comment
    notice: Notice
    question: Question
    reply: ReplyRequest
    requested: Capture
    archived: Capture
    copy: ArchivedCopy
    opinion: Opinion
    conflict: ConflictOfInterest
    correction: Correction
    declined: Correction
    view: SavedView
    bulk: BulkAct
    policy: DeskPolicy
    policy_version: PolicyVersion


def make_desk(*, author: User, second: User, claim: Claim, verdict: Verdict, evidence: Evidence) -> Desk:
    comment = Comment.objects.create(claim=claim, author=author, body="@sam, see this.", created_at=NOW)
    page = {"source": evidence.source, "url": evidence.source.url, "requested_at": NOW, "due_at": NOW}
    change = {
        "claim": claim, "before": verdict, "after": verdict, "occasion": "clarification", "reason": "wording",
        "note": "A word was unclear.", "proposed_by": author, "proposed_at": NOW,
    }  # fmt: skip
    return Desk(
        draft=Draft.objects.create(
            person=author, claim=claim, form="verdict", fields={"summary": "So far"}, revision=1, updated_at=NOW
        ),
        visit=Visit.objects.create(person=author, claim=claim, since=NOW, seen_at=NOW),
        comment=comment,
        notice=Notice.objects.create(
            person=second, claim=claim, kind="mention", comment=comment, told_by=author, created_at=NOW
        ),
        question=Question.objects.create(claim=claim, question="How many are there?", asked_by=author, created_at=NOW),
        reply=ReplyRequest.objects.create(
            claim=claim, whom="The ministry", channel="email", asked_at=NOW, deadline_at=NOW + timedelta(days=2),
            logged_by=author, created_at=NOW,
        ),
        requested=Capture.objects.get(source=evidence.source, state="requested"),  # adding the evidence asked for it
        archived=Capture.objects.create(
            **page, state="archived", retrieved_at=NOW, warc=b"WARC/1.1", warc_sha256="a" * 64, body_sha256="b" * 64,
            text="The register lists them all.",
        ),
        copy=ArchivedCopy.objects.create(
            source=evidence.source, url="https://archive.example.org/1", added_by=author, created_at=NOW
        ),
        opinion=Opinion.objects.create(
            verdict=verdict, reviewer=second, rating=verdict.rating, note="The same by my count.", created_at=NOW
        ),
        conflict=ConflictOfInterest.objects.create(
            person=second, claim=claim, note="Worked on that bridge.", declared_by=second, declared_at=NOW
        ),
        correction=Correction.objects.create(**change),
        declined=Correction.objects.create(
            **change, state="declined", decided_by=second, decided_at=NOW, decision_note="It is clear enough."
        ),
        view=SavedView.objects.create(owner=author, name="Mine", query="person=me", created_at=NOW),
        bulk=BulkAct.objects.create(
            actor=author, verb="accept", rows=[{"claim": claim.pk, "before": "proposed", "revision": 2}], done_at=NOW
        ),
        policy=DeskPolicy.objects.get(),
        policy_version=PolicyVersion.objects.create(
            subject="test", subject_id=1, number=1, values={"min_sources": 1}, changed_at=NOW
        ),
    )  # fmt: skip
