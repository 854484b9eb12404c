"""The embedded database that reads and writes: its memory, its threads, how far it is, how it is stopped."""

import errno
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import duckdb

from engine.batch.reading.to_sql import text
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef

TICK = 0.2
BATCH = 10_000
Rows: TypeAlias = list[tuple[Any, ...]]
ShareTold: TypeAlias = Callable[[float], None]
"""Hears which share of a work is done."""


def silent(share: float) -> None:
    """Hear how far a statement is, and do nothing of it."""


class Session:
    """A connection that keeps to *memory* and *threads*, and spills into *folder*."""

    def __init__(self, folder: Path, memory: str = "1GB", threads: int | None = None) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"SET memory_limit = {text(memory)}")
        self.connection.execute(f"SET temp_directory = {text(str(folder / 'debordement'))}")
        self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        self.connection.execute("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false")
        # Rows are to stay in their order, which a join does not keep: a list of values must not become one.
        self.connection.execute("SET disabled_optimizers = 'in_clause'")
        if threads is not None:
            self.connection.execute(f"SET threads = {threads}")
        self._worker = ThreadPoolExecutor(1)
        self._kept = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown()
        self.connection.close()

    def run(self, statement: str, told: ShareTold = silent) -> Rows:
        """Execute *statement* and return its rows; *told* hears which share of it is done.

        Raises:
            KeyboardInterrupt: it was asked to stop; the statement is stopped.
            FaultsFound: there is not enough memory.
            OSError: a file cannot be read or written.
        """
        future: Future[Rows] = self._worker.submit(self._rows, statement)
        try:
            while True:
                try:
                    return future.result(TICK)
                except NotYet:
                    if future.done():
                        raise
                    told(max(self.connection.query_progress(), 0) / 100)
        except KeyboardInterrupt:
            self.connection.interrupt()
            future.exception()
            raise
        except duckdb.Error as error:
            raise _said(error) from error

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Execute *statement* and yield its rows, some at a time."""
        self._kept += 1
        table = f"kept_{self._kept}"
        self.run(f"CREATE TABLE {table} AS {statement}")
        cursor = self.connection.cursor()
        try:
            cursor.execute(f"SELECT * FROM {table}")
            while some := cursor.fetchmany(BATCH):
                yield from some
        finally:
            cursor.execute(f"DROP TABLE {table}")
            cursor.close()

    def number(self, statement: str, told: ShareTold = silent) -> int:
        """Execute *statement* and return the whole number that it gives."""
        found = self.run(statement, told)[0][0]
        assert isinstance(found, int)
        return found

    def _rows(self, statement: str) -> Rows:
        return self.connection.execute(statement).fetchall()


def _said(error: duckdb.Error) -> Exception:
    """Return *error* as what a person can do something about, or as it is."""
    message = str(error)
    if "No space left" in message or "max_temp_directory_size" in message:
        return OSError(errno.ENOSPC, "disk full")
    if isinstance(error, duckdb.OutOfMemoryException):
        fault = Diagnostic(
            code="memoire-insuffisante",
            where=CaseRef("batch"),
            message="le travail ne tient pas dans la mémoire accordée",
            help="augmentez --memory, ou demandez moins de prestations à la fois",
        )
        return FaultsFound([fault])
    return error
