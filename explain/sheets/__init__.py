"""The sheets of workbooks, drawn for a reader: from a file, whatever its state, or from a model."""
