"""Storing what the engine found. Rerun-safe: rows that somebody touched stay as they are, the others follow it."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from claims.extraction import Analysis, Interval, Span, SpeakerMention
from claims.extraction import Claim as FoundClaim
from claims.extraction import Statement as FoundStatement
from claims.extraction.weighing import parts_of
from claims.models import PIECE_GAP, ArticleVersion, Claim, Speaker, Statement
from claims.services.checkworthiness import Holding, holding_weights, weigh_anew
from claims.services.following import follow_claims, follow_statements, untouched_claims, untouched_statements
from claims.services.speakers import register_speakers

BATCH = 500


def store_finds(*, version: ArticleVersion, analysis: Analysis, now: datetime) -> dict[str, int]:
    """Write statements, claims and the speakers they name. Returns counts for the event.

    Of what is there already, from a reading before, what nobody touched says what this reading says. Nothing goes.
    """
    found_speakers = [*(one.speaker for one in analysis.statements), *(one.speaker for one in analysis.claims)]
    mentions = [speaker for speaker in found_speakers if speaker]
    speakers = register_speakers(mentions=mentions, now=now)
    # Speakers before claims before statements, as correcting a speaker locks them.
    former = untouched_claims(version)
    statements = _store_statements(version, analysis, speakers, now=now)
    holding = holding_weights(version.article.outlet_id)
    said = Counter(number if one.repeat_of is None else one.repeat_of for number, one in enumerate(analysis.claims))
    claims = [
        _claim(version, found, statements, speakers, holding, engine=analysis.engine, times_said=said[number], now=now)
        for number, found in enumerate(analysis.claims)
    ]
    before = set(version.claims.values_list("start", "end"))
    followed = follow_claims(former, claims, {one.pk: one for one in statements}, lane=version.article.lane, now=now)
    Claim.objects.bulk_create(claims, batch_size=BATCH, ignore_conflicts=True)
    after = _link_repeats(version, analysis, before)
    version.engine = analysis.engine
    version.sentences = [list(span) for span in analysis.sentences]
    version.skipped = list(analysis.skipped)
    version.extracted_at = now
    version.save(update_fields=["engine", "sentences", "skipped", "extracted_at"])
    counts = {"statements": len(statements), "claims": after - len(before)}
    return counts | {"followed": followed} if followed else counts


def _link_repeats(version: ArticleVersion, analysis: Analysis, before: set[tuple[int, int]]) -> int:
    """Point new claims at the claim that they say again. Returns how many claims the version has."""
    stored = {
        (row.start, row.end): row for row in Claim.objects.filter(version=version).only("start", "end", "repeats")
    }
    repeating = []
    for found in analysis.claims:
        if found.repeat_of is None or found.span in before:
            continue
        row, lead = stored[found.span], stored[analysis.claims[found.repeat_of].span]
        if row.pk != lead.pk:
            row.repeats = lead
            repeating.append(row)
    Claim.objects.bulk_update(repeating, ["repeats"], batch_size=BATCH)
    return len(stored)


def _store_statements(
    version: ArticleVersion, analysis: Analysis, speakers: dict[SpeakerMention, Speaker], *, now: datetime
) -> list[Statement]:
    """As they stand there now, in the order of ``analysis.statements``."""
    rows = [_statement(version, found, speakers, engine=analysis.engine, now=now) for found in analysis.statements]
    follow_statements(untouched_statements(version), rows)
    Statement.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    stored = {(row.start, row.end, row.cue_start): row for row in version.statements.all()}
    kept = [stored[row.start, row.end, row.cue_start] for row in rows]
    nested = []
    for row, found in zip(kept, analysis.statements, strict=True):
        if found.parent is not None and row.parent_id is None and kept[found.parent].pk != row.pk:
            row.parent = kept[found.parent]
            nested.append(row)
    Statement.objects.bulk_update(nested, ["parent"], batch_size=BATCH)
    return kept


def _statement(
    version: ArticleVersion,
    found: FoundStatement,
    speakers: dict[SpeakerMention, Speaker],
    *,
    engine: str,
    now: datetime,
) -> Statement:
    text, speaker = version.text, found.speaker
    return Statement(
        version=version,
        source_spans=_spans(found.source),
        cue_spans=_spans(found.cue),
        content_spans=_spans(found.content),
        source_text=cut(text, found.source),
        cue_text=cut(text, found.cue),
        content_text=cut(text, found.content),
        start=min(span.start for span in found.content),
        end=max(span.end for span in found.content),
        cue_start=min((span.start for span in found.cue), default=None),
        kind=found.kind,
        polarity=found.polarity,
        is_hedged=found.is_hedged,
        speaker=speakers.get(speaker) if speaker else None,
        speaker_name=speaker.name[:300] if speaker else "",
        role=speaker.role[:300] if speaker else "",
        resolved_by=speaker.resolved_by if speaker else "",
        speaker_confidence=speaker.confidence if speaker else 0,
        medium=(found.medium or "")[:200],
        addressee=(found.addressee or "")[:200],
        **_said(found.said_on),
        confidence=found.confidence,
        engine=engine,
        created_at=now,
    )


def _claim(
    version: ArticleVersion,
    found: FoundClaim,
    statements: list[Statement],
    speakers: dict[SpeakerMention, Speaker],
    holding: Holding,
    *,
    engine: str,
    times_said: int,
    now: datetime,
) -> Claim:
    parts, reasons = parts_of(found.reasons), [asdict(reason) for reason in found.reasons]
    score, reasons = weigh_anew(parts, reasons, holding.weights) if holding.row else (found.check_worthiness, reasons)
    return Claim(
        article_id=version.article_id,
        version=version,
        statement_id=statements[found.statement].pk if found.statement is not None else None,
        speaker=speakers.get(found.speaker) if found.speaker else None,
        start=found.span.start,
        end=found.span.end,
        quote=found.text,
        standalone=found.standalone,
        substitutions=[
            {
                "start": one.span.start,
                "end": one.span.end,
                "replacement": one.replacement,
                "why": one.why or "",
            }
            for one in found.substitutions
        ],
        times_said=max(1, times_said),
        kind=found.kind,
        **_said(found.said_on),
        quantities=[asdict(quantity) for quantity in found.quantities],
        score=score,
        reasons=reasons,
        parts=parts,
        weights=holding.row,
        confidence=found.confidence,
        engine=engine,
        created_at=now,
        updated_at=now,
    )


def _said(interval: Interval | None) -> dict[str, object]:
    if interval is None:
        return {}
    return {"said_from": interval.start, "said_until": interval.end, "said_precision": interval.precision}


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def cut(text: str, spans: tuple[Span, ...]) -> str:
    """The pieces that the spans cut out, with a gap mark between them."""
    return PIECE_GAP.join(span.of(text) for span in spans)
