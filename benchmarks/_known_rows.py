"""A million known claims: generated sentences with words as unevenly common as in life, and vectors near seeds."""

import random
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np
import numpy.typing as npt
from django.db import connection

from claims.matching import vectors
from claims.models import ImportBatch

START = datetime(2026, 1, 1, tzinfo=UTC)
SEEDS = 400
AT_ONCE = 20_000
NEARNESS = (0.45, 0.95)  # how similar a claim is to the seed that it is made from
SYLLABLES = (
    "bar bel cor dan del dor fen gal gor hal hem kar kel lan lem lor mar mel nor oster pel ran rin sel sor tan ter vel "
    "vor wen"
).split()
ENDINGS = "a an ar berg by dal e en er gard holm ia in mark o os sund ton um vik".split()
DEEDS = (
    "rose fell doubled shrank closed opened lost gained spent paid banned approved cut built sold hid signed blocked "
    "raised froze denied promised admitted withdrew"
).split()
FRAMES = (
    "{place} {deed} {count} {thing} in {year}",
    "{person} said the number of {thing} in {place} {deed} by {count} percent",
    "{place} has {count} {thing}, more than any of its neighbours",
    "the government of {place} {deed} a law on {thing} after {person} asked for it",
    "{count} people in {place} {deed} their {thing} because of {other}",
    "{thing} cause {other}, according to a study from {place}",
    "a video shows {person} in {place} with {count} {thing}",
    "{person} {deed} {count} million of public money for {thing} and {other} in {place}",
)

Vectors = npt.NDArray[np.float32]


class Sayings:
    """Sentences about invented places and people; a few words are common, most are rare."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        names = random.Random(1)

        def invented(count: int) -> list[str]:
            made: dict[str, None] = {}
            while len(made) < count:
                made["".join(names.choices(SYLLABLES, k=names.choice((1, 2, 2, 3)))) + names.choice(ENDINGS)] = None
            return list(made)

        self.places = [name.capitalize() for name in invented(3_000)]
        self.people = [
            f"{a.capitalize()} {b.capitalize()}" for a, b in zip(invented(9_000), invented(9_000)[::-1], strict=True)
        ]
        self.things = [f"{name}s" for name in invented(9_000)]

    def _pick(self, words: list[str]) -> str:
        """As Zipf found it: the word of rank n turns up 1/n as often as the first."""
        return words[int(len(words) ** self.chance.random()) - 1]

    def one(self) -> str:
        sentence = self.chance.choice(FRAMES).format(
            place=self._pick(self.places), person=self._pick(self.people), thing=self._pick(self.things),
            other=self._pick(self.things), deed=self.chance.choice(DEEDS), year=self.chance.randrange(1990, 2027),
            count=f"{self.chance.randrange(2, 9_999):,}",
        )  # fmt: skip
        return sentence[0].upper() + sentence[1:] + "."

    def reworded(self, sentence: str) -> str:
        """Somebody else's words for it: a fifth of the words are gone, and a few are put before it."""
        kept = [word for word in sentence.split() if self.chance.random() > 0.2]
        return " ".join(["It", "is", "claimed", "that", *kept])


def seeds_of(sayings: Sayings) -> tuple[list[str], Vectors]:
    texts = [sayings.one() for _ in range(SEEDS)]
    return texts, np.asarray(vectors.embed(texts), dtype=np.float32)


def near(seeds: Vectors, similarity: npt.NDArray[np.float64], noise: np.random.Generator) -> Vectors:
    """Vectors of length 1 that have this inner product with the seeds."""
    away = noise.standard_normal(seeds.shape).astype(np.float32)
    away -= (away * seeds).sum(1, keepdims=True) * seeds
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    along = similarity.astype(np.float32)[:, None]
    return np.asarray(along * seeds + np.sqrt(1 - along**2) * away, dtype=np.float32)


def text_of(number: int, sayings: Sayings, seed_texts: list[str]) -> str:
    """The same for the same number: one in four says what a seed says, in other words."""
    sayings.chance.seed(number)
    seed = seed_texts[number % len(seed_texts)]
    return sayings.reworded(seed) if sayings.chance.random() < 0.25 else sayings.one()


CHECKS = (
    "COPY claims_knowncheck (id, key, url, claim, publisher, site, claimant, title, label, label_key, meaning,"
    " language, appearances, raw, batch_id, created_at, updated_at) FROM STDIN"
)
ENTRIES = (
    "COPY claims_knownclaim (id, check_of_others_id, text, title, claimant, is_standing, vector, vector_version)"
    " FROM STDIN (FORMAT BINARY)"
)


def add_rows(first: int, last: int, sayings: Sayings, seed_texts: list[str], seeds: Vectors) -> None:
    """COPY known checks number ``first`` to ``last`` and their entries of the index."""
    noise = np.random.default_rng(first)
    batch = ImportBatch.objects.create(origin="generated", started_at=START)
    for start in range(first, last, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, last))
        texts = [text_of(number, sayings, seed_texts) for number in numbers]
        with connection.cursor() as cursor:
            with cursor.copy(CHECKS) as copy:
                for number, text in zip(numbers, texts, strict=True):
                    url = f"https://checks.example.org/{number}"
                    copy.write_row((
                        number, sha256(url.encode()).hexdigest(), url, text, "Example Checks", "checks.example.org",
                        "", "", "False", "false", "false", "en", "[]", "{}", batch.pk, START, START,
                    ))  # fmt: skip
            picked = np.arange(numbers.start, numbers.stop) % len(seeds)
            made = near(seeds[picked], noise.uniform(*NEARNESS, size=len(picked)), noise)
            with cursor.copy(ENTRIES) as copy:
                # In the binary form a value is its bare bytes, whatever type they are announced as.
                copy.set_types(["int8", "int8", "text", "text", "text", "bool", "bytea", "text"])
                head = np.array([made.shape[1], 0], ">i2").tobytes()  # as pgvector sends a halfvec
                halves = made.astype(">f2")
                for number, text, vector in zip(numbers, texts, halves, strict=True):
                    copy.write_row((number, number, text, "", "", True, head + vector.tobytes(), vectors.VERSION))
