"""Laying an article out: the page shows exactly the text, whatever overlaps in it."""

from html.parser import HTMLParser
from itertools import combinations
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from claims.models import Claim, Statement
from claims.templatetags.reading import marked
from claims.views.reading import Mark, Role, cut_pieces, in_lanes, lay_out, paragraph_spans

# Every code point that a frozen text may hold: no surrogates, no control characters but line breaks.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=120)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(texts.filter(lambda one: len(one) > 1))
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).filter(lambda span: span[0] != span[1]), max_size=10))
    roles: st.SearchStrategy[Role] = st.sampled_from(get_args(Role))
    return text, [Mark(min(s), max(s), draw(roles), key, "proposed") for key, s in enumerate(spans, start=1)]


class Page(HTMLParser):
    """What a reader and a screen reader get: the text, the words under each claim, the ids."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.ids: list[str] = []
        self.words: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if name := named.get("id"):
            self.ids.append(name)
        if tag == "mark":
            self.open = (named["data-claims"] or "").split()

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open = []

    def handle_data(self, data: str) -> None:
        self.text += data
        for key in self.open:
            self.words[key] = self.words.get(key, "") + data


@given(marked_texts())
def test_page_reads_exactly_as_the_text_and_marks_exactly_the_spans(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    page = Page(str(marked(cut_pieces(text, 0, len(text), marks))))
    assert page.text == text
    claims = [mark for mark in marks if mark.role == "claim"]
    assert page.words == {str(mark.key): text[mark.start : mark.end] for mark in claims}
    assert sorted(page.ids) == sorted(f"mark-{mark.key}" for mark in claims)


@given(texts)
def test_paragraphs_hold_all_that_is_not_blank(text: str) -> None:
    spans = paragraph_spans(text)
    assert all(text[start:end].strip() for start, end in spans)
    assert [end for _, end in spans[:-1]] <= [start for start, _ in spans[1:]]
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_lines_are_paragraphs_where_no_blank_line_parts_them() -> None:
    assert paragraph_spans("One.\nTwo.\nThree.") == [(0, 4), (5, 9), (10, 16)]
    assert paragraph_spans("One\ngoes on.\n\nTwo.") == [(0, 12), (14, 18)]


def test_ten_claims_over_one_word_stay_apart() -> None:
    text = "Seven people died in the flood."
    marks = in_lanes([Mark(0, 6 + place, "claim", place + 1, "open") for place in range(10)])
    html = str(marked(cut_pieces(text, 0, len(text), marks)))
    page = Page(html)
    assert page.text == text
    assert len(page.words) == 10
    assert all(f"u{lane}-open" in html for lane in range(10))  # a line of its own under each
    assert [mark.lane for mark in sorted(marks, key=lambda one: one.end)] == list(range(10))  # the longest lowest
    assert 'aria-details="find-1 find-2' in html


@given(marked_texts())
def test_no_two_marks_that_overlap_share_a_line(case: tuple[str, list[Mark]]) -> None:
    _, marks = case
    placed = in_lanes(marks)
    assert sorted(mark.key for mark in placed) == sorted(mark.key for mark in marks)
    for one, other in combinations(placed, 2):
        assert one.lane != other.lane or one.end <= other.start or other.end <= one.start


def test_claim_across_paragraphs_is_listed_where_it_begins_and_marked_in_both() -> None:
    text = "First part.\n\nSecond part."
    claim = Claim(pk=7, start=6, end=19, quote=text[6:19], status="open", score=1)
    first, second = lay_out(text, [claim], [])
    assert [find.claims for find in first.finds] == [[claim]]
    assert second.finds == []
    assert 'id="mark-7"' in str(marked(first.pieces))
    assert 'data-claims="7"' in str(marked(second.pieces))
    assert 'id="mark-7"' not in str(marked(second.pieces))


def test_claims_of_one_statement_stand_under_one_heading_and_statements_without_claims_are_kept() -> None:
    text = "He said it rained and it was cold. She left, she said."
    said = Statement(pk=1, start=8, end=33, content_spans=[[8, 33]], resolved_by="pronoun", speaker_id=4)
    bare = Statement(pk=2, start=35, end=43, content_spans=[[35, 43]], resolved_by="unnamed")
    claims = [
        Claim(pk=10 + place, start=start, end=end, statement_id=1, speaker_id=4, status="proposed")
        for place, (start, end) in enumerate([(8, 17), (22, 33)])
    ]
    (paragraph,) = lay_out(text, claims, [said, bare])
    assert [(find.key, len(find.claims)) for find in paragraph.finds] == [("said-1", 2), ("said-2", 0)]
    assert paragraph.finds[1].is_unnamed
    assert not paragraph.finds[0].is_unresolved
    assert '<span class="speech">She left</span>' in str(marked(paragraph.pieces))


def test_text_is_escaped() -> None:
    text = "<b>&amp;</b> died"
    html = str(marked(cut_pieces(text, 0, len(text), [Mark(0, 3, "claim", 1, "open")])))
    assert "<b>" not in html
    assert Page(html).text == text
