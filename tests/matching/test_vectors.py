"""Sentence vectors: shape, length, likeness, languages, and what happens to odd texts and broken files."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from claims.matching import vectors
from claims.matching.artefact import FOLDER, Artefact, ArtefactBroken, check
from tests.matching import pairs


def test_rows_have_length_one_in_the_order_of_the_texts() -> None:
    texts = ["Bread has become dearer.", "The dam broke in March.", "Bread is more expensive now."]
    found = vectors.embed(texts)
    assert found.shape == (3, vectors.WIDTH)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert found[0] @ found[2] > found[0] @ found[1] + 0.3


def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    alone = vectors.embed(["The dam broke in March."])[0]
    among = vectors.embed(["A much longer sentence about something else stands here first.", "The dam broke in March."])
    assert alone @ among[1] > 0.999


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00\x07", "🎉🎉", "https://example.org/only-a-link", "@", "\u200d", "<p></p>"],
)
def test_a_text_without_words_is_near_to_nothing(text: str) -> None:
    found = vectors.embed([text, "The dam broke in March."])
    assert not found[0].any()
    assert found[1].any()


@pytest.mark.parametrize(
    "text",
    [
        "WORD " * 5000,
        "e\u0301" * 3000,
        "a" * 20_000,
        "שלום עולם זה מבחן",
        "مرحبا بالعالم",
        "水坝在三月溃决",
        "\ud800 half",
    ],
)
def test_odd_texts_still_have_a_vector(text: str) -> None:
    found = vectors.embed([text])
    assert np.isfinite(found).all()
    assert np.linalg.norm(found[0]) == pytest.approx(1, abs=1e-4)


def test_no_texts_give_no_rows() -> None:
    assert vectors.embed([]).shape == (0, vectors.WIDTH)


def test_links_handles_and_emoji_change_little() -> None:
    plain, dressed = vectors.embed(
        [
            "The mayor of Port Hallow raised his own salary by 40 percent.",
            "RT @tern: The mayor of Port Hallow raised his own salary by 40 percent 😡 https://t.co/abc123",
        ]
    )
    assert plain @ dressed > 0.97


@pytest.mark.parametrize("tongue", ["de", "fr", "es", "ru"])
def test_a_claim_is_found_from_another_language(tongue: str) -> None:
    english = list(pairs.TONGUES)
    found = vectors.embed([pairs.TONGUES[claim][tongue] for claim in english]) @ vectors.embed(english).T
    assert found.argmax(axis=1).tolist() == list(range(len(english)))
    others = found - 2 * np.eye(len(english))
    assert found.diagonal().min() > others.max() + 0.1


def test_the_artefact_is_the_one_the_code_names() -> None:
    assert Artefact.open("claim-vectors").version == vectors.VERSION


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "claim-vectors", tmp_path / "claim-vectors")
    (tmp_path / "claim-vectors" / "projection.npz").write_bytes(b"something else")
    with pytest.raises(ArtefactBroken, match=r"projection\.npz is not the file"):
        Artefact.open("claim-vectors", tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtefactBroken, match=r"manifest\.json is missing"):
        Artefact.open("claim-vectors", tmp_path)
    with pytest.raises(ArtefactBroken, match=r"model\.onnx is missing: install"):
        check(tmp_path / "model.onnx", "0", "install it again")
