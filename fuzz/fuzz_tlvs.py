"""Fuzz TLVs, in blocks and alone: ``python -m fuzz.fuzz_tlvs [libFuzzer's arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
