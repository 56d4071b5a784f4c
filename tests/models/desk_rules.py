"""How each named rule of the reviewer's desk can be broken."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F

from claims.models import DeskPolicy
from tests.builders import NOW
from tests.models.world import World, delete, insert_like, update

DESK_BROKEN: dict[str, list[Callable[[World], object]]] = {
    "claim_merged_is_dismissed": [
        lambda w: update(w.claim, merged_into=w.other_claim),
        lambda w: update(w.claim, status="dismissed", dismissed_reason="Said before", merged_into=F("id")),
    ],
    "claim_not_cut_from_itself": [lambda w: update(w.claim, split_from=F("id"))],
    "claim_anchoring_known": [lambda w: update(w.claim, anchoring="loose")],
    "evidence_anchoring_known": [lambda w: update(w.evidence, anchoring="loose")],
    "evidence_medium_known": [lambda w: update(w.evidence, medium="hearsay")],
    "evidence_identity_known": [lambda w: update(w.evidence, identity_level="masked")],
    "source_link_state_known": [lambda w: update(w.source, link_state="ill")],
    # drafts and visits
    "draft_one_per_form": [lambda w: insert_like(w.desk.draft)],
    "draft_form_filled": [lambda w: update(w.desk.draft, form="")],
    "visit_one_per_person": [lambda w: insert_like(w.desk.visit)],
    # talk, questions, replies
    "comment_body_filled": [lambda w: update(w.desk.comment, body="")],
    "notice_kind_known": [lambda w: update(w.desk.notice, kind="gossip")],
    "notice_once_per_comment": [lambda w: insert_like(w.desk.notice)],
    "question_filled": [lambda w: update(w.desk.question, question="")],
    "question_answer_kind_known": [lambda w: update(w.desk.question, answer_kind="poem", answer="Ten")],
    "question_answer_filled": [lambda w: update(w.desk.question, answer_kind="boolean")],
    "replyrequest_channel_known": [lambda w: update(w.desk.reply, channel="pigeon")],
    "replyrequest_outcome_known": [lambda w: update(w.desk.reply, outcome="lost")],
    "replyrequest_tells_whom_or_why": [
        lambda w: update(w.desk.reply, whom=""),
        lambda w: update(w.desk.reply, channel=""),
        lambda w: update(w.desk.reply, asked_at=None),
        lambda w: update(w.desk.reply, outcome="not_asked", asked_at=None, deadline_at=None),
    ],
    "replyrequest_answer_filled": [lambda w: update(w.desk.reply, outcome="answered")],
    "replyrequest_deadline_after_asking": [lambda w: update(w.desk.reply, deadline_at=NOW - timedelta(days=1))],
    # copies of sources
    "capture_state_known": [lambda w: update(w.desk.requested, state="lost")],
    "capture_purpose_known": [lambda w: update(w.desk.requested, purpose="fun")],
    "capture_failure_known": [lambda w: update(w.desk.requested, failure="bad luck"[:9])],
    "capture_archived_has_bytes": [
        lambda w: update(w.desk.requested, state="archived"),
        lambda w: update(w.desk.requested, warc=b"WARC/1.1"),
    ],
    "capture_failure_has_reason": [lambda w: update(w.desk.requested, state="failed", failure="permanent")],
    "capture_one_request": [lambda w: insert_like(w.desk.requested)],
    "capture_frozen": [
        lambda w: update(w.desk.archived, text="Another text."),
        lambda w: update(w.desk.archived, warc=b"forged"),
    ],
    "archivedcopy_once": [lambda w: insert_like(w.desk.copy)],
    "archivedcopy_url_filled": [lambda w: update(w.desk.copy, url="")],
    # second opinions
    "opinion_once_per_reviewer": [lambda w: insert_like(w.desk.opinion)],
    "opinion_note_filled": [lambda w: insert_like(w.desk.opinion, reviewer=w.editor, note="")],
    "opinion_frozen": [lambda w: update(w.desk.opinion, note="Another opinion.")],
    "opinion_kept": [lambda w: delete(w.desk.opinion)],
    "opinion_four_eyes": [lambda w: insert_like(w.desk.opinion, reviewer=w.author)],
    "conflictofinterest_note_filled": [lambda w: update(w.desk.conflict, note="")],
    "conflictofinterest_one_subject": [
        lambda w: update(w.desk.conflict, claim=None),
        lambda w: update(w.desk.conflict, speaker=w.speaker),
        lambda w: update(w.desk.conflict, outlet=w.outlet),
    ],
    # corrections
    "correction_occasion_known": [lambda w: update(w.desk.correction, occasion="first")],
    "correction_reason_known": [lambda w: update(w.desk.correction, reason="whim")],
    "correction_note_filled": [lambda w: update(w.desk.correction, note="")],
    "correction_one_proposal": [lambda w: insert_like(w.desk.correction)],
    "correction_decided_whole": [
        lambda w: update(w.desk.correction, state="lost"),
        lambda w: update(w.desk.correction, decided_at=NOW),
        lambda w: update(w.desk.correction, state="published", decided_at=NOW),
        lambda w: update(w.desk.correction, state="declined", decided_at=NOW),
    ],
    "correction_four_eyes": [
        lambda w: update(
            w.desk.correction, state="published", decided_at=NOW, publication=w.publication, decided_by=F("proposed_by")
        )
    ],
    "correction_frozen": [lambda w: update(w.desk.declined, note="Another note.")],
    "correction_kept": [lambda w: delete(w.desk.declined)],
    # the queue's own
    "savedview_name_unique": [lambda w: insert_like(w.desk.view)],
    "savedview_name_filled": [lambda w: update(w.desk.view, name="")],
    "bulkact_verb_known": [lambda w: update(w.desk.bulk, verb="publish")],
    # policies
    "deskpolicy_one_row": [lambda w: DeskPolicy.objects.bulk_create([DeskPolicy(pk=2)])],
    "deskpolicy_lease_range": [
        lambda w: update(w.desk.policy, lease_minutes=4),
        lambda w: update(w.desk.policy, lease_minutes=721),
    ],
    "policyversion_number_unique": [lambda w: insert_like(w.desk.policy_version)],
    "policyversion_subject_filled": [lambda w: insert_like(w.desk.policy_version, number=2, subject="")],
    "policyversion_frozen": [
        lambda w: update(w.desk.policy_version, values={}),
        lambda w: delete(w.desk.policy_version),
    ],
}
