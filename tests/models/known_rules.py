"""How each named rule of weights, uploads and known checks can be broken."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F

from claims.models import LabelMeaning
from tests.builders import NOW
from tests.models.world import World, delete, insert_like, update

KNOWN_BROKEN: dict[str, list[Callable[[World], object]]] = {
    # weights of the check-worthiness score
    "scoreweights_number_unique": [
        lambda w: insert_like(w.proposed_weights),
        lambda w: insert_like(w.outlet_weights, status="proposed", switched_on_at=None),
    ],
    "scoreweights_one_active": [
        lambda w: insert_like(w.active_weights, number=99),
        lambda w: insert_like(w.outlet_weights, number=99),
        lambda w: update(w.proposed_weights, status="active", switched_on_at=NOW),
    ],
    "scoreweights_origin_known": [lambda w: update(w.proposed_weights, origin="whim")],
    "scoreweights_name_filled": [lambda w: update(w.proposed_weights, name="")],
    "scoreweights_offset_bounded": [
        lambda w: update(w.proposed_weights, offset=10.01),
        lambda w: update(w.proposed_weights, offset=-10.01),
    ],
    "scoreweights_moments_fit_status": [
        lambda w: update(w.proposed_weights, status="mislaid"),
        lambda w: update(w.proposed_weights, switched_on_at=NOW),
        lambda w: update(w.proposed_weights, retired_at=NOW),
        lambda w: update(w.proposed_weights, status="active"),
        lambda w: update(w.active_weights, retired_at=NOW),
        lambda w: update(w.active_weights, status="retired"),
    ],
    "scoreweights_frozen": [
        lambda w: update(w.active_weights, factors={"figures": 5.0}),
        lambda w: update(w.active_weights, offset=0.5),
        lambda w: update(w.active_weights, outlet=w.outlet),
        lambda w: update(w.active_weights, number=99),
        lambda w: update(w.active_weights, origin="decisions"),
        lambda w: update(w.active_weights, report={"learned_from": 7}),
        lambda w: update(w.active_weights, status="proposed", switched_on_at=None),
        lambda w: update(w.retired_weights, offset=0.5),
    ],
    "scoreweights_kept": [lambda w: delete(w.proposed_weights), lambda w: delete(w.active_weights)],
    # weights of the ranking of earlier checks
    "matchweights_number_unique": [lambda w: insert_like(w.proposed_match_weights)],
    "matchweights_one_active": [
        lambda w: insert_like(w.active_match_weights, number=99),
        lambda w: update(w.proposed_match_weights, status="active", switched_on_at=NOW),
    ],
    "matchweights_name_filled": [lambda w: update(w.proposed_match_weights, name="")],
    "matchweights_ranker_filled": [lambda w: update(w.proposed_match_weights, ranker="")],
    "matchweights_moments_fit_status": [
        lambda w: update(w.proposed_match_weights, status="mislaid"),
        lambda w: update(w.proposed_match_weights, switched_on_at=NOW),
        lambda w: update(w.active_match_weights, retired_at=NOW),
        lambda w: update(w.active_match_weights, status="retired"),
    ],
    "matchweights_frozen": [
        lambda w: update(w.active_match_weights, columns={"base": 1.0}),
        lambda w: update(w.active_match_weights, number=99),
        lambda w: update(w.active_match_weights, ranker="claim-ranker-0"),
        lambda w: update(w.active_match_weights, report={}),
        lambda w: update(w.active_match_weights, status="proposed", switched_on_at=None),
        lambda w: update(w.retired_match_weights, columns={}),
    ],
    "matchweights_kept": [lambda w: delete(w.proposed_match_weights), lambda w: delete(w.active_match_weights)],
    # uploads of known checks
    "importupload_name_filled": [lambda w: update(w.upload, name="")],
    "importupload_status_known": [lambda w: update(w.upload, status="mislaid")],
    "importupload_taken_into_a_batch": [
        lambda w: update(w.upload, status="taking"),
        lambda w: update(w.upload, status="done"),
    ],
    "importupload_failure_has_reason": [lambda w: update(w.upload, status="failed")],
    "uploadpart_number_unique": [lambda w: insert_like(w.upload.parts.all()[0])],
    "uploadfault_reason_filled": [lambda w: update(w.upload.faults.all()[0], reason="")],
    # known checks, proposals, judgements
    "importbatch_origin_filled": [lambda w: update(w.check.batch, origin="")],
    "importbatch_ends_after_it_starts": [lambda w: update(w.check.batch, finished_at=NOW - timedelta(days=1))],
    "labelmeaning_key_unique": [lambda w: insert_like(LabelMeaning.objects.all()[0])],
    "labelmeaning_key_filled": [lambda w: update(LabelMeaning.objects.all()[0], key="")],
    "labelmeaning_meaning_known": [lambda w: update(LabelMeaning.objects.all()[0], meaning="sort of")],
    "knowncheck_key_unique": [lambda w: insert_like(w.check)],
    "knowncheck_claim_filled": [lambda w: update(w.check, claim="")],
    "knowncheck_url_filled": [lambda w: update(w.check, url="")],
    "knowncheck_publisher_filled": [lambda w: update(w.check, publisher="")],
    "knowncheck_meaning_known": [lambda w: update(w.check, meaning="sort of")],
    "knowncheck_share_in_range": [lambda w: update(w.check, share=1.01), lambda w: update(w.check, share=-0.01)],
    "knownclaim_one_origin": [
        lambda w: insert_like(w.entry, check_of_others=None),
        lambda w: update(w.entry, publication=w.publication),
    ],
    "knownclaim_vector_has_version": [
        lambda w: update(w.entry, vector_version="v1"),
        lambda w: update(w.entry, vector=[0.0] * 384),
    ],
    "knownclaim_text_filled": [lambda w: update(w.entry, text="")],
    "claimlookup_vector_has_version": [
        lambda w: update(w.claim.lookup, vector_version="v1"),
        lambda w: update(w.claim.lookup, vector=[0.0] * 384),
    ],
    "match_once": [lambda w: insert_like(w.match)],
    "match_status_known": [lambda w: update(w.match, status="perhaps", judged_by=w.author, judged_at=NOW)],
    "match_score_share": [lambda w: update(w.match, score=1.01), lambda w: update(w.match, score=-0.01)],
    "match_judged_by_somebody": [
        lambda w: update(w.match, status="confirmed"),
        lambda w: update(w.match, status="rejected", judged_by=w.author),
        lambda w: update(w.match, judged_at=NOW),
    ],
    "appearance_once": [lambda w: insert_like(w.appearance)],
    "appearance_older_first": [
        lambda w: update(w.appearance, first=F("second")),
        lambda w: insert_like(w.appearance, first_id=w.appearance.second_id, second_id=w.appearance.first_id),
    ],
    "appearance_status_known": [
        lambda w: update(w.appearance, status="perhaps", judged_by=w.author, judged_at=NOW)
    ],
    "appearance_score_share": [lambda w: update(w.appearance, score=1.01)],
    "appearance_judged_by_somebody": [lambda w: update(w.appearance, status="confirmed")],
    "judgement_decision_known": [lambda w: insert_like(w.judgement, decision="shrug")],
    "judgement_score_share": [lambda w: insert_like(w.judgement, score=1.01)],
    "judgement_about_one": [
        lambda w: insert_like(w.judgement, match=None),
        lambda w: insert_like(w.judgement, appearance=w.appearance),
    ],
    "judgement_frozen": [
        lambda w: update(w.judgement, decision="reject"),
        lambda w: update(w.judgement, at=NOW + timedelta(days=1)),
    ],
    "judgement_kept": [lambda w: delete(w.judgement)],
}  # fmt: skip
