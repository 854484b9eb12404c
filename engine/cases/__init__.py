"""A case: read, checked against the glossary, described to those who write one."""
