"""Posts as plain words, articles in parts, and telling English from other languages."""

import pytest

from claims.matching.cleaning import clean, signature
from claims.matching.queries import SHORT, parts
from claims.matching.tongues import is_english
from tests.matching import pairs


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("RT @tern_watch: The #StreetLights are out https://t.co/a1 😡", "The Street Lights are out"),
        ("So sad. pic.twitter.com/x9 — Mara Quill (@mquill) February 25, 2016", "So sad."),
        ("#GE19pic.twitter.com/x9 is near", "GE19 is near"),
        ("<p>Bread &amp; salt</p>", "Bread & salt"),
        ("cafe\u0301  con\u00a0leche\u200b", "café con leche"),
        ("“Quoted” — he said", '"Quoted" — he said'),
        ("a < b and c > d", "a < b and c > d"),
        ("😡 https://example.org", ""),
    ],
)
def test_what_is_left_of_a_post(post: str, words: str) -> None:
    assert clean(post) == words


def test_the_name_under_an_embedded_post() -> None:
    assert signature("So sad. — Mara Quill (@mquill) February 25, 2016") == "Mara Quill"
    assert signature("So sad.") == ""


def test_a_sentence_is_one_part() -> None:
    assert [(part.text, part.trust) for part in parts("The dam broke.")] == [("The dam broke.", 1.0)]
    assert len(parts("")) == 1


def test_an_article_comes_in_parts_that_are_trusted_less_and_less() -> None:
    article = "\n\n".join(f"The council of town {n} voted for a new bridge over the river." for n in range(200))
    found = parts(article)
    assert 10 < len(found) < 60
    assert found[0].trust == 1
    assert [part.trust for part in found] == sorted((part.trust for part in found), reverse=True)
    assert all(len(part.text.split()) <= SHORT for part in found)


def test_an_article_without_full_stops_has_parts_too() -> None:
    assert parts("word " * 30_000)


@pytest.mark.parametrize("claim", list(pairs.TONGUES), ids=lambda claim: claim[:30])
def test_english_is_told_from_other_languages(claim: str) -> None:
    assert is_english(claim)
    assert not any(is_english(other) for other in pairs.TONGUES[claim].values())


@pytest.mark.parametrize("text", [pair.query for pair in (*pairs.SAME, *pairs.NUMBER)] + ["Milo Trent dead at 54", ""])
def test_posts_and_headlines_are_english(text: str) -> None:
    assert is_english(clean(text))
