"""The tagger and the rules together. The proposals here are written by hand: what matters is what is made of them."""

from collections.abc import Callable

from claims.extraction import quotes, sentences, statements
from claims.extraction.analysis import CueKind, Span
from claims.extraction.combining import unsettled
from claims.extraction.parsing import parser
from claims.extraction.statements import Linked
from claims.extraction.tagger.decode import Found
from claims.extraction.tagger.deeds import Deed


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found(text: str, source: str | None, cue: str, *content: str, deed: Deed = Deed.SPEECH) -> Found:
    return Found(
        span(text, source) if source is not None else None,
        span(text, cue),
        tuple(span(text, words) for words in content),
        deed,
        0.9,
    )


def link(text: str, *proposals: Found, with_deeds: bool = False) -> list[Linked]:
    return read(text, lambda _: proposals, with_deeds=with_deeds)


def read(
    text: str, reader: Callable[[frozenset[int]], tuple[Found, ...]] | None, *, with_deeds: bool = False
) -> list[Linked]:
    paragraphs = sentences.paragraphs(text)
    cut = sentences.split(text, paragraphs)
    parsed = parser.parse(text, cut, tuple(sentences.at(paragraphs, s.start) or 0 for s in cut))
    inside = quotes.Inside(quotes.find(text, paragraphs, cut))
    return statements.link(text, paragraphs, parsed, inside, reader=reader, with_deeds=with_deeds)


def test_a_cue_that_no_lexicon_has_makes_a_statement() -> None:
    text = "The mayor of Ostby floated that the ferry could stop running in May."
    assert read(text, None) == []
    made = link(text, found(text, "The mayor of Ostby", "floated", "that the ferry could stop running in May"))
    assert [(s.draft.cue.kind, s.content[0].of(text)) for s in made] == [
        (CueKind.SAY, "that the ferry could stop running in May")
    ]
    assert made[0].draft.source == span(text, "The mayor of Ostby")
    assert made[0].draft.source_head is not None


def test_a_belief_is_told_from_speech() -> None:
    text = "Traders at the port are wary that prices will fall again."
    made = link(text, found(text, "Traders at the port", "are wary", "that prices will fall again", deed=Deed.BELIEF))
    assert [s.draft.cue.kind for s in made] == [CueKind.BELIEVE]


def test_votes_and_awards_are_no_statements_unless_asked_for() -> None:
    text = "The council of Ostby endorsed the plan that Ms Reyl drew up."
    deed = found(text, "The council of Ostby", "endorsed", "the plan that Ms Reyl drew up", deed=Deed.ACT)
    assert link(text, deed) == []
    assert len(link(text, deed, with_deeds=True)) == 1


def test_both_readers_of_one_statement_make_one() -> None:
    text = "The harbour office said that two berths would close in June."
    alone = read(text, None)
    both = link(text, found(text, "The harbour office", "said", "that two berths would close in June"))
    assert len(alone) == len(both) == 1
    assert both[0].draft.confidence > alone[0].draft.confidence


def test_a_quotation_keeps_all_its_sentences_whatever_the_tagger_saw() -> None:
    text = "“We saw the wall lean. We called twice. Nobody came,” said Mr Reyl."
    made = link(text, found(text, "Mr Reyl", "said", "“We saw the wall lean."))
    assert [s.content for s in made] == [(span(text, "“We saw the wall lean. We called twice. Nobody came,”"),)]


def test_a_bare_quotation_takes_the_cue_that_the_tagger_saw() -> None:
    text = "Ms Arden runs the lock.\n\n“The gate has not moved since the flood of March.” Thus Ms Orlo, the engineer."
    made = link(
        text, found(text, "Ms Orlo, the engineer", "Thus", "“The gate has not moved since the flood of March.”")
    )
    assert [s.draft.source for s in made] == [span(text, "Ms Orlo, the engineer")]


def test_the_person_addressed_is_never_made_the_source() -> None:
    text = "“The tunnel is dry and it will stay dry,” told Coast Radio on Friday."
    made = link(text, found(text, "Coast Radio", "told", "“The tunnel is dry and it will stay dry,”"))
    assert all(s.draft.source != span(text, "Coast Radio") for s in made)


def test_a_participle_without_a_clause_is_no_statement() -> None:
    text = "Recalling the long talks in Ostby, she left the hall."
    assert link(text, found(text, "she", "Recalling", "the long talks in Ostby")) == []


def test_only_unsettled_paragraphs_are_read_again() -> None:
    text = (
        "The mill in Karsk employs 40 people.\n\n“It is the oldest in the valley,” said the owner, Jan Orlo.\n\n"
        "Its neighbours are far from sure that it is safe, and they fear the worst for the dam above it."
    )
    asked: list[frozenset[int]] = []

    def reader(chosen: frozenset[int]) -> tuple[Found, ...]:
        asked.append(chosen)
        return ()

    read(text, reader)
    assert len(asked) == 1
    assert 0 not in asked[0]
    assert 1 not in asked[0]


def test_a_text_in_which_nothing_is_like_a_cue_is_settled() -> None:
    text = "Rain fell on the coast.\n\nThe river rose by two metres."
    assert unsettled(text, sentences.paragraphs(text), []) == frozenset()


def test_a_quotation_signed_with_a_dash_is_its_signatorys() -> None:
    text = (
        "What readers wrote:\n\n“The bus never comes and nobody answers the phone.” — Pavla Strand\n\n"
        "“Mine does.” – Otto Brandl, Vik"
    )
    made = read(text, None)
    assert [(s.draft.label, s.content[0].of(text)) for s in made] == [
        ("Pavla Strand", "“The bus never comes and nobody answers the phone.”"),
        ("Otto Brandl", "“Mine does.”"),
    ]
