"""The ranker's learned numbers, read once per process."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from claims.matching.artefact import Artefact, ArtefactBroken
from claims.matching.features import NAMES
from claims.matching.stems import Rarity
from claims.matching.vectors import VERSION as VECTORS


@dataclass(frozen=True)
class Weights:
    """A weight for each column, the base, those for texts that are not English, and how much words tell."""

    columns: npt.NDArray[np.float64]
    base: float
    abroad: dict[str, float]
    rarity: Rarity
    version: str


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
