"""Comparing names and claims. Plain Python: no Django, clock or network."""
