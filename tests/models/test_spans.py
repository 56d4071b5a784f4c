"""Spans count code points, in PostgreSQL as in Python, whatever the text is made of."""

from itertools import count

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import PIECE_GAP, Article, ArticleVersion, Claim, Statement
from claims.services.articles import freeze_text
from tests.builders import NOW

_numbers = count(1)
# What PostgreSQL can store: everything but NUL and lone surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
NO_LIMITS = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frozen(text: str) -> ArticleVersion:
    address = f"https://texts.example.org/{next(_numbers)}"
    article = Article.objects.create(
        url=address, canonical_url=address, queued_at=NOW, due_at=NOW, created_at=NOW, updated_at=NOW
    )
    return freeze_text(article=article, text=text, now=NOW)


def store_claim(version: ArticleVersion, start: int, end: int, quote: str) -> Claim:
    claim = Claim(
        article_id=version.article_id, version=version, start=start, end=end, quote=quote, standalone="A claim.",
        kind="factual", created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    with transaction.atomic():
        Claim.objects.bulk_create([claim])
    return Claim.objects.get(version=version, start=start, end=end)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The 👩‍👩‍👧‍👦 family moved. Rents rose by 9 %.", "Rents rose by 9 %."),
        ("🇳🇴🇸🇪 flags, then: taxes fell.", "taxes fell."),
        ("Cafe\u0301 prices (combining) rose. Naïve.", "prices (combining) rose"),
        ("e\u0301\u0327\u0327 stacks of marks: 12 of them", "12 of them"),
        ("قال الوزير إن الأسعار ارتفعت 5٪ هذا العام.", "الأسعار ارتفعت 5٪"),
        ("\u202eright to left\u202c and back: seven dams were built", "seven dams"),
        ("שר האוצר אמר: “המחירים עלו”. So he said.", "המחירים עלו"),
        ("𝔊𝔬𝔱𝔥𝔦𝔠 letters, 40 of them", "𝔱𝔥𝔦𝔠 letters"),
        ("नमस्ते दुनिया, 3 बाँध बने", "3 बाँध"),
        ("한국어 문장. 물가가 올랐다.", "물가가 올랐다"),
        ("line one\nline two\n\nline three", "two\n\nline"),
    ],
)
def test_a_quote_is_stored_where_python_finds_it(text: str, quote: str) -> None:
    version = frozen(text)
    start = text.index(quote)
    claim = store_claim(version, start, start + len(quote), quote)
    version.refresh_from_db()
    assert version.text[claim.start : claim.end] == claim.quote == quote


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["utf-8", "utf-16-le"])
def test_offsets_in_another_unit_are_refused(unit: str) -> None:
    """What a JavaScript or a byte counter would send."""
    text, quote = "👩‍👩‍👧‍👦 said: rents rose.", "rents rose"
    width = 2 if unit == "utf-16-le" else 1
    start = len(text[: text.index(quote)].encode(unit)) // width
    with pytest.raises(IntegrityError, match="does not cut out its quote"):
        store_claim(frozen(text), start, start + len(quote), quote)


@NO_LIMITS
@given(text=ANY_TEXT, data=st.data())
def test_any_span_of_any_text_is_stored_as_python_cuts_it(db: None, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    version = frozen(text)
    claim = store_claim(version, start, end, text[start:end])
    version.refresh_from_db()
    assert version.text == text
    assert version.text[claim.start : claim.end] == claim.quote == text[start:end]


@NO_LIMITS
@given(text=ANY_TEXT, data=st.data())
def test_no_other_words_are_stored_for_a_span(db: None, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    other = data.draw(ANY_TEXT.filter(lambda words: words != text[start:end]))
    with pytest.raises(IntegrityError, match="does not cut out its quote"):
        store_claim(frozen(text), start, end, other)


@NO_LIMITS
@given(text=ANY_TEXT, data=st.data())
def test_statements_in_pieces_are_stored_as_python_cuts_them(db: None, text: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True).map(sorted))
    spans = [[places[i], places[i + 1]] for i in range(0, len(places) - 1, 2)]
    version = frozen(text)
    fields = {
        "version": version, "content_spans": spans, "start": spans[0][0], "end": spans[-1][1], "kind": "direct",
        "content_text": PIECE_GAP.join(text[start:end] for start, end in spans), "created_at": NOW,
    }  # fmt: skip
    Statement.objects.bulk_create([Statement(**fields)])
    fields["content_text"] = str(fields["content_text"]) + "!"
    with pytest.raises(IntegrityError, match="does not cut out its words"), transaction.atomic():
        Statement.objects.bulk_create([Statement(**fields, cue_start=0)])
