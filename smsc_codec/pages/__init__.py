"""One file per page of the API: its records and its replies. No parsing code."""
