"""From the bytes of a file to what its sheets say: nothing suspect gets through."""
