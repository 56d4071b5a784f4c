"""Article text in, statements and claims out. Plain Python: no Django, no clock, no network; same input, same output."""

from claims.extraction.analysis import (
    Analysis,
    Claim,
    ClaimKind,
    CueKind,
    Header,
    Interval,
    Language,
    Polarity,
    Precision,
    Quantity,
    Reason,
    ResolvedBy,
    Span,
    SpeakerKind,
    SpeakerMention,
    Statement,
    StatementKind,
    Substitution,
)
from claims.extraction.checkworthiness import score_sentences
from claims.extraction.engine import analyze, configure, preload, version
from claims.extraction.parsing import ModelMissing

__all__ = [
    "Analysis",
    "Claim",
    "ClaimKind",
    "CueKind",
    "Header",
    "Interval",
    "Language",
    "ModelMissing",
    "Polarity",
    "Precision",
    "Quantity",
    "Reason",
    "ResolvedBy",
    "Span",
    "SpeakerKind",
    "SpeakerMention",
    "Statement",
    "StatementKind",
    "Substitution",
    "analyze",
    "configure",
    "preload",
    "score_sentences",
    "version",
]
