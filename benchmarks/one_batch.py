"""One batch in a process of its own: ``python -m benchmarks.one_batch ENGINE SOURCE TARGET``.

Nothing is imported but what the engine needs: what it costs is measured from outside.
"""

import sys
from importlib import import_module
from pathlib import Path

LISTS = ("lignes", "exigences", "manquants")


def main(engine: str, source: Path, target: Path) -> int:
    """Decide the cases of *source* into *target*, by the reduced rules."""
    match engine:
        case "batch":
            return command(source, target, "--tables", "benchmarks/tables", "--prestation", "ij")
        case "decide" | "decide_bare":
            _decision_alone(source, target, lists=engine == "decide")
        case _:
            import_module(f"benchmarks.peers.{engine}").decide(source, target)
    return 0


def command(source: Path, target: Path, *options: str) -> int:
    """Run ``check-eligibility batch``, as a user does."""
    from cli.main import run

    return run(["batch", str(source), "--output", str(target), "--force", *options])


def _decision_alone(source: Path, target: Path, *, lists: bool) -> None:
    """Decide as the hand-written statements do: one COPY, on facts that nobody checks."""
    import duckdb

    from benchmarks import reduced
    from engine.batch.duckdb import Duck

    duck = Duck(reduced.model(), [reduced.BENEFIT])
    with duckdb.connect(config={"threads": 2}) as connection:
        duck.prepare(connection)
        connection.execute(f"CREATE VIEW lues AS {reduced.as_facts(source)}")
        left_out = ", ".join(f'"{reduced.BENEFIT}.{name}"' for name in LISTS)
        kept = "*" if lists else f"* EXCLUDE ({left_out})"
        statement = f"SELECT {kept} FROM ({duck.statement('lues')})"
        connection.execute(f"COPY ({statement}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
