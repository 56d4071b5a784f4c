"""The markup of one published check: facts in, a dictionary for `json.dumps` out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

WORST, BEST = 1, 5


class SpeakerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerFacts:
    """Who made the claim. For a claim in an outlet's own voice that is the outlet, as an organisation."""

    name: str
    kind: SpeakerKind
    same_as: tuple[str, ...] = ()
    job_title: str = ""


class Visibility(StrEnum):
    PUBLIC = "public"
    SUMMARY_ONLY = "summary_only"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """One source. `group` is equal for sources that are copies of one another; "" makes it stand alone."""

    title: str
    visibility: Visibility
    url: str = ""
    archived_url: str = ""
    publisher: str = ""
    published_on: date | None = None
    is_primary: bool = False
    reason_not_primary: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFacts:
    """One published correction, as readers see it."""

    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """A published check. `truth` is 1 (false) to 5 (true), None for a verdict that is not on that axis.

    `url` is the final public address; `first_appearance` the earliest known place of the claim, `appearances` the
    others; `said_at` says in words where it was said. Moments carry their zone.
    """

    url: str
    claim: str
    rating: str
    truth: int | None
    explanation: str
    published_at: datetime
    modified_at: datetime
    language: str
    speaker: SpeakerFacts | None = None
    said_on: date | None = None
    said_at: str = ""
    first_appearance: str = ""
    appearances: tuple[str, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()
    corrections: tuple[CorrectionFacts, ...] = ()
    is_retracted: bool = False


POLICIES = (
    "publishingPrinciples",
    "correctionsPolicy",
    "ethicsPolicy",
    "verificationFactCheckingPolicy",
    "unnamedSourcesPolicy",
    "actionableFeedbackPolicy",
    "ownershipFundingInfo",
    "masthead",
    "missionCoveragePrioritiesPolicy",
    "noBylinesPolicy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """The newsroom that publishes. `policies` maps names out of POLICIES to addresses; `licence` is for the markup."""

    name: str
    url: str
    policies: Mapping[str, str]
    licence: str = ""


def claim_review(check: CheckFacts, site: SiteFacts) -> dict[str, Any]:
    """The JSON-LD of one check, ready for `json.dumps`. What is unknown is left out, never null.

    Raises ValueError for facts that no check can have: a moment without zone, a truth value off the scale, an
    unknown policy. What a published check should have besides is for `problems` to say.
    """
    unknown = set(site.policies) - set(POLICIES)
    if unknown:
        raise ValueError(f"Not a policy of schema.org's NewsMediaOrganization: {', '.join(sorted(unknown))}")
    publisher = _filled({"name": site.name, "url": site.url})
    policies = _filled(dict(site.policies))
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": check.url,
        "claimReviewed": check.claim,
        "author": {"@type": "NewsMediaOrganization" if policies else "Organization", **publisher, **policies},
        "datePublished": _moment(check.published_at),
        "dateModified": _moment(check.modified_at),
        "inLanguage": check.language,
        # A check that was taken back rates nothing any more, in whatever copy of it a program holds.
        "reviewRating": None if check.is_retracted else _rating(check),
        "creativeWorkStatus": "Retracted" if check.is_retracted else "",
        "itemReviewed": _item(check),
        # Only what the newsroom lets readers open. A source that is withheld leaves no trace, not even a title.
        "citation": [_source(source) for source in check.evidence if source.visibility is Visibility.PUBLIC],
        "correction": [
            {"@type": "CorrectionComment", "text": one.text, "datePublished": _moment(one.made_at)}
            for one in check.corrections
        ],
    }
    if site.licence:
        review["sdLicense"] = site.licence
        review["sdPublisher"] = {"@type": "Organization", **publisher}
        review["sdDatePublished"] = _moment(check.modified_at)
    return _filled(review)


def script_json(json_ld: Mapping[str, Any]) -> str:
    """The JSON for a `<script type="application/ld+json">` element: no text in it can end the element."""
    text = json.dumps(json_ld, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _moment(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("A moment in a ClaimReview needs a time zone")
    return moment.isoformat(timespec="seconds")


def _rating(check: CheckFacts) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": check.rating}
    if check.truth is not None:
        if not WORST <= check.truth <= BEST:
            raise ValueError(f"A truth value lies between {WORST} and {BEST}")
        rating |= {"ratingValue": check.truth, "bestRating": BEST, "worstRating": WORST}
    return _filled({**rating, "ratingExplanation": check.explanation})


def _item(check: CheckFacts) -> dict[str, Any]:
    others = [url for url in dict.fromkeys(check.appearances) if url and url != check.first_appearance]
    return _filled(
        {
            "@type": "Claim",
            "name": check.said_at,
            "author": _claimant(check.speaker),
            "datePublished": check.said_on.isoformat() if check.said_on else None,
            "firstAppearance": _work(check.first_appearance),
            "appearance": [_work(url) for url in others],
        }
    )


def _claimant(speaker: SpeakerFacts | None) -> dict[str, Any] | None:
    """Only people and organisations are authors; "officials" and a leaflet have no name to be found under."""
    if speaker is None or speaker.kind not in {SpeakerKind.PERSON, SpeakerKind.ORGANISATION}:
        return None
    is_person = speaker.kind is SpeakerKind.PERSON
    return _filled(
        {
            "@type": "Person" if is_person else "Organization",
            "name": speaker.name,
            "jobTitle": speaker.job_title if is_person else "",
            "sameAs": list(speaker.same_as) if len(speaker.same_as) > 1 else "".join(speaker.same_as),
        }
    )


def _work(url: str) -> dict[str, str] | None:
    return {"@type": "CreativeWork", "url": url} if url else None


def _source(source: EvidenceFacts) -> dict[str, Any]:
    return _filled(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.url,
            "archivedAt": source.archived_url,
            "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
            "datePublished": source.published_on.isoformat() if source.published_on else None,
        }
    )
