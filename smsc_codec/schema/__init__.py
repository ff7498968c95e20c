"""Schemas of scalars, records and replies."""
