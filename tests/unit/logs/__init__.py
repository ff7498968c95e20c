"""Tests of smsc_codec.logs."""
