"""Fuzz targets, one for each door of the library; README.md tells how to run them."""
