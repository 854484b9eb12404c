"""Decisions by the million: a relation of facts in, a relation of verdicts with their reasons out.

::

    Model + benefits -- columns --> fact_columns (what goes in), result_columns (what comes out)
          |
          +-- plan (terms, formulas, cells, tables; of long tables: classes, chain, row_bits, unmet, large)
          |     --> Plan: named typed expressions, and the relations (sides) that cases are joined to
          |                                               |
          |                                               +-- to_sql --> SQL -- duckdb --> rows
          +-- by_reference: one case after the other, the meaning that every backend equals

In: one row per case, ``position BIGINT`` (from 1), ``id VARCHAR``, then each of ``fact_columns`` by its
name, NULL where absent. A number is a whole number of units of its last decimal.

Out: ``position``, ``id``, each of ``result_columns`` as ``<benefit>.<column>``, then ``faute VARCHAR``:
NULL; or ``code:benefit`` of the first benefit at fault; or ``columns.APART``, for a case whose numbers are
beyond what a backend works with, or that lacks too much for a long table: ``by_reference`` decides it (see ``decide``). Where ``faute`` is not NULL the
other columns mean nothing.

Entries, alike for every backend::

    columns.facts_schema(model, benefits)      the Arrow schema that goes in
    columns.result_schema(model, benefits)     the Arrow schema that comes out
    by_reference.answers(model, benefits, facts: pyarrow.Table) -> pyarrow.Table
    decide.decide_table(model, benefits, facts: pyarrow.Table) -> pyarrow.Table, by DuckDB
    duckdb.Duck(model, benefits)
        .refused                               benefit -> why SQL cannot decide it (mostly none)
        .statement("relation of facts")        the SQL text of a query that yields the result
        .prepare(connection)                   to be called once on the connection that runs it
"""
