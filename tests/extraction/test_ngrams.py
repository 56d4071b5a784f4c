"""Sentences as hashed pieces, and as words in their order."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from claims.extraction import checkworthiness
from claims.extraction.ngrams import SLOTS, slots, slots_of_word, tokens
from claims.extraction.order import TOGETHER, UNKNOWN, numbered
from claims.extraction.wording import FEATURES
from tests.extraction import texts


def test_figures_and_years_are_not_learned_by_heart() -> None:
    assert [word for word, _ in tokens("In 2019, $4.5 and 12% of 1,204 boats.")] == [
        "in", "<year>", ",", "$0", "and", "0%", "of", "0", "boats", ".",
    ]  # fmt: skip
    assert np.array_equal(slots("Crime rose 12% in 2015."), slots("Crime rose 48% in 1998."))


def test_names_and_endings_stand_for_words_in_a_pattern() -> None:
    assert [shape for _, shape in tokens("Then Mira Castel quickly denied it.")] == [
        "then", "<name>", "<name>", "-ly", "-ed", "it", ".",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀😀", "שלום", "a" * 5000, "… — …", "\ud800"])
def test_any_text_has_slots_in_the_table(text: str) -> None:
    found = slots(text)
    assert np.array_equal(found, np.unique(found))
    assert not len(found) or 0 <= found[0] <= found[-1] < SLOTS
    assert all(0 <= one < SLOTS for one in slots_of_word(text or "x"))
    assert 0 <= checkworthiness.assess(text)[0] <= 1


def test_the_network_reads_the_order_of_words() -> None:
    network, features = checkworthiness.model().network, np.zeros(len(FEATURES), dtype=np.float32)
    one = network.pull("The city cut taxes and raised wages.", features)
    other = network.pull("The taxes cut city wages raised and.", features)
    assert one != other
    assert network.pull("", features) == 0.0
    assert one == network.pull("The city cut taxes and raised wages.", features)


def test_many_sentences_together_are_read_as_each_alone() -> None:
    sentences = [sentence for text in (texts.WIRE, texts.COURT) for sentence in text.split(". ")] * 9
    sentences += ["", " ", "word " * 300, "?", "\ud800"]
    contexts = [checkworthiness.Context(position=number, quantities=number % 3) for number in range(len(sentences))]
    together = [
        checkworthiness.assess(text, context, reading=reading)
        for text, context, reading in zip(sentences, contexts, checkworthiness.read(sentences), strict=True)
    ]
    alone = [checkworthiness.assess(text, context) for text, context in zip(sentences, contexts, strict=True)]
    assert together == alone
    assert len(sentences) > TOGETHER


def test_words_without_a_vector_are_read_by_their_shape() -> None:
    numbers, shapes = numbered("Zorblatting Qwexly", {"the": 1})
    assert numbers == [UNKNOWN, UNKNOWN]
    assert shapes[0] != shapes[1]


@pytest.mark.parametrize(
    "name", [checkworthiness.TABLE, checkworthiness.WORDS, checkworthiness.ORDER, checkworthiness.MEANINGS]
)
def test_a_file_that_is_not_the_shipped_one_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(checkworthiness.FOLDER, folder)
    assert checkworthiness.load(folder).version
    (folder / name).write_bytes((folder / name).read_bytes() + b"x")
    with pytest.raises(checkworthiness.ArtefactBroken, match="restore the release"):
        checkworthiness.load(folder)
    (folder / name).unlink()
    with pytest.raises(checkworthiness.ArtefactBroken, match="is missing"):
        checkworthiness.load(folder)


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in checkworthiness.FOLDER.glob("checkworthiness*")) < 1_000_000
