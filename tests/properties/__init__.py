"""The guaranteed properties, one file each; most are also fuzz targets."""
