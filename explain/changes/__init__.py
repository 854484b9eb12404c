"""What changes between two versions of the workbooks, for people and for programs."""
