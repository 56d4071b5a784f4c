"""Where the words of a text may be cut: by whole words, as the keys for a claim's span step."""

import re
from dataclasses import dataclass

from claims.models import Claim

WORD = re.compile(r"[^\W_](?:[\w'’.,\-]*[\w%])?")  # the page's script steps by the same rule
AROUND = 700  # characters on each side that a span may be widened by in one go
STEPS = ("start-earlier", "start-later", "end-earlier", "end-later")
JOINTS = (";", " but ", " while ", " and ", ",", "–", "—")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the text around a span; ``offset`` is where it begins."""

    text: str
    offset: int


def window_of(text: str, start: int, end: int) -> Window:
    left = max(0, start - AROUND)
    return Window(text[left : min(len(text), end + AROUND)], left)


def step(text: str, start: int, end: int, to: str) -> tuple[int, int]:
    """The span one word wider or narrower at one end; the same where there is no further word."""
    window = window_of(text, start, end)
    words = [(one.start() + window.offset, one.end() + window.offset) for one in WORD.finditer(window.text)]
    if to == "start-earlier":
        return max((left for left, _ in words if left < start), default=start), end
    if to == "start-later":
        return min((left for left, _ in words if start < left < end), default=start), end
    if to == "end-earlier":
        return start, max((right for _, right in words if start < right < end), default=end)
    if to == "end-later":
        return start, min((right for _, right in words if right > end), default=end)
    return start, end


def lead(text: str, at: int, most: int = 80) -> str:
    """What stands before a place, by whole words of its own paragraph, with an ellipsis where there is more."""
    piece = text[max(0, at - most) : at]
    _, line, rest = piece.rpartition("\n")
    if line or at <= most:
        return rest
    return f"…{piece.partition(' ')[2]}"


def trail(text: str, at: int, most: int = 80) -> str:
    """What stands after a place, cut in the same way."""
    piece = text[at : at + most]
    rest, line, _ = piece.partition("\n")
    if line or at + most >= len(text):
        return rest
    return f"{piece.rpartition(' ')[0]}…"


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to cut a claim: ``at`` code points into its quotation, before ``word``."""

    at: int
    word: str
    before: str


def cuts_of(claim: Claim) -> list[Cut]:
    """Before each word but the first."""
    words = list(WORD.finditer(claim.quote))
    return [Cut(one.start(), one.group(), lead(claim.quote, one.start(), 24).strip()) for one in words[1:]]


def likely_cut(claim: Claim) -> int:
    """Where people would cut: at the joint nearest to the middle, else at the middle word; 0 where there is none."""
    cuts = cuts_of(claim)
    if not cuts:
        return 0
    middle = len(claim.quote) / 2
    for joint in JOINTS:
        joints = [one.at for one in cuts if claim.quote[: one.at].endswith((joint, f"{joint} "))]
        if joints:
            return min(joints, key=lambda at: abs(at - middle))
    return min((one.at for one in cuts), key=lambda at: abs(at - middle))
