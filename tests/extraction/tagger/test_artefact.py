"""The delivered weights: they load only when they are the ones described, and read as they should."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction import analyze, quotes, sentences, version
from claims.extraction.tagger import propose
from claims.extraction.tagger.artefact import FOLDER, MANIFEST, SWITCH, Artefact, ArtefactBroken, Shelf
from claims.extraction.tagger.decode import Found

ARTEFACT = Artefact.open()
TEXT = """\
Trams in Ostby are to be free on Sundays

The town council said on Monday that trams in Ostby will be free on Sundays from May.

“We tried it twice and the buses did not empty,” Mayor Ilka Strand told the Ostby Post. “People simply went out more.”

The drivers' union is far from convinced that the lines can cope, and its chairman, Jan Orlo, called it a gift to shops.
"""


def read(text: str) -> list[Found]:
    paragraphs = sentences.paragraphs(text)
    marks = quotes.find(text, paragraphs, sentences.split(text, paragraphs))
    return propose(ARTEFACT, text, paragraphs, marks, frozenset(range(len(paragraphs))))


def test_it_reads_source_cue_and_content() -> None:
    found = {f.cue.of(TEXT): f for f in read(TEXT)}
    assert {"said", "told"} <= set(found)
    said = found["said"].source
    told = found["told"].source
    assert said is not None
    assert "council" in said.of(TEXT)
    assert told is not None
    assert "Strand" in told.of(TEXT)
    assert "will be free on Sundays" in found["said"].content[0].of(TEXT)
    assert "We tried it twice" in found["told"].content[0].of(TEXT)


def test_the_same_text_is_read_the_same_way_twice() -> None:
    assert read(TEXT) == read(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes.",
        "a" * 5_000,
        "word " * 3_000,
        "HE SAID THAT THE TOWN WAS LOST. " * 30,
        "قال الوزير إن الطريق مغلق.",
        "🎉🎉 “Cafe\u0301 \u202bשלום\u202c 👩‍👩‍👧,” she\u200b said\x00.",
        "“““””” ‘‘ '' \"\" — — : : :",
    ],
)
def test_whatever_a_text_holds_its_spans_lie_inside_it(text: str) -> None:
    for found in read(text):
        for span in (found.cue, *found.content, *((found.source,) if found.source else ())):
            assert 0 <= span.start < span.end <= len(text)
            assert span.of(text)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    for found in read(text):
        assert all(0 <= span.start < span.end <= len(text) for span in (found.cue, *found.content))


def test_a_changed_file_is_not_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(FOLDER, folder)
    Artefact.open(folder)
    with (folder / "vocabulary.txt").open("a", encoding="utf-8") as words:
        words.write("intruder\n")
    with pytest.raises(ArtefactBroken, match="not the file"):
        Artefact.open(folder)
    (folder / "vocabulary.txt").unlink()
    with pytest.raises(ArtefactBroken, match="missing"):
        Artefact.open(folder)


def test_the_manifest_names_every_file_of_the_folder() -> None:
    manifest = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    assert {p.name for p in FOLDER.iterdir()} == {MANIFEST, *manifest["files"]}


def test_the_learned_part_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "attribution-tagger" in version()
    monkeypatch.setenv(SWITCH, "off")
    assert Shelf().artefact() is None
    assert "attribution-tagger" not in version()
    assert "attribution-tagger" not in analyze(TEXT).engine
    assert analyze(TEXT).statements
