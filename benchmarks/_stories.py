"""Invented news articles of about 500 words, no two alike, the same for the same number."""

import random

PEOPLE = (
    ("Mira Castel", "health minister"),
    ("Tomas Vell", "chair of the nurses' union"),
    ("Leila Varrow", "transport minister"),
    ("Ola Brandt", "mayor of Estholm"),
    ("Ines Quill", "director of the port authority"),
    ("Pavel Orrin", "finance minister"),
    ("Runa Falk", "spokeswoman for the energy board"),
    ("Idris Noll", "professor of economics at Estholm University"),
)
OUTLETS = ("Radio Norland", "the Harbour Gazette", "the news agency Nordpress", "Channel Five")
THINGS = (
    "hospitals", "ferries", "schools", "railway stations", "reservoirs", "libraries", "power plants", "fishing boats",
    "bus routes", "care homes", "wind turbines", "police stations",
)  # fmt: skip
PLACES = ("Norland", "Estholm", "the Varde valley", "the southern islands", "Kirrow", "the capital")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def story(number: int, words: int = 500) -> str:
    """Headline sentence, then narration, reported speech and quotations in turn, until there are enough words."""
    dice = random.Random(number)
    first = f"{dice.choice(PLACES).capitalize()} counts its {dice.choice(THINGS)} again"
    parts = [f"{first}, and people argue over report {number}."]
    while sum(len(part.split()) for part in parts) < words:
        parts.append(dice.choice((_narrated, _reported, _quoted, _disputed))(dice))
    return "\n\n".join(parts)


def _narrated(dice: random.Random) -> str:
    thing, other = dice.sample(THINGS, 2)
    before, after = f"{dice.randint(600, 900)} in {dice.randint(2008, 2015)}", dice.randint(100, 500)
    return (
        f"The number of {thing} in {dice.choice(PLACES)} fell from {before} to {after} last year, while spending on "
        f"{other} rose by {dice.randint(3, 40)} percent to {dice.randint(20, 900)} million crowns. Nobody had "
        f"expected so sharp a change. More than {dice.randint(2, 60)},000 people live more than an hour away from the "
        f"nearest of them."
    )


def _reported(dice: random.Random) -> str:
    (name, role), thing = dice.choice(PEOPLE), dice.choice(THINGS)
    return (
        f"{name}, {role}, said on {dice.choice(DAYS)} that {dice.randint(11, 99)} {thing} would close before the "
        f"summer and that {dice.randint(200, 4000)} jobs had been lost since {dice.randint(2016, 2024)}. She added "
        f"that the government had promised {dice.randint(2, 9)} billion crowns, of which less than half had been paid."
    )


def _quoted(dice: random.Random) -> str:
    (name, _), (thing, other) = dice.choice(PEOPLE), dice.sample(THINGS, 2)
    return (
        f"“We have lost one in {dice.randint(3, 9)} of our {thing}, and the new contract will not bring them back,” "
        f"{name} told {dice.choice(OUTLETS)}. “No other country in the region spends so little on its {other}. "
        f"That is a scandal.”"
    )


def _disputed(dice: random.Random) -> str:
    (one, _), (two, role) = dice.sample(PEOPLE, 2)
    return (
        f"{one} denied that the figures were wrong. According to {two}, {role}, they leave out {dice.randint(10, 90)} "
        f"{dice.choice(THINGS)} in {dice.choice(PLACES)}; a report by the court of auditors found the same in "
        f"{dice.randint(2019, 2025)}. Two officials, who asked not to be named, said that the ministry had known for "
        f"months."
    )
