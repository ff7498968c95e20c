"""Fuzz what is posted to a handler: ``python -m fuzz.fuzz_callbacks [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
