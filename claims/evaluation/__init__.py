"""How well the engine does: readers of annotated sets, measures, intervals, errors by kind. Plain Python, no Django.

Nothing here reads a clock or a network; the same files and the same engine give the same figures.
"""
