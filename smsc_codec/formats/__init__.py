"""One file per syntax, each the only door to its library, with its compiler."""
