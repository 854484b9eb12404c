"""What a check of the workbooks found, written for people and for machines: one renderer per format."""
