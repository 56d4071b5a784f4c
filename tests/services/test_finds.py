"""Storing what the engine found: exactly, once, and without more queries for more finds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.extraction import (
    Analysis,
    ClaimKind,
    CueKind,
    Header,
    Language,
    Polarity,
    Reason,
    ResolvedBy,
    Span,
    SpeakerKind,
    SpeakerMention,
    StatementKind,
    analyze,
)
from claims.extraction import Claim as FoundClaim
from claims.extraction import Statement as FoundStatement
from claims.models import Claim, Event, Speaker, Statement, User
from claims.services import claims, extraction
from claims.services.articles import freeze_text
from claims.services.finds import store_finds
from tests import builders
from tests.builders import NOW, STORY

LATER = NOW + timedelta(minutes=1)


def test_article_comes_apart_with_its_speakers(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    version = article.versions.get()
    assert (article.status, article.language, article.error) == ("ready", "en", "")
    assert article.title
    assert version.extracted_at == NOW
    assert version.engine
    named = {one.speaker.name for one in version.statements.all() if one.speaker}
    assert {"Mira Castel", "Tomas Vell"} <= named
    for claim in version.claims.all():
        assert version.text[claim.start : claim.end] == claim.quote
        assert claim.status == "proposed"
        assert sum(reason["weight"] for reason in claim.reasons) == pytest.approx(claim.score, abs=0.02)
    narrated = version.claims.get(quote__startswith="Norland spends 9.4 percent")
    assert (narrated.speaker, narrated.statement) == (None, None)
    told = Event.objects.about("article", article.pk).latest("sequence")
    assert told.verb == "finish_extraction"
    assert told.data["claims"] == version.claims.count() > 0
    assert told.data["statements"] == version.statements.count() > 0


def test_storing_again_doubles_nothing_and_keeps_what_people_did(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    version = article.versions.get()
    touched = claims.accept_claim(actor=reviewer, claim_id=version.claims.earliest("pk").pk, now=LATER)
    claims.reword_claim(actor=reviewer, claim_id=touched.pk, standalone="Mine.", now=LATER)
    before = (list(version.statements.order_by("pk").values()), list(version.claims.order_by("pk").values()))
    counts = store_finds(version=version, analysis=analyze(version.text), now=LATER)
    assert counts["claims"] == 0
    assert (list(version.statements.order_by("pk").values()), list(version.claims.order_by("pk").values())) == before


def many_finds(count: int) -> tuple[str, Analysis]:
    """Synthetic finds, each with a speaker of its own and nested in the one before it."""
    lines = [f"Person Number{n} said {n} dams broke." for n in range(count)]
    text, at, statements, found = "\n".join(lines), 0, [], []
    for n, line in enumerate(lines):
        name = f"Person Number{n}"
        speaker = SpeakerMention(name, SpeakerKind.PERSON, Span(at, at + len(name)), "", ResolvedBy.NAME, 0.9)
        cue = Span(at + len(name) + 1, at + len(name) + 5)
        content = Span(cue.end + 1, at + len(line))
        statements.append(
            FoundStatement(
                source=(Span(at, at + len(name)),), cue=(cue,), content=(content,), kind=StatementKind.INDIRECT,
                cue_kind=CueKind.SAY, polarity=Polarity.AFFIRMED, is_hedged=False, speaker=speaker, medium=None,
                addressee=None, said_on=None, parent=n - 1 if n else None, confidence=0.8,
            )
        )  # fmt: skip
        found.append(
            FoundClaim(
                span=content, text=content.of(text), standalone=content.of(text), substitutions=(),
                kind=ClaimKind.NUMERICAL, statement=n, speaker=speaker, said_on=None, times=(), quantities=(),
                check_worthiness=0.5, reasons=(Reason("numbers", 0.5, "a count"),), confidence=0.8,
            )
        )  # fmt: skip
        at += len(line) + 1
    return text, Analysis("test", Language("en", 1.0), Header(), (), tuple(statements), tuple(found))


def test_more_finds_take_no_more_queries(reviewer: User) -> None:
    spent = {}
    for count in (1, 2, 100):
        text, analysis = many_finds(count)
        version = freeze_text(article=builders.make_article(reviewer, f"Text {count}"), text=text, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            counts = store_finds(version=version, analysis=analysis, now=NOW)
        assert counts == {"statements": count, "claims": count}
        spent[count] = len(queries)
    assert spent[2] == spent[100] < 20
    assert Speaker.objects.count() == 100
    assert Statement.objects.exclude(parent=None).count() == 1 + 99
    assert Claim.objects.exclude(speaker=None).count() == 103


def test_what_an_article_says_again_waits_once_and_is_counted(reviewer: User) -> None:
    text = (
        "The Tarn bridge cost 40 million crowns. The mayor, Ilse Brandvold, spoke on Monday.\n\n"
        "It rained. “The Tarn bridge cost 40 million crowns,” Brandvold said.\n\nThe port closed in 2019."
    )
    version = builders.make_ready_article(reviewer, text).versions.get()
    said = version.claims.filter(quote__contains="40 million").order_by("start")
    assert sorted(claim.times_said for claim in said) == [1, 2]
    lead = next(claim for claim in said if claim.times_said == 2)
    again = next(claim for claim in said if claim.times_said == 1)
    assert (again.repeats, lead.repeats) == (lead, None)
    leading = set(version.claims.leading())
    assert lead in leading
    assert again not in leading
    claims.dismiss_claim(actor=reviewer, claim_id=lead.pk, reason="Opinion", now=LATER)
    assert again in set(version.claims.leading())


def test_every_word_put_in_is_stored_with_its_reason(reviewer: User) -> None:
    text = "Mayor Ilse Brandvold opened the bridge in 2019. She said she had paid 3 million crowns for it."
    version = builders.make_ready_article(reviewer, text).versions.get()
    claim = version.claims.get(quote__contains="3 million")
    assert {one["why"] for one in claim.substitutions} >= {"pronoun"}
    assert "Ilse Brandvold" in claim.standalone


def test_title_is_made_of_the_first_words_when_there_is_none(reviewer: User) -> None:
    long = "The council of Norland " + "and its many boards " * 10 + "met on Monday."
    article = builders.make_ready_article(reviewer, long)
    assert article.title.startswith("The council of Norland and its")
    assert article.title.endswith("…")
    assert len(article.title) <= 101
    assert builders.make_ready_article(reviewer, STORY, title="Given").title == "Given"


@pytest.mark.parametrize("text", ["Yes.", "…", "12", "Ja, das ist alles, was wir wissen, sagte sie gestern."])
def test_text_without_claims_is_ready_too(reviewer: User, text: str) -> None:
    article = builders.make_article(reviewer, text)
    assert extraction.extract_article(article_id=article.pk, clock=lambda: LATER) == "ready"
