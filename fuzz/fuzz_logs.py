"""Fuzz what is found in logs: ``python -m fuzz.fuzz_logs [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
