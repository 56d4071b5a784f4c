"""Article text in, statements and claims out. Plain Python, no Django, clock or network: same input, same output."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    Put,
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

if TYPE_CHECKING:
    from claims.extraction.checkworthiness import score_sentences
    from claims.extraction.engine import analyze, configure, preload, version
    from claims.extraction.parsing import ModelMissing

_LATER = {
    "score_sentences": "checkworthiness",
    "analyze": "engine",
    "configure": "engine",
    "preload": "engine",
    "version": "engine",
    "ModelMissing": "parsing",
}

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
    "Put",
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


def __getattr__(name: str) -> Any:
    """The engine is loaded when it is first asked for: a web process that only names kinds of claims needs no spaCy."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
