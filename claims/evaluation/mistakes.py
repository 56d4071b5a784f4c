"""What went wrong, by kind: each miss and each false find of an article gets one name, with the words of the text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.evaluation.articles import Judged, is_voice_right, likeness, repeats
from claims.evaluation.attribution import Compared
from claims.evaluation.naming import agree, name_words
from claims.evaluation.overlap import Stretch, stretch
from claims.evaluation.sets import Marked
from claims.extraction.analysis import Polarity, SpeakerKind
from claims.extraction.tagger.deeds import Deed, deed_of

MOST = 0.8  # share of a stretch that counts as nearly all of it
SOME = 0.5
FEW_WORDS = 3
FAR_WORDING = 0.6


@dataclass(frozen=True, slots=True)
class Mistake:
    kind: str
    place: str  # the article
    wanted: str
    found: str


def by_kind(mistakes: Iterable[Mistake]) -> list[tuple[str, list[Mistake]]]:
    """The kinds with their mistakes, the most frequent first."""
    rows = list(mistakes)
    counts = Counter(mistake.kind for mistake in rows)
    order = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [(kind, [m for m in rows if m.kind == kind]) for kind in order]


# -- statements ---------------------------------------------------------------------------------------


def of_statements(place: str, compared: Compared) -> list[Mistake]:
    """Missed: why. Found: wrong source or speaker. Then finds that are nobody's statement."""
    return _Statements(place, compared).all()


class _Statements:
    def __init__(self, place: str, compared: Compared) -> None:
        self.place, self.compared, self.ruler = place, compared, compared.ruler
        self.text = compared.ruler.text
        self.gold = [stretch(mark.content) for mark in compared.gold]
        self.guessed = [stretch(mark.content) for mark in compared.guessed]
        self.explained: set[int] = set(compared.pairs.values())  # guesses that some kind already speaks of

    def all(self) -> list[Mistake]:
        found = []
        for number, mark in enumerate(self.compared.gold):
            if number in self.compared.pairs:
                found += self._of_found(number, mark, self.compared.guessed[self.compared.pairs[number]])
            else:
                found.append(self._of_missed(number, mark))
        return found + [
            self._of_extra(number, mark)
            for number, mark in enumerate(self.compared.guessed)
            if number not in self.explained
        ]

    def _of_missed(self, number: int, mark: Marked) -> Mistake:
        gold = self.gold[number]
        near = [j for j in range(len(self.guessed)) if self.ruler.shared(gold, self.guessed[j])]
        same_cue = [j for j in range(len(self.guessed)) if self._same_cue(mark, self.compared.guessed[j])]
        best = max(near, key=lambda j: (j in same_cue, self.ruler.likeness(gold, self.guessed[j]), -j), default=None)
        if best is None:
            if same_cue:
                self.explained.update(same_cue)
                return self._mistake("missed: cue found, content elsewhere", mark, self.compared.guessed[same_cue[0]])
            kind = "missed: cue not found" if mark.cue else "missed: speech without a cue not seen"
            return self._mistake(kind, mark, None)
        kind = self._overlap_kind(number, best, [j for j in near if j not in self.compared.pairs.values()], same_cue)
        self.explained.add(best)
        return self._mistake(f"missed: {kind}", mark, self.compared.guessed[best])

    def _overlap_kind(self, number: int, best: int, free: Sequence[int], same_cue: Sequence[int]) -> str:
        gold, guess = self.gold[number], self.guessed[best]
        shared = self.ruler.shared(gold, guess)
        holders = [
            i
            for i, other in enumerate(self.gold)
            if i != number and self._share(other, gold) >= MOST > self._share(gold, other)
        ]
        if best not in same_cue and any(self.compared.pairs.get(i) == best for i in holders):
            return "nested statement not seen"
        swallowed = [
            i
            for i, other in enumerate(self.gold)
            if i != number
            and i not in holders
            and self._share(guess, other) >= SOME
            and self._share(gold, other) < SOME
        ]
        if swallowed and self._share(guess, gold) >= SOME:
            return "merged with another statement"
        pieces = [j for j in free if self._share(gold, self.guessed[j]) >= MOST]
        if len(pieces) > 1:
            self.explained.update(pieces)
            return "cut into several statements"
        if shared >= MOST * self.ruler.size(gold):
            return "content too long"
        if shared >= MOST * self.ruler.size(guess):
            return "content too short"
        return "content out of place"

    def _of_found(self, number: int, mark: Marked, guess: Marked) -> list[Mistake]:
        found = []
        if number not in self.compared.right:
            kind = (
                "no source found"
                if not guess.source
                else "source where there is none"
                if not mark.source
                else "wrong source"
            )
            found.append(self._mistake(f"found: {kind}", mark, guess))
        wanted = [words for name in mark.names if (words := name_words(name))]
        had = name_words(guess.names[0]) if guess.names else ()
        if wanted and not any(agree(words, had) for words in wanted):
            kind = "speaker unresolved" if not guess.names else "wrong speaker"
            found.append(self._mistake(f"found: {kind}", mark, guess))
        return found

    def _of_extra(self, number: int, mark: Marked) -> Mistake:
        guess = self.guessed[number]
        cue = " ".join(span.of(self.text) for span in mark.cue)
        deed = deed_of(cue) if cue else None
        words = " ".join(span.of(self.text) for span in mark.content)
        if any(self._share(gold, guess) >= MOST for gold in self.gold):
            kind = "a part of a statement once more"
        elif any(self.ruler.shared(gold, guess) >= SOME * self.ruler.size(guess) for gold in self.gold):
            kind = "overlaps a statement that was found otherwise"
        elif deed is Deed.ACT:
            kind = "deed taken for a statement"
        elif len(words.split()) <= FEW_WORDS and words[:1] in "“\"‘'«„":
            kind = "title or single words in marks"
        elif not cue:
            kind = "no cue, and nobody speaks"
        elif deed in {Deed.BELIEF, Deed.INTENTION}:
            kind = "thought or plan that the reader did not mark"
        else:
            kind = "speech that the reader did not mark"
        return Mistake(f"extra: {kind}", self.place, "", self._words(mark))

    def _share(self, holder: Stretch, held: Stretch) -> float:
        """How much of ``held`` lies in ``holder``."""
        size = self.ruler.size(held)
        return self.ruler.shared(holder, held) / size if size else 0.0

    def _same_cue(self, one: Marked, other: Marked) -> bool:
        return any(a.start < b.end and b.start < a.end for a in one.cue for b in other.cue)

    def _mistake(self, kind: str, mark: Marked, guess: Marked | None) -> Mistake:
        return Mistake(kind, self.place, self._words(mark), self._words(guess) if guess is not None else "")

    def _words(self, mark: Marked) -> str:
        source, cue, content = (
            " … ".join(span.of(self.text) for span in spans) for spans in (mark.source, mark.cue, mark.content)
        )
        name = f" = {mark.names[0]}" if mark.names else ""
        return f"[{source or '–'}{name}] <{cue or '–'}> {content}"


# -- claims -------------------------------------------------------------------------------------------


def of_claims(judged: Judged) -> list[Mistake]:
    """Missed, false and misjudged claims of an article."""
    article, analysis, ruler = judged.article, judged.analysis, judged.statements.ruler
    gold = [stretch([claim.span]) for claim in article.claims]
    guessed = [stretch([claim.span]) for claim in analysis.claims]
    explained = set(judged.claims.values())
    found: list[Mistake] = []
    for number, claim in enumerate(article.claims):
        if number in judged.claims:
            continue
        near = [j for j in range(len(guessed)) if ruler.shared(gold[number], guessed[j])]
        best = max(near, key=lambda j: (ruler.likeness(gold[number], guessed[j]), -j), default=None)
        kind = "not seen"
        if best is not None:
            inside = [j for j in near if ruler.shared(gold[number], guessed[j]) >= MOST * ruler.size(guessed[j])]
            held = [i for i, one in enumerate(gold) if ruler.shared(one, guessed[best]) >= SOME * ruler.size(one)]
            is_held = ruler.shared(gold[number], guessed[best]) >= MOST * ruler.size(gold[number])
            kind = (
                "several left in one" if number in held and len(held) > 1
                else "cut into several" if len(inside) > 1
                else "span too long" if is_held
                else "span too short" if inside
                else "span out of place"
            )  # fmt: skip
            explained.update(inside or [best])
        found.append(
            Mistake(
                f"claim missed: {kind}",
                article.name,
                claim.span.of(article.text),
                analysis.claims[best].text if best is not None else "",
            )
        )
    for number, other in judged.claims.items():
        claim, guess = article.claims[number], analysis.claims[other]
        if claim.kind is not guess.kind:
            found.append(Mistake(f"claim: {claim.kind} taken for {guess.kind}", article.name, guess.text, ""))
        if not is_voice_right(judged, claim, guess):
            voice = "the outlet's" if claim.statement is None else "a speaker's"
            taken = "the outlet's" if guess.statement is None else "another statement's"
            found.append(Mistake(f"claim: {voice} taken for {taken}", article.name, guess.text, ""))
        if likeness(claim.standalone, guess.standalone) < FAR_WORDING:
            found.append(
                Mistake("claim: wording far from the reader's", article.name, claim.standalone, guess.standalone)
            )
    wanted, had = repeats(judged)
    for kind, pairs in (("repeat not seen", wanted - had), ("repeat where there is none", had - wanted)):
        found += [
            Mistake(f"claim: {kind}", article.name, article.claims[one].standalone, article.claims[other].standalone)
            for one, other in sorted(pairs)
        ]
    found += [
        Mistake("claim extra", article.name, "", analysis.claims[j].text)
        for j in range(len(guessed))
        if j not in explained
    ]
    return found


# -- what surrounds a statement -----------------------------------------------------------------------


def of_details(judged: Judged) -> list[Mistake]:
    """Medium, day, chain, unnamed sources, denials and the kind of words, in the statements that were found."""
    found: list[Mistake] = []
    numbers = {s.id: number for number, s in enumerate(judged.article.statements)}
    for number, other in sorted(judged.statements.pairs.items()):
        gold, guess = judged.article.statements[number], judged.analysis.statements[other]
        parent = judged.statements.pairs.get(numbers[gold.parent]) if gold.parent in numbers else None
        days = "/".join(day.isoformat() for day in gold.said_on) if gold.said_on is not None else ""
        said_on = f"{guess.said_on.start}/{guess.said_on.end}" if guess.said_on is not None else ""
        named = guess.speaker is not None and guess.speaker.kind is SpeakerKind.UNNAMED
        words = _excerpt(judged, number)
        for name, wanted, had in (
            ("medium", gold.medium, guess.medium or ""),
            ("day", days, said_on),
            ("words", gold.kind.value, guess.kind.value),
            ("unnamed source", str(gold.is_unnamed), str(named)),
            ("denial", str(gold.is_denied), str(guess.polarity is Polarity.DENIED)),
            ("hedge", str(gold.is_hedged), str(guess.is_hedged)),
            ("chain", str(gold.parent is not None), str(guess.parent is not None and guess.parent == parent)),
        ):
            is_same = (
                agree(name_words(wanted), name_words(had)) if name == "medium" and wanted and had else wanted == had
            )
            if not is_same:
                found.append(Mistake(f"{name}: {_side(wanted, had)}", judged.article.name, f"{wanted} | {words}", had))
    return found


def _side(wanted: str, had: str) -> str:
    if not wanted or wanted == "False":
        return "given where there is none"
    return "not given" if not had or had == "False" else "another one"


def _excerpt(judged: Judged, number: int) -> str:
    mark = judged.statements.gold[number]
    text = judged.article.text
    start = min(span.start for span in (*mark.source, *mark.cue, *mark.content))
    end = max(span.end for span in (*mark.source, *mark.cue, *mark.content))
    return text[start:end]
