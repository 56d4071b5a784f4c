"""Every named rule of the database, broken on purpose by statements that no Python validation sees."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from claims.models import (
    LabelMeaning,
    Outlet,
    Rating,
    VerdictPolicy,
)
from tests.builders import NOW
from tests.models.desk_rules import DESK_BROKEN
from tests.models.world import World, delete, insert_like, make_world, update

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all tests here: each of them is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


A_HASH = "a" * 64
CHANGE = {"occasion": "correction", "note": "A figure was wrong."}

BROKEN: dict[str, list[Callable[[World], object]]] = {
    # people
    "apitoken_key_unique": [lambda w: insert_like(w.token)],
    "apitoken_key_filled": [lambda w: update(w.token, key_sha256="")],
    # outlets, articles, texts
    "outlet_host_unique": [lambda w: insert_like(w.outlet, name="Another")],
    "outlet_name_unique": [
        lambda w: Outlet.objects.bulk_create([Outlet(name="Gazette"), Outlet(name="Gazette")])
    ],
    "outlet_name_filled": [lambda w: update(w.outlet, name="")],
    "article_url_unique": [lambda w: insert_like(w.article, text_sha256=A_HASH)],
    "article_text_unique": [lambda w: insert_like(w.article, canonical_url="https://else.example.org/")],
    "article_status_known": [lambda w: update(w.article, status="lost")],
    "article_lane_known": [lambda w: update(w.article, lane="fast")],
    "article_lease_only_while_extracting": [
        lambda w: update(w.article, status="extracting"),
        lambda w: update(w.article, lease_expires_at=NOW),
    ],
    "article_failure_has_reason": [lambda w: update(w.article, status="failed", error="")],
    "article_url_or_text": [lambda w: update(w.article, canonical_url="", text_sha256="")],
    "article_sample_frozen": [lambda w: update(w.article, is_sample=True)],
    "articleversion_number_unique": [lambda w: insert_like(w.version)],
    "articleversion_text_filled": [lambda w: insert_like(w.version, number=2, text="")],
    "articleversion_text_frozen": [
        lambda w: update(w.version, text="Another text."),
        lambda w: update(w.version, text_sha256=A_HASH),
        lambda w: update(w.version, article=w.claim.article),
        lambda w: update(w.version, number=7),
    ],
    "snapshot_hash_filled": [lambda w: insert_like(w.snapshot, body_sha256="")],
    "snapshot_frozen": [lambda w: update(w.snapshot, body_gzip=b"forged")],
    # statements
    "statement_span_unique": [lambda w: insert_like(w.statement)],
    "statement_kind_known": [lambda w: update(w.statement, kind="shouted")],
    "statement_polarity_known": [lambda w: update(w.statement, polarity="perhaps")],
    "statement_resolution_known": [lambda w: update(w.statement, resolved_by="guess")],
    "statement_precision_known": [lambda w: update(w.statement, said_precision="era")],
    "statement_span_ordered": [lambda w: update(w.statement, end=F("start"))],
    "statement_interval_ordered": [
        lambda w: update(w.statement, said_from="2026-02-02", said_until="2026-02-01"),
        lambda w: update(w.statement, said_from="2026-02-02"),
        lambda w: update(w.statement, said_until="2026-02-02"),
    ],
    "statement_confidence_share": [lambda w: update(w.statement, confidence=1.01)],
    "statement_speaker_confidence_share": [lambda w: update(w.statement, speaker_confidence=-0.01)],
    "statement_not_its_own_parent": [lambda w: update(w.statement, parent=F("id"))],
    "statement_quotes_hold": [
        lambda w: insert_like(w.statement, cue_start=3, content_text="Something else."),
        lambda w: insert_like(w.statement, cue_start=3, source_spans=[[0, 5]]),
        lambda w: insert_like(w.statement, cue_start=3, cue_spans=[[0, 3]]),
    ],
    "statement_quotes_stay": [
        lambda w: update(w.statement, content_text="Something else."),
        lambda w: update(w.statement, source_spans=[[0, 5]]),
        lambda w: update(w.statement, cue_spans=[[0, 3]]),
        lambda w: update(w.statement, version=w.version),
    ],
    # speakers
    "speaker_key_unique": [lambda w: insert_like(w.speaker)],
    "speaker_not_merged_into_itself": [lambda w: update(w.speaker, merged_into=F("id"))],
    "speaker_kind_known": [lambda w: update(w.speaker, kind="ghost")],
    "speaker_key_filled": [lambda w: update(w.speaker, key="")],
    "speakeralias_key_unique": [lambda w: insert_like(w.alias)],
    "speakeralias_key_filled": [lambda w: update(w.alias, key="")],
    # claims
    "claim_span_unique": [lambda w: insert_like(w.claim)],
    "claim_kind_known": [lambda w: update(w.claim, kind="hunch")],
    "claim_status_known": [lambda w: update(w.claim, status="forgotten")],
    "claim_precision_known": [lambda w: update(w.claim, said_precision="era")],
    "claim_span_ordered": [lambda w: update(w.claim, end=F("start"), quote="")],
    "claim_interval_ordered": [
        lambda w: update(w.claim, said_from="2026-02-02", said_until="2026-02-01"),
        lambda w: update(w.claim, said_until="2026-02-02"),
    ],
    "claim_score_share": [lambda w: update(w.claim, score=1.01), lambda w: update(w.claim, score=-0.01)],
    "claim_confidence_share": [lambda w: update(w.claim, confidence=2)],
    "claim_standalone_filled": [lambda w: update(w.claim, standalone="")],
    "claim_not_its_own_repeat": [lambda w: update(w.claim, repeats=w.claim)],
    "claim_lease_only_in_review": [
        lambda w: update(w.claim, status="in_review"),
        lambda w: update(w.claim, status="in_review", lease_expires_at=NOW, assignee=None),
        lambda w: update(w.claim, lease_expires_at=NOW),
    ],
    "claim_dismissal_has_reason": [lambda w: update(w.claim, status="dismissed")],
    "claim_quote_holds": [
        lambda w: insert_like(w.claim, start=0),
        lambda w: insert_like(w.claim, start=0, article=w.article),
    ],
    "claim_quote_stays": [
        lambda w: update(w.claim, quote="Something else."),
        lambda w: update(w.claim, start=F("start") + 1),
        lambda w: update(w.claim, end=F("end") + 1),
        lambda w: update(w.claim, version=w.version),
        lambda w: update(w.claim, article=w.article),
    ],
    # scales and policies
    "ratingscale_slug_unique": [lambda w: insert_like(w.scale, is_default=False)],
    "ratingscale_one_default": [lambda w: insert_like(w.scale, slug="second")],
    "ratingscale_default_is_active": [lambda w: update(w.scale, is_active=False)],
    "rating_slug_unique": [lambda w: insert_like(w.rating, label="Another")],
    "rating_label_unique": [lambda w: insert_like(w.rating, slug="another")],
    "rating_value_range": [lambda w: update(w.rating, value=6), lambda w: update(w.rating, value=0)],
    "rating_truth_known": [lambda w: update(w.rating, truth="truthy")],
    "rating_label_filled": [lambda w: update(w.rating, label="")],
    "rating_never_deleted": [lambda w: delete(Rating.objects.get(slug="satire"))],
    "verdictpolicy_one_fallback": [lambda w: VerdictPolicy.objects.bulk_create([VerdictPolicy()])],
    "verdictpolicy_counts_fit": [
        lambda w: update(VerdictPolicy.objects.get(rating=None), min_primary=2),
        lambda w: update(VerdictPolicy.objects.get(rating=None), min_independent=2),
    ],
    # sources and evidence
    "source_url_unique": [lambda w: insert_like(w.source)],
    "source_kind_known": [lambda w: update(w.source, kind="rumour")],
    "source_title_filled": [lambda w: update(w.source, title="")],
    "evidence_once_per_passage": [lambda w: insert_like(w.evidence)],
    "evidence_stance_known": [lambda w: update(w.evidence, stance="hints")],
    "evidence_proximity_known": [lambda w: update(w.evidence, proximity="near")],
    "evidence_disclosure_known": [lambda w: update(w.evidence, disclosure="leaked")],
    "evidence_passage_ordered": [
        lambda w: update(w.evidence, passage_start=5, passage_end=5),
        lambda w: update(w.evidence, passage_start=5),
        lambda w: update(w.evidence, passage_end=5),
    ],
    # verdicts and reviews
    "verdict_number_unique": [lambda w: insert_like(w.verdict)],
    "verdict_summary_filled": [lambda w: insert_like(w.verdict, number=2, summary="")],
    "verdict_frozen": [
        lambda w: update(w.verdict, summary="Not so."),
        lambda w: update(w.verdict, author=w.second),
        lambda w: update(w.verdict, created_at=NOW + timedelta(days=1)),
    ],
    "verdict_kept": [lambda w: delete(w.verdict)],
    "review_once_per_reviewer": [lambda w: insert_like(w.review)],
    "review_decision_known": [lambda w: insert_like(w.review, reviewer=w.editor, decision="maybe")],
    "review_return_has_note": [lambda w: insert_like(w.review, reviewer=w.editor, decision="return", note="")],
    "review_frozen": [lambda w: update(w.review, decision="return", note="No.")],
    "review_kept": [lambda w: delete(w.review)],
    "review_four_eyes": [lambda w: insert_like(w.review, reviewer=w.author)],
    # publications
    "publication_number_unique": [lambda w: insert_like(w.publication, slug="else", is_current=False)],
    "publication_slug_unique": [
        lambda w: insert_like(w.publication, claim=w.other_claim, verdict=w.other_verdict, is_current=False)
    ],
    "publication_one_current": [lambda w: insert_like(w.publication, slug="else", number=2, **CHANGE)],
    "publication_one_per_address": [
        lambda w: insert_like(w.publication, claim=w.other_claim, verdict=w.other_verdict, number=2, **CHANGE)
    ],
    "publication_occasion_known": [
        lambda w: insert_like(w.publication, number=2, is_current=False, occasion="whim", note="Just so.")
    ],
    "publication_change_has_note": [
        lambda w: insert_like(w.publication, number=2, is_current=False, occasion="correction")
    ],
    "publication_frozen": [
        lambda w: update(w.publication, slug="moved"),
        lambda w: update(w.publication, facts={"claim": "Another."}),
        lambda w: update(w.publication, json_ld={"@type": "ClaimReview"}),
        lambda w: update(w.publication, published_at=NOW + timedelta(days=1)),
    ],
    "publication_kept": [lambda w: delete(w.publication)],
    "publication_four_eyes": [
        lambda w: insert_like(w.publication, number=2, is_current=False, published_by=w.author, **CHANGE),
        lambda w: insert_like(w.publication, number=2, is_current=False, verdict=w.other_verdict, **CHANGE),
    ],
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
    # history
    "eventchain_subject_unique": [lambda w: insert_like(w.chain)],
    "eventchain_kept": [lambda w: delete(w.chain)],
    "event_sequence_unique": [lambda w: insert_like(w.event)],
    "event_verb_filled": [lambda w: insert_like(w.event, sequence=99, verb="")],
    "event_append_only": [
        lambda w: update(w.event, actor_name="Somebody else"),
        lambda w: update(w.event, data={}),
        lambda w: delete(w.event),
    ],
    **DESK_BROKEN,
}  # fmt: skip
OTHERWISE_PROVEN = {"event_never_truncated"}  # below


@pytest.mark.parametrize(
    ("rule", "turn"), [(rule, turn) for rule, breaches in BROKEN.items() for turn in range(len(breaches))]
)
def test_rule_holds_against_sql(world: World, rule: str, turn: int) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BROKEN[rule][turn](world)
    assert _broken_rule(caught.value) == rule


def test_history_cannot_be_truncated(world: World) -> None:
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_event ENABLE TRIGGER event_never_truncated")
        for table in ("claims_event", "claims_eventchain"):
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")
            assert _broken_rule(caught.value) == "event_never_truncated"


def test_what_may_change_can_change(world: World) -> None:
    """The rules refuse what they name and nothing else."""
    with undone():
        update(world.version, engine="new", sentences=[[0, 5]])
        update(world.publication, is_current=False)
        update(world.claim, standalone="Worded anew.", said_from="2026-02-01", said_until="2026-02-01")
        update(world.evidence, passage_start=0, passage_end=3)
        insert_like(world.evidence, passage="Another passage.")
        insert_like(world.statement, cue_start=3)
        insert_like(world.speaker, disambiguation="the footballer")
        insert_like(world.publication, number=2, **CHANGE)
        update(world.proposed_weights, factors={"figures": 5.0}, offset=-10, report={"learned_from": 7})
        update(world.active_weights, applied_at=NOW)
        update(world.active_weights, status="retired", retired_at=NOW)
        insert_like(world.active_weights, number=99)


def test_every_named_rule_is_proven() -> None:
    proven = BROKEN.keys() | OTHERWISE_PROVEN
    assert set(_rules_of_the_models()) | set(_triggers()) == proven


def test_every_rule_of_the_models_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {name for (name,) in cursor.fetchall()}
    assert set(_rules_of_the_models()) <= there


def _rules_of_the_models() -> Iterator[str]:
    for model in apps.get_app_config("claims").get_models():
        for rule in model._meta.constraints:
            assert rule.name.startswith(f"{model._meta.model_name}_"), rule.name
            yield rule.name


def _triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return [name for (name,) in cursor.fetchall()]


def _broken_rule(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return diagnosis.constraint_name if diagnosis else None
