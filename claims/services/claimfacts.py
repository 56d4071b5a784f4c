"""What a check says: the facts that a publication freezes, and their translation into ClaimReview."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from claims.claimreview import (
    CheckFacts,
    CorrectionFacts,
    EvidenceFacts,
    SiteFacts,
    SpeakerFacts,
    SpeakerKind,
    Visibility,
)
from claims.models import Claim, Correction, Decision, Disclosure, Evidence, Proximity, User, Verdict
from claims.services.policies import desk_policy, origin_of


def freeze_facts(*, claim: Claim, verdict: Verdict, publisher: User, now: datetime) -> dict[str, Any]:
    """All that the public page shows, as plain JSON. Private evidence stays out; where only its summary may be
    shown, title, address and passage stay out too."""
    article, statement, speaker = claim.article, claim.statement, claim.speaker
    said_on = claim.said_from or article.published_on
    second = verdict.reviews.filter(decision=Decision.APPROVE).select_related("reviewer").order_by("-id").first()
    return {
        "claim": claim.standalone,
        "quote": claim.quote,
        "kind": claim.kind,
        "speaker": {
            "name": speaker.name,
            "kind": speaker.kind,
            "role": (statement.role if statement else "") or speaker.role,
            "same_as": speaker.same_as,
        }
        if speaker
        else None,
        # A source without a name, or one that nobody has resolved: what the article calls it.
        "source_text": statement.source_text if statement else "",
        "medium": statement.medium if statement else "",
        "addressee": statement.addressee if statement else "",
        "said_on": _iso(said_on),
        "said": {"from": _iso(claim.said_from), "until": _iso(claim.said_until), "precision": claim.said_precision}
        if claim.said_from
        else None,
        "article": {
            "title": article.title,
            "url": article.url,
            "outlet": article.outlet.name if article.outlet else "",
            "published_on": _iso(article.published_on),
        },
        "rating": {
            "label": verdict.rating.label,
            "slug": verdict.rating.slug,
            "truth": verdict.rating.truth,
            "value": verdict.rating.value,
            "flags": verdict.rating.flags,
            "description": verdict.rating.description,
            "scale": verdict.rating.scale.name,
        },
        "summary": verdict.summary,
        "rationale": verdict.rationale,
        "right_of_reply": verdict.right_of_reply,
        "dissent": _dissent(verdict),
        "evidence": [_evidence_facts(piece) for piece in shown_evidence(claim)],
        "people": {
            "author": str(verdict.author),
            "reviewer": str(second.reviewer) if second else "",
            "publisher": str(publisher),
        },
        "publisher": settings.PUBLISHER_NAME,
        "language": article.language or "en",
        "is_sample": article.is_sample,
        "published_at": now.isoformat(),
        "modified_at": now.isoformat(),
    }


def _dissent(verdict: Verdict) -> list[dict[str, Any]]:
    """How a second person would have rated it and why, without their name, on a desk that lets readers see that."""
    if not desk_policy().is_dissent_public:
        return []
    differing = verdict.opinions.exclude(rating=verdict.rating_id).select_related("rating").order_by("id")
    return [{"rating": {"label": one.rating.label, "truth": one.rating.truth}, "note": one.note} for one in differing]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def shown_evidence(claim: Claim) -> list[Evidence]:
    """What readers may see of it, oldest first."""
    return list(
        claim.evidence.standing()
        .exclude(disclosure=Disclosure.PRIVATE)
        .select_related("source", "capture")
        .defer("capture__warc", "capture__text")
    )


def _evidence_facts(piece: Evidence) -> dict[str, Any]:
    is_open = piece.disclosure == Disclosure.PUBLIC
    source = piece.source
    return {
        "title": source.title if is_open else "A source known to the desk",
        "url": source.url if is_open else "",
        "publisher": source.publisher if is_open else "",
        "author": source.author if is_open else "",
        "published_on": _iso(source.published_on) if is_open else None,
        "stance": piece.stance,
        "proximity": piece.proximity,
        "proximity_reason": piece.proximity_reason,
        "passage": piece.passage if is_open else "",
        "passage_prefix": piece.passage_prefix if is_open else "",
        "passage_suffix": piece.passage_suffix if is_open else "",
        "note": piece.note,
        "is_open": is_open,
        **(_kept_facts(piece) if is_open else {"archived": [], "copy": None}),
    }


def _kept_facts(piece: Evidence) -> dict[str, Any]:
    """Where else the source is archived, and the hash of the copy of ours that was read."""
    source = piece.source
    copies = [] if source.is_archived_privately else list(source.archived_copies.order_by("-archived_at", "id"))
    copy = piece.capture or source.captures.kept().without_bytes().first()
    return {
        "archived": [
            {"url": one.url, "at": one.archived_at.isoformat() if one.archived_at else None} for one in copies
        ],
        "copy": {"at": copy.retrieved_at.isoformat(), "sha256": copy.body_sha256}
        if copy is not None and copy.retrieved_at
        else None,
    }


def change_facts(correction: Correction, *, now: datetime) -> dict[str, Any]:
    """One published change as readers are told of it."""
    before, after = correction.before.rating, correction.after.rating
    return {
        "occasion": correction.occasion,
        "note": correction.note,
        "made_at": now.isoformat(),
        "rating": {"from": before.label, "to": after.label} if before != after else None,
    }


# -- as ClaimReview -----------------------------------------------------------------------------


def check_facts(facts: dict[str, Any], *, url: str) -> CheckFacts:
    """The frozen facts as the markup wants them. ``url`` is the final public address."""
    article, rating = facts["article"], facts["rating"]
    return CheckFacts(
        url=url,
        claim=facts["claim"],
        rating=rating["label"],
        truth=rating["value"],
        explanation=facts["summary"],
        published_at=datetime.fromisoformat(facts["published_at"]),
        modified_at=datetime.fromisoformat(facts["modified_at"]),
        language=facts["language"],
        speaker=_claimant(facts),
        said_on=_day(facts["said_on"]),
        said_at=" in ".join(dict.fromkeys(place for place in (facts["medium"], article["outlet"]) if place)),
        first_appearance=article["url"],
        is_retracted=facts.get("is_retracted", False),
        corrections=tuple(
            CorrectionFacts(text=one["note"], made_at=datetime.fromisoformat(one["made_at"]))
            for one in facts.get("changes", [])
        ),
        evidence=tuple(
            EvidenceFacts(
                title=piece["title"],
                visibility=Visibility.PUBLIC if piece["is_open"] else Visibility.SUMMARY_ONLY,
                url=piece["url"],
                publisher=piece["publisher"],
                published_on=_day(piece["published_on"]),
                is_primary=piece["proximity"] == "primary",
                reason_not_primary=piece["proximity_reason"],
            )
            for piece in facts["evidence"]
        ),
    )


def _claimant(facts: dict[str, Any]) -> SpeakerFacts | None:
    """Who made the claim; in its own voice the outlet did. A source that is only described has no name to give."""
    speaker = facts["speaker"]
    if speaker:
        return SpeakerFacts(
            name=speaker["name"],
            kind=SpeakerKind(speaker["kind"]),
            same_as=(speaker["same_as"],) if speaker["same_as"] else (),
            job_title=speaker["role"],
        )
    if facts["source_text"] or not facts["article"]["outlet"]:
        return None
    return SpeakerFacts(name=facts["article"]["outlet"], kind=SpeakerKind.ORGANISATION)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def evidence_record(claim: Claim) -> list[EvidenceFacts]:
    """All evidence that stands, withheld pieces included: what the validator judges secrecy and independence by."""
    return [
        EvidenceFacts(
            title=piece.source.title,
            visibility=Visibility(piece.disclosure),
            url=piece.source.url,
            publisher=piece.source.publisher,
            is_primary=piece.proximity == Proximity.PRIMARY,
            reason_not_primary=piece.proximity_reason,
            group=origin_of(piece),
        )
        for piece in claim.evidence.standing().select_related("source")
    ]


def site_facts() -> SiteFacts:
    """The newsroom, with the pages on which it says how it works."""
    methodology = f"{settings.SITE_URL}{reverse('claims:methodology')}"
    return SiteFacts(
        name=settings.PUBLISHER_NAME,
        url=f"{settings.SITE_URL}/",
        policies={
            "publishingPrinciples": methodology,
            "verificationFactCheckingPolicy": f"{methodology}#judged",
            "correctionsPolicy": f"{methodology}#corrections",
            "unnamedSourcesPolicy": f"{methodology}#sources",
            **({"actionableFeedbackPolicy": f"{methodology}#contact"} if settings.CORRECTIONS_CONTACT else {}),
        },
    )


def site_hosts() -> frozenset[str]:
    """Where this newsroom publishes."""
    return frozenset({str(urlsplit(settings.SITE_URL).hostname)})
