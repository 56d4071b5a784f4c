"""Finding a quotation again in a text, and saying how well it holds."""

from enum import StrEnum


class Anchoring(StrEnum):
    """How a quotation stands in the text it is held against."""

    EXACT = "exact"
    NORMALISED = "normalised"  # but for quote marks, dashes, white space and letter case
    FUZZY = "fuzzy"  # nearly: some words differ
    ORPHANED = "orphaned"  # not in the text
