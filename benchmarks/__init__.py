"""Benchmarks: pairs of the codec and a hand-written opponent, in one process. Run ``python -m benchmarks``."""
