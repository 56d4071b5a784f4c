"""Full names for surnames, pronouns and roles."""

import pytest

from claims.extraction import ResolvedBy, SpeakerKind, analyze
from tests.extraction import texts
from tests.extraction.finding import read, speaker_of, statement_with


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (texts.WIRE, "growing business", "Ilse Brandvold"),
        (texts.WIRE, "600 jobs", "Tomas Reith"),
        (texts.MIXED_SPEAKERS, "140 crowns", "Clara Obrecht"),
        (texts.MIXED_SPEAKERS, "two years old", "Stefan Lund"),
        (texts.MIXED_SPEAKERS, "signed them himself", "Clara Obrecht"),
        (texts.MIXED_SPEAKERS, "both ministers", "Rolf Aas"),
        (texts.COURT, "betrayed people", "Ruth Ansell"),
        (texts.COURT, "repaid £12,500", "Owen Tarrick"),
        (texts.DENIALS, "any such report", "Adela Voss"),
        (texts.POLL, "Two-thirds", "Halden Institute"),
        (texts.PRESS_RELEASE, "250 jobs", "Tallow & Reed"),
        (texts.LIVE_BLOG, "Stay at home", "Magnus Dahl"),
        (texts.SATIRE, "Residents asked", "Bernard Tuck"),
        (texts.BRITISH, "1,150 nurses", "Fiona Carrow"),
    ],
)
def test_speaker(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("remains in the focus", ResolvedBy.NAME),
        ("honest broker", ResolvedBy.CARRIED_OVER),
        ("unconditional priorities", ResolvedBy.SURNAME),
        ("Harrow Declaration", ResolvedBy.PRONOUN),
    ],
)
def test_the_way_a_speaker_was_found_is_said(words: str, how: ResolvedBy) -> None:
    found = statement_with(texts.STRAITS, words).speaker
    assert found is not None
    assert found.name == "Pavel Morenko"
    assert found.role == "Valdorian Deputy Trade Minister"
    assert found.resolved_by is how
    assert 0 < found.confidence <= 1


def test_role_leads_to_the_person_who_holds_it() -> None:
    text = "Mayor Jane Dorn opened the quay with Karl Ost. The mayor said it had cost 2 million crowns."
    found = statement_with(text, "2 million").speaker
    assert found is not None
    assert (found.name, found.resolved_by) == ("Jane Dorn", ResolvedBy.NOMINAL)


def test_two_people_of_one_surname_stay_undecided() -> None:
    text = (
        "Anna Olt met her rival Peter Olt in Orm last week. They spoke for an hour.\n\nOlt said the talks had failed."
    )
    assert statement_with(text, "had failed").speaker is None


def test_a_title_decides_between_people_of_one_surname() -> None:
    text = "Anna Olt met her rival Peter Olt in Orm last week.\n\nMs Olt said the talks had failed."
    assert speaker_of(text, "had failed") == "Anna Olt"


def test_two_men_who_are_equally_likely_stay_undecided() -> None:
    text = "Peter Olt and Karl Sand met in Orm. It was cold.\n\nHe said the talks had failed."
    assert statement_with(text, "had failed").speaker is None


def test_unnamed_sources_are_kept_as_written() -> None:
    found = statement_with(texts.ANONYMOUS, "3,000 troops").speaker
    assert found is not None
    assert (found.name, found.kind) == ("Two officials familiar with the talks", SpeakerKind.UNNAMED)


def test_documents_and_organisations_have_their_kinds() -> None:
    survey = statement_with(texts.POLL, "61 percent").speaker
    ministry = statement_with(texts.DENIALS, "any patient had died").speaker
    assert survey is not None
    assert ministry is not None
    assert (survey.kind, ministry.kind) == (SpeakerKind.DOCUMENT, SpeakerKind.ORGANISATION)


def test_places_are_no_people() -> None:
    text = "There is a line between Erevil and Bakor. Karl Ost flew to Erevil. He said the town was calm."
    assert speaker_of(text, "calm") == "Karl Ost"


def test_possessive_and_byline_glue_are_cleaned() -> None:
    text = "Jane Dorn’s spokesman left. “It’s over,” Dorn said."
    assert speaker_of(text, "over") == "Jane Dorn"


def test_first_person_of_a_column_is_its_author() -> None:
    found = analyze("I said last week that the bridge would fall.", byline="Jane Dorn").statements[0].speaker
    assert found is not None
    assert found.name == "Jane Dorn"


def test_this_newspaper_is_the_outlet() -> None:
    found = analyze("Karl Ost told this newspaper that the bridge was safe.", outlet="Orm Herald").statements[0]
    assert found.medium == "Orm Herald"


def test_every_statement_of_the_working_day_is_the_same_persons() -> None:
    top = [s for s in read(texts.STRAITS).statements if s.parent is None]
    assert [s.speaker.name if s.speaker else None for s in top] == ["Pavel Morenko"] * 11


TRELLS = """\
Donna Trell spoke in Orm. Donna Trell said no. Her son, Ivo Trell, was absent.

It was late. The hall was cold. Nobody had eaten. The heating had failed. The lamps were out.

Trell said the tax would go.
"""


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (TRELLS, "tax would go", "Donna Trell"),
        ("Pennsylford Sen. Ed Rendle spoke. Rendle said the dam was safe.", "dam was safe", "Ed Rendle"),
        ("Secretary of State John Farrow spoke. Farrow said the dam was safe.", "dam was safe", "John Farrow"),
        ("Josep Mwelo runs the police. “We searched,” Mwelo said. “All night,” he said.", "All night", "Josep Mwelo"),
        ("Vrana Foods plc opened a mill. The company said it had hired 40 people.", "40 people", "Vrana Foods"),
        ("Orm’s chief executive, Sung-min Havili, said the mill was closed.", "mill was closed", "Sung-min Havili"),
        (
            "Karl Ost owns the dam. His report says the wall had moved.",
            "wall had moved",
            "Karl Ost",
        ),
        ("The Mineworkers’ League said 300 were missing.", "300 were missing", "Mineworkers’ League"),
    ],
)
def test_speaker_by_role_body_and_surname(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


def test_a_pronoun_tells_the_gender_of_an_unknown_name() -> None:
    text = (
        "Yarrin Dabb kept the gauges. She had a log.\n\nOsk Barat, the engineer, was charged. He denied it.\n\n"
        "Dabb met Barat in court. She said the leak was known."
    )
    assert speaker_of(text, "leak was known") == "Yarrin Dabb"


def test_a_noun_that_names_nobody_is_under_what_the_register_links() -> None:
    found = statement_with("The agency said the dam was safe.", "dam was safe").speaker
    assert found is not None
    assert found.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Jane Dorn said in a six-page letter that the dam was safe.", "a six-page letter"),
        ("“The dam is safe,” Jane Dorn told LumePress.", "LumePress"),
    ],
)
def test_medium_is_a_channel_or_an_outlet(text: str, medium: str) -> None:
    assert read(text).statements[0].medium == medium
