"""Two people changed the same text: what fits together, and where somebody has to choose.

A three-way merge over words, in the manner of diff3 (Khanna, Kunal, Pierce: A formal investigation of diff3, 2007):
where only one of the two changed the common ancestor, that change is taken; where both did, both are shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\n+|[^\S\n]*[^\s]+[^\S\n]*|[^\S\n]+")
LONGEST = 6_000  # words of the three texts; beyond, they are shown as wholes
JOINED = 3  # fewer words than this between two disputed places make one place of them


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the merged text. Disputed: ``mine`` and ``theirs`` differ, and both differ from ``base``."""

    base: str
    mine: str
    theirs: str

    @property
    def is_disputed(self) -> bool:
        return self.mine != self.theirs and self.base not in (self.mine, self.theirs)

    @property
    def text(self) -> str:
        """What goes into the merged text: whoever changed it; mine where both did."""
        return self.theirs if self.mine == self.base else self.mine


def merge(base: str, mine: str, theirs: str) -> list[Part]:
    """The texts as consecutive parts: joined, the ``mine`` of all are ``mine``, and so for the others."""
    words = [_WORDS.findall(text) for text in (base, mine, theirs)]
    if sum(map(len, words)) > LONGEST:
        return [Part(base, mine, theirs)] if (base or mine or theirs) else []
    return _joined(list(_parts(*words)))


def merged_text(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)


def _parts(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Part]:
    at, mine_at, theirs_at = 0, 0, 0
    for start, mine_start, theirs_start, size in (*_common(base, mine, theirs), (len(base), len(mine), len(theirs), 0)):
        changed = Part(
            "".join(base[at:start]), "".join(mine[mine_at:mine_start]), "".join(theirs[theirs_at:theirs_start])
        )
        if changed.base or changed.mine or changed.theirs:
            yield changed
        if size:
            same = "".join(base[start : start + size])
            yield Part(same, same, same)
        at, mine_at, theirs_at = start + size, mine_start + size, theirs_start + size


def _common(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that stand in both others: (in base, in mine, in theirs, length), in order."""
    ours = _matches(base, mine)
    others = _matches(base, theirs)
    i = j = 0
    while i < len(ours) and j < len(others):
        (a, m, n), (b, t, k) = ours[i], others[j]
        start, end = max(a, b), min(a + n, b + k)
        if start < end:
            yield start, m + start - a, t + start - b, end - start
        if a + n < b + k:
            i += 1
        else:
            j += 1


def _matches(one: list[str], other: list[str]) -> list[tuple[int, int, int]]:
    keys, others = ([word.strip() or word for word in words] for words in (one, other))
    blocks = SequenceMatcher(None, keys, others, autojunk=False).get_matching_blocks()
    # Words that differ in the space around them alone do match for finding one's way, but must be equal to be common.
    found: list[tuple[int, int, int]] = []
    for a, b, size in blocks:
        for step in range(size):
            if one[a + step] != other[b + step]:
                continue
            last = found[-1] if found else None
            if last and last[0] + last[2] == a + step and last[1] + last[2] == b + step:
                found[-1] = (last[0], last[1], last[2] + 1)
            else:
                found.append((a + step, b + step, 1))
    return found


def _joined(parts: list[Part]) -> list[Part]:
    """Disputed places with next to nothing between them as one: a choice should be between phrases, not scraps."""
    out: list[Part] = []
    for part in parts:
        gap = out[-1] if out else None
        before = out[-2] if len(out) > 1 else None
        if part.is_disputed and out and out[-1].is_disputed:
            out[-1] = _glued(out[-1], part)
        elif part.is_disputed and gap and before and before.is_disputed and _is_slight(gap):
            out[-2:] = [_glued(_glued(before, gap), part)]
        else:
            out.append(part)
    return out


def _is_slight(part: Part) -> bool:
    return "\n" not in part.base and max(len(text.split()) for text in (part.base, part.mine, part.theirs)) < JOINED


def _glued(one: Part, other: Part) -> Part:
    return Part(one.base + other.base, one.mine + other.mine, one.theirs + other.theirs)
