"""How each named rule of people, articles, statements, speakers and claims can be broken."""

from collections.abc import Callable

from django.db.models import F

from claims.models import Outlet
from tests.builders import NOW
from tests.models.world import World, insert_like, update

A_HASH = "a" * 64

TEXT_BROKEN: dict[str, list[Callable[[World], object]]] = {
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
    # looks at an article's page
    "articlewatch_state_known": [lambda w: update(w.watch, state="asleep")],
    "articlewatch_host_filled": [lambda w: update(w.watch, host="")],
    "articlewatch_ring_while_asked": [
        lambda w: update(w.watch, asked_at=NOW),
        lambda w: update(w.watch, ring_at=NOW),
    ],
    "articlewatch_found_is_whole": [
        lambda w: update(w.watch, text="Other words.", state="changed"),
        lambda w: update(w.watch, body_gzip=b"forged"),
    ],
    "articlewatch_found_is_changed": [
        lambda w: update(w.watch, text="Other words.", text_sha256=A_HASH, found_at=NOW, body_gzip=b"page"),
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
}  # fmt: skip
