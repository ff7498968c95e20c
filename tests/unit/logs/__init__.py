"""Tests of what is found in logs."""
