"""Repeatable measurements, each beside its floor or its peer: `make bench`, or `make bench ARGS=startup` for one."""
