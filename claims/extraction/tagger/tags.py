"""The seven tags and the distances, as the weights know them."""

import numpy as np
import numpy.typing as npt

SOURCE, CUE, CONTENT = range(3)
ROLES = ("source", "cue", "content")
OUT = 0
TAGS = 7  # O, then B and I of each role


def begin(role: int) -> int:
    return 1 + 2 * role


def inside(role: int) -> int:
    return 2 + 2 * role


def role_of(tag: int) -> int:
    return (tag - 1) // 2


# An I follows only a B or an I of its own role.
ALLOWED = np.array(
    [
        [
            after == OUT or after % 2 == 1 or (before != OUT and role_of(before) == role_of(after))
            for after in range(TAGS)
        ]
        for before in range(TAGS)
    ]
)
ALLOWED_FIRST = np.array([tag == OUT or tag % 2 == 1 for tag in range(TAGS)])

STEPS = 14  # buckets on each side
BUCKETS = 2 * STEPS + 1


def bucket(distance: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Signed distance in pieces → one of BUCKETS, finer where it is short."""
    size = np.minimum(np.floor(2 * np.log2(np.abs(distance) + 1.0)), STEPS).astype(np.int64)
    found: npt.NDArray[np.int64] = np.sign(distance) * size + STEPS
    return found
