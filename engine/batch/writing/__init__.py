"""Verdicts -> files: written aside, then put in place at once with the rejects and what they come from."""
