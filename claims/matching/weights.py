"""The ranker's learned numbers, read once per process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from claims.matching.artefact import Artefact, ArtefactBroken
from claims.matching.features import NAMES
from claims.matching.stems import Rarity
from claims.matching.vectors import VERSION as VECTORS

SPEAKER = 0.25  # logits: who says it tells little about what is said
ABROAD = ("base", "similarity", "figures")
# Everything that a desk's judgements may move, by the name that features and adjusted weights use.
ADJUSTABLE = (*NAMES, "base", "speaker", *(f"abroad_{name}" for name in ABROAD))


@dataclass(frozen=True)
class Weights:
    """A weight for each column, the base, those for texts that are not English, and how much words tell."""

    columns: npt.NDArray[np.float64]
    base: float
    abroad: dict[str, float]
    rarity: Rarity
    version: str
    speaker: float = SPEAKER

    def table(self) -> dict[str, float]:
        """All that is adjustable, by name."""
        return {
            **{name: float(weight) for name, weight in zip(NAMES, self.columns, strict=True)},
            "base": self.base,
            "speaker": self.speaker,
            **{f"abroad_{name}": self.abroad[name] for name in ABROAD},
        }

    def adjusted(self, columns: Mapping[str, float]) -> "Weights":
        """The same with these in place of its own. Raises KeyError for a name that there is not."""
        table = self.table()
        for name, weight in columns.items():
            if name not in table:
                raise KeyError(name)
            table[name] = float(weight)
        return replace(
            self,
            columns=np.array([table[name] for name in NAMES]),
            base=table["base"],
            speaker=table["speaker"],
            abroad={name: table[f"abroad_{name}"] for name in ABROAD},
        )


@cache
def weights() -> Weights:
    """Raises ArtefactBroken when the files are not those that were delivered, or were learned on other vectors."""
    artefact = Artefact.open("claim-ranker")
    if artefact.manifest["vectors"] != VECTORS:
        raise ArtefactBroken(
            f"{artefact.folder} was learned on {artefact.manifest['vectors']}, the vectors are {VECTORS}: restore it."
        )
    numbers = json.loads((artefact.folder / "weights.json").read_text(encoding="utf-8"))
    with np.load(artefact.folder / "rarity.npz") as kept:
        rarity = Rarity(kept["table"], float(kept["step"]))
    columns = np.array([numbers["columns"][name] for name in NAMES])
    return Weights(columns, numbers["base"], numbers["abroad"], rarity, artefact.version)
