"""How each named rule of scales, sources, verdicts and publications can be broken."""

from collections.abc import Callable
from datetime import timedelta

from claims.models import Rating, VerdictPolicy
from tests.builders import NOW
from tests.models.world import World, delete, insert_like, update

CHANGE = {"occasion": "correction", "note": "A figure was wrong."}

VERDICT_BROKEN: dict[str, list[Callable[[World], object]]] = {
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
}  # fmt: skip
