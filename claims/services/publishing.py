"""Publishing: freezing a check into what readers and machines get."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from claims.claimreview import claim_review, problems
from claims.errors import Refused
from claims.models import Claim, Disclosure, Evidence, Occasion, Publication, User, Verdict
from claims.permissions import NOT_A_MEMBER, demand, is_member, may_publish_verdict
from claims.services.claimfacts import check_facts, site_facts, site_hosts
from claims.services.claims import demand_revision, lock_claim, move_claim
from claims.services.reviews import latest_verdict
from claims.workflow import CLAIM_MOVES, ClaimStatus


def publish_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Publication:
    """Publish an approved claim. Publishing what is published already returns the publication that stands."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        if claim.status == ClaimStatus.PUBLISHED:
            return claim.publications.get(is_current=True)
        demand_revision(claim, revision)
        verdict = latest_verdict(claim)
        if verdict is None or claim.status not in CLAIM_MOVES["publish"].before:
            raise CLAIM_MOVES.refusal("publish", claim.status)
        demand(
            may_publish_verdict(actor, verdict),
            "may_not_publish",
            "Publishing takes an editor, and not the one who wrote the verdict. Ask another editor.",
        )
        slug = f"{slugify(claim.standalone)[:80].rstrip('-') or 'check'}-{claim.pk}"
        facts = _facts(claim, verdict, now=now)
        json_ld = claim_review(check_facts(facts, slug=slug), site_facts())
        errors = [one for one in problems(json_ld, site_hosts=site_hosts()) if one.severity == "error"]
        if errors:
            raise Refused(
                "not_publishable",
                "This check cannot be published as it is. " + " ".join(one.message for one in errors),
                missing=[one.message for one in errors],
            )
        publication = Publication.objects.create(
            claim=claim, verdict=verdict, slug=slug, number=1, occasion=Occasion.FIRST, facts=facts, json_ld=json_ld,
            published_by=actor, published_at=now,
        )  # fmt: skip
        move_claim(
            claim, "publish", actor=actor, now=now, told={"publication": publication.pk, "slug": slug, "number": 1}
        )
    return publication


def public_address(slug: str) -> str:
    """Where readers find a check."""
    return f"{settings.SITE_URL}{reverse('claims:check-detail', args=[slug])}"


def _facts(claim: Claim, verdict: Verdict, *, now: datetime) -> dict[str, Any]:
    """All that the public page shows, as plain JSON. Private evidence stays out; confidential passages too."""
    article, statement = claim.article, claim.statement
    speaker = claim.speaker
    said_on = claim.said_from or article.published_on
    return {
        "claim": claim.standalone,
        "quote": claim.quote,
        "kind": claim.kind,
        "speaker": {
            "name": str(speaker),
            "kind": speaker.kind,
            "role": (statement.role if statement else "") or speaker.role,
            "same_as": speaker.same_as,
        }
        if speaker
        else None,
        "medium": statement.medium if statement else "",
        "said_on": said_on.isoformat() if said_on else None,
        "article": {
            "title": article.title,
            "url": article.url,
            "outlet": article.outlet.name if article.outlet else "",
            "published_on": article.published_on.isoformat() if article.published_on else None,
        },
        "rating": {
            "label": verdict.rating.label,
            "slug": verdict.rating.slug,
            "truth": verdict.rating.truth,
            "value": verdict.rating.value,
            "flags": verdict.rating.flags,
        },
        "summary": verdict.summary,
        "rationale": verdict.rationale,
        "right_of_reply": verdict.right_of_reply,
        "evidence": [_evidence_facts(piece) for piece in _shown_evidence(claim)],
        "language": article.language or "en",
        "is_sample": article.is_sample,
        "published_at": now.isoformat(),
        "modified_at": now.isoformat(),
    }


def _shown_evidence(claim: Claim) -> list[Evidence]:
    return list(claim.evidence.standing().exclude(disclosure=Disclosure.PRIVATE).select_related("source"))


def _evidence_facts(piece: Evidence) -> dict[str, Any]:
    is_open = piece.disclosure == Disclosure.PUBLIC
    return {
        "title": piece.source.title if is_open else "A source known to the desk",
        "url": piece.source.url if is_open else "",
        "publisher": piece.source.publisher if is_open else "",
        "published_on": piece.source.published_on.isoformat() if is_open and piece.source.published_on else None,
        "stance": piece.stance,
        "proximity": piece.proximity,
        "passage": piece.passage if is_open else "",
        "note": piece.note,
    }


