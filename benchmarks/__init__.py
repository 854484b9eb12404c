"""What the program costs, measured beside what everybody knows; run by ``make bench``."""
