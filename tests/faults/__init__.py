"""Faults on purpose, each at a known moment: what upstream Faust loses, and that this loses nothing."""
