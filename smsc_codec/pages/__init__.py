"""One module per API page: its records, replies and requests. Contains no parsing code."""
