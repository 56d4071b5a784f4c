"""Gold files: excerpts become spans, and every mistake is named with its file and entry."""

from datetime import date
from pathlib import Path

import pytest

from claims.evaluation import gold
from claims.evaluation.excerpts import NotFound, span_of
from claims.extraction import ClaimKind, StatementKind

TEXT = "Ada Quill said the mill shut. “It shut in May,” she said."
GOOD = """
title = "The mill"
genre = "wire"
traps = ["short"]
outlet = "Sandmark Courier"
published_on = 2025-03-04
language = "en"
text = '''
Ada Quill said the mill shut. “It shut in May,” she said.
'''

[[statement]]
id = "s1"
source = "Ada Quill"
cue = "Quill ⟦said⟧ the"
content = ["the mill shut"]
kind = "indirect"
speaker = "Ada Quill"
said_on = "2025-03-01/2025-03-31"

[[statement]]
id = "s2"
source = "⟦she⟧ said."
cue = "she ⟦said⟧."
content = ["“It shut in May,”"]
kind = "direct"
speaker = "Ada Quill"

[[claim]]
span = "the mill shut"
standalone = "The mill in Sandmark shut."
kind = "factual"
statement = "s1"
worth = 2
cluster = "shut"

[[claim]]
span = "It shut in May"
standalone = "The mill in Sandmark shut in May 2024."
kind = "factual"
statement = "s2"
worth = 3
cluster = "shut"
"""


def written(folder: Path, words: str, name: str = "mill") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(words, encoding="utf-8")
    return path


def mistakes_in(folder: Path, words: str) -> list[str]:
    with pytest.raises(gold.GoldBroken) as caught:
        gold.read(written(folder, words))
    return caught.value.mistakes


def test_excerpts_become_spans_of_the_text(tmp_path: Path) -> None:
    article = gold.read(written(tmp_path, GOOD))
    first, second = article.statements
    assert first.cue is not None
    assert second.source is not None
    assert first.cue.of(article.text) == "said"
    assert first.cue.start == article.text.index("said")
    assert second.source.of(article.text) == "she"
    assert [span.of(article.text) for span in second.content] == ["“It shut in May,”"]
    assert first.said_on == (date(2025, 3, 1), date(2025, 3, 31))
    assert (first.kind, second.kind) == (StatementKind.INDIRECT, StatementKind.DIRECT)
    assert [(c.kind, c.worth, c.cluster) for c in article.claims] == [
        (ClaimKind.FACTUAL, 2, "shut"),
        (ClaimKind.FACTUAL, 3, "shut"),
    ]
    assert article.published_on == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("excerpt", "complaint"),
    [
        ("the mill closed", "is not in the text: after 'the mill ' the text goes on with 'shut. “It"),
        ("said", "stands in the text 2 times"),
        ("⟦said the", "needs one ⟦ and one ⟧"),
        ("⟦⟧said the", "nothing between its brackets"),
        ("said⟦ the⟧ mill", "begins or ends with white space"),
        ("  ", "the excerpt is empty"),
    ],
)
def test_an_excerpt_that_names_no_one_place_says_why(excerpt: str, complaint: str) -> None:
    with pytest.raises(NotFound) as caught:
        span_of(TEXT, excerpt)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('source = "Ada Quill"', 'source = "Ada Quil said"', "mill.toml: statement s1: source: "),
        ('kind = "direct"', 'kind = "spoken"', "statement s2: kind is 'spoken'; write one of direct, mixed, indirect"),
        ('id = "s2"', 'id = "s1"', "two statements have the id 's1'"),
        ('content = ["the mill shut"]', 'content = ["said the mill"]', "statement s1: the cue overlaps the content"),
        ('content = ["the mill shut"]', "content = []", "statement s1: content holds no excerpt"),
        (
            'speaker = "Ada Quill"\nsaid_on',
            'speaker = "A"\nunnamed = true\nsaid_on',
            "an unnamed source has no speaker",
        ),
        ("2025-03-01/2025-03-31", "March", "statement s1: said_on is 'March'"),
        ("2025-03-01/2025-03-31", "2025-03-31/2025-03-01", "statement s1: said_on is"),
        ('id = "s1"', 'id = "s1"\nparent = "s9"', "statement s1: parent 's9' is no statement of this file"),
        ('id = "s1"', 'id = "s1"\nparent = "s1"', "statement s1: its parents go round in a circle"),
        ('id = "s1"', 'id = "s1"\nsays = "x"', "statement s1: 'says' is not a field"),
        ("worth = 2", "worth = 4", "claim 1: worth is 4; write 0, 1, 2 or 3"),
        ('statement = "s2"', 'statement = "s7"', "statement 's7' is no statement of this file"),
        ('span = "It shut in May"', 'span = "the mill shut"', "two claims have the same span"),
        ('worth = 3\ncluster = "shut"', "worth = 3", "cluster 'shut' has one claim only"),
        ("published_on = 2025-03-04", 'published_on = "4 March"', "published_on: write a day"),
        ('genre = "wire"', "", "genre is missing or empty"),
        ("[[claim]]", "[[claim]", "not TOML"),
    ],
)
def test_every_mistake_names_file_and_entry(tmp_path: Path, right: str, wrong: str, complaint: str) -> None:
    assert right in GOOD
    found = mistakes_in(tmp_path, GOOD.replace(right, wrong, 1))
    assert any(complaint in line for line in found), found
    assert all("mill.toml" in line for line in found)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("worth = 2", "worth = 9"), "one")
    written(tmp_path, GOOD.replace('kind = "direct"', 'kind = "d"').replace("worth = 2", "worth = 9"), "two")
    with pytest.raises(gold.GoldBroken) as caught:
        gold.load([tmp_path])
    assert len([line for line in caught.value.mistakes if line.startswith("one.toml")]) == 1
    assert len([line for line in caught.value.mistakes if line.startswith("two.toml")]) == 2


def test_a_folder_without_gold_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(gold.GoldBroken, match=r"no \.toml file"):
        gold.load([tmp_path])
    with pytest.raises(gold.GoldBroken, match="no such file"):
        gold.load([tmp_path / "absent.toml"])
