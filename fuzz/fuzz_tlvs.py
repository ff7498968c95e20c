"""Fuzz TLVs: ``python -m fuzz.fuzz_tlvs [libFuzzer arguments]``."""

from fuzz.common import main

if __name__ == "__main__":
    main(__file__)
