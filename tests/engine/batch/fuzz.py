"""DuckDB against the reference meaning, on as many cases as there is time for.

``python -m tests.engine.batch.fuzz --cases 100000 ij_maladie …`` tries cases about the bounds of each
benefit (all of them by default); ``--models 1000`` tries generated models instead.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence

from engine.batch.by_reference import answers
from engine.batch.decide import decide_table
from engine.batch.duckdb import Duck
from engine.model import Model
from engine.values import Value
from tests.engine.batch.around import cases_around
from tests.engine.batch.generated import BENEFIT, Drawn, cases
from tests.engine.batch.shipped import shipped, shipped_cases, table_of

BATCH = 5000


def differences(model: Model, benefit: str, facts: Sequence[Mapping[str, Value]]) -> list[str]:
    """Return what differs, a line per column of each case."""
    table = table_of(model, [benefit], facts)
    said, expected = decide_table(model, [benefit], table), answers(model, [benefit], table)
    if said.equals(expected):
        return []
    return [
        f"{facts[place]}\n  {name}: {mine[name]!r} instead of {theirs[name]!r}"
        for place, (mine, theirs) in enumerate(zip(said.to_pylist(), expected.to_pylist(), strict=True))
        for name in theirs
        if mine[name] != theirs[name]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benefits", nargs="*")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--models", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    wrong = 0
    for place in range(asked.models):
        model = Drawn(asked.seed + place).model()
        if refused := Duck(model, [BENEFIT]).refused:
            sys.stdout.write(f"modèle {asked.seed + place} : {refused[BENEFIT]}\n")
            continue
        found = differences(model, BENEFIT, list(cases(model, asked.seed + place, asked.cases)))
        wrong += len(found)
        sys.stdout.write("".join(f"modèle {asked.seed + place} : {line}\n" for line in found[:3]))
    for benefit in () if asked.models else asked.benefits or shipped().benefits:
        start, bad = time.process_time(), 0
        for done in range(0, asked.cases, BATCH):
            count = min(BATCH, asked.cases - done)
            facts = list(cases_around(shipped(), benefit, shipped_cases()[benefit], asked.seed + done, count))
            found = differences(shipped(), benefit, facts)
            bad += len(found)
            sys.stdout.write("".join(f"{line}\n" for line in found[:3]))
        wrong += bad
        spent = time.process_time() - start
        sys.stdout.write(f"{benefit}: {asked.cases} cases, {bad} differences, {spent:.0f} s\n")
        sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
