"""A database that makes and compares files, outside what is measured."""

import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """Return an empty database, that shows no bar of progress in the report."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection
