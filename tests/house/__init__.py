"""The house: what is true of the project as a whole."""
