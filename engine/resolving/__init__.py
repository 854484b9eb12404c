"""From what the sheets say to what they mean: layout, glossary, figures, tables, catalogue."""
