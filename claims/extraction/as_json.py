"""The batch shape of an analysis: plain JSON values, offsets in code points."""

from typing import Any

from claims.extraction.analysis import Analysis, Claim, Interval, Span, SpeakerMention, Statement


def spans(found: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in found]


def interval(found: Interval | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"start": found.start.isoformat(), "end": found.end.isoformat(), "precision": found.precision.value}


def speaker(found: SpeakerMention | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "name": found.name,
        "kind": found.kind.value,
        "mention": [found.mention.start, found.mention.end] if found.mention is not None else None,
        "role": found.role,
        "resolved_by": found.resolved_by.value,
        "confidence": found.confidence,
    }


def statement(found: Statement) -> dict[str, Any]:
    return {
        "source": spans(found.source),
        "cue": spans(found.cue),
        "content": spans(found.content),
        "kind": found.kind.value,
        "cue_kind": found.cue_kind.value,
        "polarity": found.polarity.value,
        "is_hedged": found.is_hedged,
        "speaker": speaker(found.speaker),
        "medium": found.medium,
        "addressee": found.addressee,
        "said_on": interval(found.said_on),
        "parent": found.parent,
        "confidence": found.confidence,
    }


def claim(found: Claim) -> dict[str, Any]:
    return {
        "span": [found.span.start, found.span.end],
        "text": found.text,
        "standalone": found.standalone,
        "substitutions": [
            {"span": [s.span.start, s.span.end], "replacement": s.replacement, "why": s.why.value if s.why else None}
            for s in found.substitutions
        ],
        "kind": found.kind.value,
        "score": round(found.check_worthiness, 4),
        "reasons": [
            {"name": r.name, "weight": r.weight, "detail": r.detail, "log_odds": r.log_odds} for r in found.reasons
        ],
        "attribution": found.statement,
        "speaker": speaker(found.speaker),
        "said_on": interval(found.said_on),
        "times": [interval(time) for time in found.times],
        "quantities": [
            {
                "span": [q.span.start, q.span.end],
                "value": q.value,
                "unit": q.unit,
                "bound": q.bound,
                "is_approximate": q.is_approximate,
            }
            for q in found.quantities
        ],
        "confidence": found.confidence,
        "repeat_of": found.repeat_of,
    }


def analysis(found: Analysis) -> dict[str, Any]:
    """Everything the engine found, without the caller's id."""
    header = found.header
    return {
        "engine": found.engine,
        "language": found.language.tag,
        "language_confidence": found.language.confidence,
        "header": {
            "published_on": header.published_on.isoformat() if header.published_on is not None else None,
            "byline": header.byline,
            "span": [header.span.start, header.span.end] if header.span is not None else None,
        },
        "sentences": spans(found.sentences),
        "attributions": [statement(s) for s in found.statements],
        "claims": [claim(c) for c in found.claims],
        "skipped": list(found.skipped),
    }
