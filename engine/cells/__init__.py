"""The language of cells and formulas: read from text, and written back."""
