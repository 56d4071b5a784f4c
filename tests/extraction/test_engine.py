"""The whole engine: any text in, exact spans out, the same every time."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.extraction import Analysis, ModelMissing, Span, analyze, as_json, configure, version
from claims.extraction.parsing import Parser
from tests.extraction import texts

ALL = {name: getattr(texts, name) for name in sorted(vars(texts)) if name.isupper()}
WORDS = sorted({word for text in ALL.values() for word in text.split()})
MARKS = [
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "\n",
    "\n\n",
    "\r\n",
    "—",
    ":",
    "Q:",
    "said",
    "“He",
    "(",
    ")",
    "…",
    "\u202e",
    "🙂",
    "e\u0301",
    "<b>",
    "&amp;",
]


def spans_in(value: Any) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for item in value for span in spans_in(item)]
    if is_dataclass(value):
        return [span for item in fields(value) for span in spans_in(getattr(value, item.name))]
    return []


def check(text: str) -> Analysis:
    analysis = analyze(text, published_on=None)
    for span in spans_in((analysis.header, analysis.sentences, analysis.statements)):
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip()
    for before, after in zip(analysis.sentences, analysis.sentences[1:], strict=False):
        assert before.end <= after.start
    for statement in analysis.statements:
        assert statement.content
        assert statement.parent is None or 0 <= statement.parent < len(analysis.statements)
    for claim in analysis.claims:
        assert claim.span.of(text) == claim.text
        assert claim.text.strip()
        assert claim.standalone
        assert sum(reason.weight for reason in claim.reasons) == claim.check_worthiness
        assert claim.statement is None or 0 <= claim.statement < len(analysis.statements)
        for quantity in claim.quantities:
            assert claim.span.start <= quantity.span.start < quantity.span.end <= claim.span.end
    return analysis


SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.text(max_size=300))
def test_any_text_is_accepted_and_every_span_cuts_out_what_it_says(text: str) -> None:
    check(text)


@SLOW
@given(st.lists(st.sampled_from(WORDS + MARKS * 8), max_size=70).map(" ".join))
def test_shuffled_news_is_accepted(text: str) -> None:
    assert check(text) == check(text)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda text: text.replace(".", "").replace(",", "").replace('"', ""),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: "<p>" + text.replace("\n\n", "</p>\n<p>") + "</p>",
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_damaged_articles_are_accepted(name: str, change: Any) -> None:
    check(change(ALL[name]))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "a", "Hello", "\x00", '"', "said", "He said", "." * 300, "a" * 9000, "“" * 50]
)
def test_almost_nothing_is_accepted(text: str) -> None:
    check(text)


def test_the_same_text_gives_the_same_analysis() -> None:
    assert analyze(texts.STRAITS) == analyze(texts.STRAITS)


def test_another_language_is_said_so_and_its_language_free_part_done() -> None:
    analysis = analyze(texts.GERMAN)
    assert analysis.language.tag == "de"
    assert len(analysis.sentences) == 3
    assert (analysis.statements, analysis.claims) == ((), ())
    assert "de" in analysis.skipped[0]


def test_missing_day_of_publication_is_said() -> None:
    assert analyze("Jane Dorn said yesterday that the bridge was closed.").skipped
    assert analyze("Jane Dorn said that the bridge was closed in 2019.").skipped == ()


def test_engine_stamp_names_model_and_weights() -> None:
    assert analyze("It rained.").engine == version()
    assert "en_" in version()


def test_a_missing_model_is_named_with_what_to_do() -> None:
    other = Parser()
    other.configure("no_such_model_here")
    with pytest.raises(ModelMissing, match="FACTCHECK_SPACY_MODEL"):
        other.pipeline()


def test_the_model_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_SPACY_MODEL", "another_model")
    assert Parser().name == "another_model"
    configure(None)


def test_json_holds_the_batch_shape() -> None:
    found = as_json.analysis(analyze(texts.STRAITS))
    assert found["language"] == "en"
    second = found["attributions"][1]
    assert second["medium"] == "Meridian News"
    assert second["said_on"] == {"start": "2021-05-18", "end": "2021-05-18", "precision": "day"}
    assert second["source"] == []
    first = found["claims"][0]
    start, end = first["span"]
    assert texts.STRAITS[start:end] == first["text"]
    assert set(first) >= {"span", "text", "standalone", "kind", "score", "reasons", "attribution", "speaker"}
