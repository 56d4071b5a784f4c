"""Two copies of one wire story are found; two people who write about the same thing are not."""

from claims.extraction.copies import copied_share, copies_among, rows_of

WIRE = (
    "Norland closed twelve bridges to lorries on Monday after engineers found cracks in their pillars, the ministry of "
    "transport said. The minister, Mira Castel, told reporters in Skag that the work would take until autumn and cost "
    "40 million crowns. Hauliers said they had not been asked. The union of drivers called for ferries to run at night "
    "until the bridges are open again, and the harbour master said that this was possible if the crews agreed to it."
)
OWN = (
    "Lorries may no longer cross a dozen of the country's bridges. That was the news from the transport ministry at "
    "the start of the week, and for the drivers queueing at Skag it came without warning. They want ferries to sail "
    "through the night. The minister promises repairs by autumn; her office puts the bill at 40 million crowns, which "
    "the opposition calls a guess. At the harbour nobody had heard of any plan when we asked on Tuesday morning there."
)


def test_copy_with_another_beginning_and_end_is_found() -> None:
    copy = f"By our own staff. {WIRE} With material from an agency. Read more about bridges on our special pages."
    assert copies_among({1: WIRE, 2: OWN, 3: copy}) == [(frozenset({1, 3}), 1.0)]


def test_half_a_story_is_still_the_story() -> None:
    assert copied_share(rows_of(WIRE), rows_of(WIRE[:330])) > 0.9


def test_own_words_about_the_same_thing_are_no_copy() -> None:
    assert copied_share(rows_of(WIRE), rows_of(OWN)) < 0.1


def test_short_texts_say_nothing() -> None:
    assert copies_among({1: "Subscribe to our newsletter.", 2: "Subscribe to our newsletter."}) == []


def test_groups_that_share_a_member_are_one() -> None:
    first, second = WIRE[:330], WIRE[-330:]
    assert copies_among({1: first, 2: WIRE, 3: second})[0][0] == {1, 2, 3}
