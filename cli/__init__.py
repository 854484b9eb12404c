"""The command check-eligibility: words in, words out, exit code."""
