"""How far a Parquet file is written, from its size: the database does not tell when a query has joins."""

from pathlib import Path

EMPTY = 1000
"""Bytes of a file that holds no group yet."""
MOST = 0.99


class Growth:
    """Watches *path*, where *groups* groups of rows are being written."""

    def __init__(self, path: Path, groups: int) -> None:
        self.path = path
        self.groups = groups
        self.first = 0
        self.most = 0.0

    def share(self, said: float) -> float:
        """Return the share that is done: the most that was *said*, or that is written, until now."""
        self.most = max(self.most, said, self._written())
        return self.most

    def _written(self) -> float:
        """Return the share that is written, as if all groups were as large as the first one seen."""
        try:
            size = self.path.stat().st_size
        except OSError:
            return 0
        if size <= EMPTY or self.groups <= 1:
            return 0
        self.first = self.first or size
        return min(size / (self.first * self.groups), MOST)
