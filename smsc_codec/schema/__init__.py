"""Schemas of records, replies and their scalar fields."""
