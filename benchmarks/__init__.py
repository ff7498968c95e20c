"""Benchmarks of the codecs and of hand-written competitors: ``python -m benchmarks``."""
