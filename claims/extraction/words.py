"""Word lists written as blocks of text: easier to read, to sort and to compare than lists of strings."""


def word_list(block: str) -> list[str]:
    """The words of a block, in order."""
    return block.split()


def word_set(block: str) -> frozenset[str]:
    """The words of a block."""
    return frozenset(block.split())
