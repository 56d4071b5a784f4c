"""A text that changed at its source: a new version, and what was found in the old one found again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from claims.errors import Refused
from claims.extraction.anchoring import Anchored, Anchoring, anchor, select
from claims.models import PIECE_GAP, Article, ArticleVersion, Claim, Lane, Statement, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_extraction
from claims.services.articles import RING_AGAIN, freeze_text, lock_article, move_article, text_sha256, usable_text_of
from claims.services.articlewatch import forget_found
from claims.services.claims import WORDABLE
from claims.services.history import record_event
from claims.services.snapshots import Original, keep_original
from claims.services.surgery import worded
from claims.workflow import ARTICLE_MOVES, ClaimStatus

BATCH = 500


@dataclass(frozen=True, slots=True)
class Revised:
    """The newest text of an article. ``is_new`` False: it reads as before, and nothing was changed.

    ``counts`` tells how the claims stand in it: exact, normalised, fuzzy, orphaned.
    """

    version: ArticleVersion
    is_new: bool
    counts: Mapping[str, int]


def revise_article(
    *, actor: User | None, article_id: int, text: str, original: Original | None = None, now: datetime
) -> Revised:
    """Take in what an article reads now.

    What was found is found again: spans move with their words. Claims whose words are nearly there follow them and are
    flagged; those whose words are gone stay with the text in which they stood and are listed, never dropped. So do
    claims that are settled where their words changed at all: a verdict stays with what it was given on. A worker then
    reads the new text and proposes what is new in it.
    """
    demand(actor is None or is_member(actor), "not_a_member", NOT_A_MEMBER)
    text = usable_text_of(text)
    with transaction.atomic():
        article = lock_article(article_id)
        latest = article.versions.order_by("-number").first()
        if latest is None:
            raise Refused("no_text", "This article has no text yet. Wait until it was read, or try it again.")
        digest = text_sha256(text)
        if digest == latest.text_sha256:
            return Revised(latest, is_new=False, counts={})
        if article.status not in ARTICLE_MOVES["revise"].before:
            raise ARTICLE_MOVES.refusal("revise", article.status)
        if twin := Article.objects.filter(text_sha256=digest).exclude(pk=article.pk).first():
            raise Refused(
                "same_text",
                f"Article {twin.pk} has this very text already. Work on that one, or withdraw it first.",
                article=twin.pk,
            )
        version = freeze_text(article=article, text=text, now=now)
        if original is not None:
            keep_original(version=version, original=original, now=now)
        counts, statements = _carry_over(article, version, actor=actor, now=now)
        move_article(
            article, "revise", actor=actor, now=now,
            attempts=0, error="", error_code="", text_sha256=digest, queued_at=now,
            due_at=now + RING_AGAIN[Lane.INTERACTIVE], lane=Lane.INTERACTIVE,
            told={"version": version.number, "statements": statements, **counts},
        )  # fmt: skip
        forget_found(article)
        ring_extraction(article.pk, lane=Lane.INTERACTIVE)
    return Revised(version, is_new=True, counts=counts)


def _carry_over(
    article: Article, version: ArticleVersion, *, actor: User | None, now: datetime
) -> tuple[dict[str, int], int]:
    """Move what was found into the new text. Returns the claims by how they stand, and how many statements moved."""
    texts = dict(article.versions.values_list("pk", "text"))
    # Claims before statements, as correcting a speaker locks them.
    locked = Claim.objects.filter(article=article).select_for_update().order_by("pk")
    claims = list(Claim.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).order_by("pk"))
    rows = Statement.objects.filter(version__article=article).select_for_update(of=("self",)).order_by("pk")
    moved = _carry_statements(list(rows), version, texts)
    newest = max(texts.keys() - {version.pk}, default=0)  # versions are only ever added
    counts: Counter[str] = Counter()
    taken: set[tuple[int, int]] = set()
    changed = []
    # First those that stand there exactly, so that no nearly matching one takes their place.
    found = [(claim, _again(claim.quote, claim.start, claim.end, texts[claim.version_id], version.text))
             for claim in claims]  # fmt: skip
    for claim, place in sorted(found, key=lambda one: one[1].how != Anchoring.EXACT):
        how = place.how
        if place.start is None or place.end is None or (place.start, place.end) in taken:
            how = Anchoring.ORPHANED
        stays = how == Anchoring.ORPHANED or (how == Anchoring.FUZZY and _is_settled(claim))
        before = claim.quote
        # Words that changed once and that nobody has decided about since are still to be decided about.
        is_open = claim.anchoring == Anchoring.FUZZY and claim.version_id == newest
        if not stays and place.start is not None and place.end is not None:
            taken.add((place.start, place.end))
            _move_claim(claim, version, texts[claim.version_id], place.start, place.end)
            if is_open and how in (Anchoring.EXACT, Anchoring.NORMALISED):
                how = Anchoring.FUZZY
            if how == Anchoring.FUZZY and worded(claim, claim.start, claim.end, text=version.text) == claim.standalone:
                how = Anchoring.EXACT  # it says already what the text reads now
        counts[str(how)] += 1
        if before != claim.quote or how not in (Anchoring.EXACT, claim.anchoring):
            claim.revision += 1
            told = {"how": str(how), "from": before, "revision": claim.revision, "version": version.number}
            if not stays:
                told["to"] = claim.quote
            elif place.start is not None and place.end is not None:
                told["reads"] = version.text[place.start : place.end]
            record_event(actor=actor, verb="reanchor", subject=claim, now=now, data=told)
        claim.anchoring, claim.updated_at = how.value, now
        changed.append(claim)
    Claim.objects.bulk_update(
        changed,
        ["version", "start", "end", "quote", "substitutions", "quantities", "anchoring", "revision", "updated_at"],
        batch_size=BATCH,
    )
    return dict(counts), moved


def _is_settled(claim: Claim) -> bool:
    return claim.status not in WORDABLE and claim.status != ClaimStatus.DISMISSED


def _again(words: str, start: int, end: int, old: str, new: str, *, near: int | None = None) -> Anchored:
    """Where words of the old text stand in the new one."""
    around = select(old, start, end)
    return anchor(words, new, around.prefix, around.suffix, start if near is None else near)


def _move_claim(claim: Claim, version: ArticleVersion, old: str, start: int, end: int) -> None:
    shift, new = start - claim.start, version.text

    def holds(span: Sequence[int]) -> bool:
        return old[span[0] : span[1]] == new[span[0] + shift : span[1] + shift]

    claim.substitutions = [
        {**one, "start": one["start"] + shift, "end": one["end"] + shift}
        for one in claim.substitutions
        if holds((one["start"], one["end"]))
    ]
    claim.quantities = [
        {**one, "span": [one["span"][0] + shift, one["span"][1] + shift]}
        for one in claim.quantities
        if holds(one["span"])
    ]
    claim.version, claim.start, claim.end, claim.quote = version, start, end, new[start:end]


def _carry_statements(statements: Iterable[Statement], version: ArticleVersion, texts: Mapping[int, str]) -> int:
    """Move those all of whose words are found: the content nearly, who says it and how exactly but for signs."""
    taken: set[tuple[int, int, int | None]] = set()
    moved = []
    for one in statements:
        old = texts[one.version_id]
        content = [_again(old[a:b], a, b, old, version.text) for a, b in one.content_spans]
        if not content or not all(piece.is_found for piece in content):
            continue
        shift = (content[0].start or 0) - one.content_spans[0][0]
        others = {
            name: [_again(old[a:b], a, b, old, version.text, near=max(0, a + shift)) for a, b in getattr(one, name)]
            for name in ("source_spans", "cue_spans")
        }
        if not all(piece.how in (Anchoring.EXACT, Anchoring.NORMALISED) for row in others.values() for piece in row):
            continue
        spans = _spans(content)
        if any(right[0] < left[1] for left, right in pairwise(spans)):
            continue  # the pieces have changed places
        cues = _spans(others["cue_spans"])
        key = (min(start for start, _ in spans), max(end for _, end in spans), min((a for a, _ in cues), default=None))
        if key in taken:
            continue
        taken.add(key)
        one.version, one.content_spans = version, spans
        one.source_spans, one.cue_spans = _spans(others["source_spans"]), cues
        one.content_text = _cut(version.text, spans)
        one.source_text, one.cue_text = _cut(version.text, one.source_spans), _cut(version.text, cues)
        one.start, one.end, one.cue_start = key
        moved.append(one)
    fields = ["version", "content_spans", "source_spans", "cue_spans", "content_text", "source_text", "cue_text"]
    Statement.objects.bulk_update(moved, [*fields, "start", "end", "cue_start"], batch_size=BATCH)
    return len(moved)


def _spans(places: Iterable[Anchored]) -> list[list[int]]:
    return [[place.start, place.end] for place in places if place.start is not None and place.end is not None]


def _cut(text: str, spans: Iterable[Sequence[int]]) -> str:
    return PIECE_GAP.join(text[start:end] for start, end in spans)


def detached(article: Article, version: ArticleVersion) -> list[Claim]:
    """The claims whose words are not in this text, or differ there from what a verdict was given on."""
    rows = Claim.objects.ordinary().filter(article=article).exclude(version=version)
    return list(rows.select_related("speaker", "assignee", "version").order_by("version__number", "start", "pk"))
