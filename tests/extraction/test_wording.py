"""Stand-alone wordings: denials turned round, verdicts, named things, whose "we" it is; and kinds of claims."""

import pytest

from claims.extraction import ClaimKind, Put
from tests.extraction.finding import claim_with, read, statement_with


@pytest.mark.parametrize(
    ("text", "words", "standalone"),
    [
        ("The guards denied that the gate was open.", "gate was", "The gate was not open."),
        ("The guards denied that they knew the driver.", "knew the driver", "They did not know the driver."),
        ("The line denied that any warning had come.", "warning had", "No warning had come."),
        ("Bo Narr did not believe that the bridge was safe.", "bridge", "The bridge was not safe."),
        ("Jane Dorn disputed the figure of 40 dead.", "figure", "Jane Dorn disputed the figure of 40 dead."),
    ],
)
def test_a_denial_is_worded_as_what_is_asserted(text: str, words: str, standalone: str) -> None:
    claim = claim_with(text, words)
    assert claim.standalone == standalone
    assert {one.why for one in claim.substitutions} == {Put.CUE}


def test_a_verdict_is_worded_as_what_it_says_of_its_object() -> None:
    text = "The union called the closure “a gift to shareholders” and described the roads as unsafe."
    assert claim_with(text, "closure").standalone.startswith("The closure is “a gift to shareholders”")
    assert claim_with(text, "roads").standalone == "The roads are unsafe."


BRIDGE = (
    "The Kara-Suu bridge over Lake Emmer was built in 1961. The village of Deir Lun lies below it.\n\n"
    "Some 46,000 drivers cross the bridge every day. The lake froze twice. The village has one shop."
)


@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("46,000", "Some 46,000 drivers cross the Kara-Suu bridge every day."),
        ("froze", "Lake Emmer froze twice."),
        ("one shop", "The village of Deir Lun has one shop."),
        ("was built", "The Kara-Suu bridge over Lake Emmer was built in 1961."),
    ],
)
def test_a_thing_is_called_by_the_name_that_the_text_gave_it(words: str, standalone: str) -> None:
    assert claim_with(BRIDGE, words).standalone == standalone


def test_of_two_named_things_none_is_put_in() -> None:
    text = "The Orm bridge is old. The Tarn bridge is new. Some 46,000 drivers cross the bridge every day."
    assert claim_with(text, "46,000").substitutions == ()


def test_the_company_is_no_town() -> None:
    text = "The mayor of Tarnby, Jane Dorn, opened the plant in Tarnby. The company paid 3 million crowns for it."
    assert "Tarnby" not in claim_with(text, "3 million").standalone


def test_we_is_the_firm_that_its_head_speaks_for() -> None:
    text = "“We have sold the quay,” said Jane Dorn, the director of Corran Tidal."
    assert claim_with(text, "sold the quay").standalone == "Corran Tidal has sold the quay."


def test_somebody_named_in_the_claim_is_not_named_again_for_a_pronoun() -> None:
    text = "Joaquim Lunt, who rowed all his life, died on Saturday in the house where he was born."
    assert claim_with(text, "Saturday").standalone.count("Lunt") == 1


@pytest.mark.parametrize(
    ("text", "words", "standalone"),
    [
        (
            "Rents rose 3 percent in May from a year earlier.",
            "Rents",
            "Rents rose 3 percent in May 2021 from a year earlier.",
        ),
        ("Wages fell in the first quarter.", "Wages", "Wages fell in the first quarter of 2021."),
    ],
)
def test_times_are_made_absolute_only_from_where_they_are_counted(text: str, words: str, standalone: str) -> None:
    assert claim_with(text, words).standalone == standalone


def test_no_claim_is_a_participle_or_a_call_alone() -> None:
    text = "Three men were buried on Monday.\n\nKilled in the raid.\n\nSign up for our newsletter."
    assert [claim.text for claim in read(text).claims] == ["Three men were buried on Monday."]


def test_a_line_of_a_list_with_a_figure_is_a_claim() -> None:
    text = "Pay by trade, as the office gives it:\n\n• Hotels and bars: -2.3 percent\n\nPay rose in May."
    claim = claim_with(text, "Hotels")
    assert (claim.text, claim.kind) == ("Hotels and bars: -2.3 percent", ClaimKind.NUMERICAL)


def test_capitals_glued_to_a_source_are_left_out() -> None:
    text = "HOME NEWS WEATHER Mayor Jane Dorn said on Monday that 40 homes were lost in Halm."
    source = statement_with(text, "40 homes").source[0]
    assert source.of(text) == "Mayor Jane Dorn"


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Jane Dorn urged drivers to stay at home.", "stay at home", ClaimKind.OPINION),
        ("Jane Dorn said all tickets would be refunded.", "refunded", ClaimKind.PROMISE),
        ("Jane Dorn warned that the road would be closed.", "closed", ClaimKind.PREDICTION),
        ("The council said the bridge would cost 86 million crowns.", "86 million", ClaimKind.NUMERICAL),
        ("Rents in Halm have doubled.", "doubled", ClaimKind.NUMERICAL),
        ("Two people died in the flood of Halm.", "died", ClaimKind.NUMERICAL),
        ("Moira Pell, 62, pleaded guilty to fraud.", "pleaded", ClaimKind.FACTUAL),
        ("The first call was made at 12.10am from the hall.", "call", ClaimKind.FACTUAL),
        (
            "Dr. Wen Olt, who runs a network of 60 sensors in the valley, posted measurements of her own at night.",
            "posted",
            ClaimKind.FACTUAL,
        ),
    ],
)
def test_kind(text: str, words: str, kind: ClaimKind) -> None:
    assert claim_with(text, words).kind is kind
