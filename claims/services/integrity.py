"""Whether quotations hold: the same words in another speaker's mouth elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from claims.extraction import StatementKind
from claims.extraction.anchoring import fold
from claims.models import ArticleVersion, Statement, words_key

FEWEST_WORDS = 5  # fewer are said by many people
AT_MOST = 200
SMALL = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her him his i if in into is it "
    "its me my no not of on or our she so than that the their them then there they this to us was we were what when "
    "which who will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else the very words of a quotation are told as somebody else's."""

    statement: Statement

    @property
    def who(self) -> str:
        return str(self.statement.speaker or "")


def said_by_others(version: ArticleVersion, statements: Iterable[Statement]) -> dict[int, list[Elsewhere]]:
    """For each direct quotation of a text, by the statement's id: the same words by another speaker, here or elsewhere.

    Only of five words and more that carry meaning. One look into an index, however many texts there are.
    """
    mine = {
        one.pk: one
        for one in statements
        if one.kind == StatementKind.DIRECT and one.speaker_id and one.dismissed_at is None
        and carrying_words(one.content_text) >= FEWEST_WORDS
    }  # fmt: skip
    if not mine:
        return {}
    keys = dict(Statement.objects.filter(pk__in=mine).values_list("pk", words_key()))
    direct = Statement.objects.standing().filter(kind=StatementKind.DIRECT.value, speaker__isnull=False)
    others = (
        direct.annotate(key=words_key())
        .filter(Q(version=version) | ~Q(version__article=version.article_id), key__in=set(keys.values()))
        .select_related("speaker", "version__article__outlet")
        .order_by("-pk")[:AT_MOST]
    )
    by_key: dict[str, list[Statement]] = {}
    for other in others:
        by_key.setdefault(vars(other)["key"], []).append(other)
    found = {}
    for pk, key in keys.items():
        own = mine[pk]
        words = _folded(own.content_text)
        apart = [
            Elsewhere(one)
            for one in by_key.get(key, ())
            if one.speaker_id != own.speaker_id and _folded(one.content_text) == words
        ]
        if apart:
            found[pk] = apart
    return found


def carrying_words(text: str) -> int:
    """How many of its words carry meaning: not the, of, was and their like."""
    return sum(word not in SMALL for word in _folded(text).split())


def _folded(text: str) -> str:
    """The words alone, so that quote marks and commas make no difference."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)[0]).split())
