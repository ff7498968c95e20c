"""Fuzz targets, one for each entry point of the library; README.md explains how to run them."""
