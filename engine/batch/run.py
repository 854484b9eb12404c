"""A batch from its files to its files: the order of the steps, the counts, and what is left on the way out."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from pathlib import Path
from typing import NamedTuple, TypeAlias

import duckdb

from engine import __version__
from engine.batch.backend import Backend, ByReference
from engine.batch.by_reference import facts_of
from engine.batch.columns import fact_columns, result_names
from engine.batch.introduction import introduction, read_as
from engine.batch.parquet import relation_of, rows_together, to_keep, to_parquet
from engine.batch.reading.dialect import NOTHING_SAID, Dialect
from engine.batch.reading.facts import AT_FAULT, CASE, POSITION, TEXTS, BadValue, Facts
from engine.batch.reading.kept import kept_scan, kept_types
from engine.batch.reading.match_columns import (
    ID,
    NO_MAPPING,
    Correspondence,
    Matched,
    match_columns,
    names_of,
)
from engine.batch.reading.open_inputs import Told, stage, survey
from engine.batch.reading.pieces import Chunk, chunks
from engine.batch.reading.source import Form
from engine.batch.reading.to_sql import held_as, name, text
from engine.batch.session import Session, ShareTold
from engine.batch.writing.growth import Growth
from engine.batch.writing.outputs import Outputs, outputs_of, put_in_place, refuse
from engine.batch.writing.rejects import Reject, join_rejects, write_rejects
from engine.batch.writing.results import Written, to_csv, to_lines, write_metadata
from engine.batch.writing.work_folder import Done, WorkFolder, identity_of
from engine.diagnostics import Diagnostic, FaultsFound
from engine.evaluate import decide
from engine.location import CaseRef
from engine.model import Model
from engine.typography import counted

MOST_ROWS = 10_000_000
"""Rows decided together, when one benefit is asked for; fewer with more benefits, or cases one by one.

To join chunks costs a quarter of what deciding them does: most Parquet outputs are one chunk, put in place as it is.
"""
MOST_ROWS_REWRITTEN = 2_000_000
"""The same, where chunks are written again in another form anyway: less is lost by an interruption."""
MOST_ROWS_ONE_BY_ONE = 50_000
FEWEST_ROWS = 1_000_000
SAMPLE = 20_000
MOST_EXPLAINED = 1000
"""Cases at fault whose fault is said in words, in a chunk."""

Said: TypeAlias = Callable[[str], None]
"""Hears a line that the person is to read, in French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: ``benefits`` empty, all those whose reference date the inputs give.

    ``keep``: columns of the inputs that the output has too, untouched. ``called``: the names of the files
    that are not called by their path. ``resumable``: a batch cut short can be asked for again.
    """

    files: tuple[str, ...]
    output: Path
    form: Written
    engine: str = "duckdb"
    dialect: Dialect = NOTHING_SAID
    mapping: Correspondence = NO_MAPPING
    benefits: tuple[str, ...] = ()
    memory: str = "1GB"
    threads: int | None = None
    force: bool = False
    shown: bool = True
    most_rows: int | None = None
    keep: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict[str, str])
    resumable: bool = True


class Summary(NamedTuple):
    """``read`` = ``written`` + ``rejected``; ``resumed``: rows that an earlier run had decided."""

    read: int
    written: int
    rejected: int
    resumed: int


Engines: TypeAlias = Callable[[Model, Sequence[str]], Backend]


def run(request: Request, model: Model, engines: Engines, said: Said, told: Told) -> Summary:
    """Decide the cases of the inputs and write the verdicts; return the counts.

    Raises:
        FaultsFound: an input, a column or the output is not as it should be; nothing is written.
        OSError: a file cannot be read or written; nothing is left half written.
        KeyboardInterrupt: it was asked to stop; likewise.
    """
    outputs = outputs_of(request.output, request.form)
    refuse(request.files, outputs, force=request.force)
    options = [
        __version__, model.seal, request.engine, request.form.value, repr(request.dialect),
        dict(request.mapping.facts), list(request.benefits), request.most_rows, request.shown,
        list(request.keep),
    ]  # fmt: skip
    try:
        identity = identity_of(request.files, options)
    except OSError as error:
        raise FaultsFound([_unreadable(error)]) from None
    folder = WorkFolder(request.output, identity)
    try:
        with Session(folder.path, request.memory, request.threads) as session:
            batch = _Batch(request, model, engines, session, folder, said, told)
            summary = batch.decided()
            batch.finish(outputs, summary)
    except BaseException as error:
        kept = sum(done.written + done.rejected for done in folder.done.values())
        if folder.close(keep=request.resumable):
            said(
                f"{counted(kept, 'ligne déjà décidée est gardée', 'lignes déjà décidées sont gardées')} dans"
                f" {folder.path}\u00a0: la même commande reprendra là"
            )
        if isinstance(error, duckdb.Error):
            raise FaultsFound([_stopped(error)]) from error
        raise
    folder.close(keep=False)
    return summary


class _Batch:
    """One batch being decided."""

    def __init__(
        self,
        request: Request,
        model: Model,
        engines: Engines,
        session: Session,
        folder: WorkFolder,
        said: Said,
        told: Told,
    ) -> None:
        self.request = request
        self.model = model
        self.session = session
        self.folder = folder
        self.said = said
        self.told = told
        asked = request.dialect
        surveyed = survey(
            session, request.files, asked, names_of(model).keys(), folder.path, told, request.called
        )
        columns = [(one.source.file, [column.name for column in one.source.columns]) for one in surveyed]
        self.matched = match_columns(columns, request.mapping, model, request.keep)
        self.benefits = request.benefits or _those_dated(model, self.matched)
        self.wanted = fact_columns(model, self.benefits)
        needed = [fact.name for fact in self.wanted]
        self.opened = stage(session, surveyed, self.matched, needed, asked, model, folder.path, told)
        self.sources = tuple(one.source for one in self.opened)
        self.backend = engines(model, self.benefits)
        taken = result_names(model, self.benefits)
        self.kept = kept_types(session, self.sources, self.matched, taken)
        self.columns = len(taken) + len(self.kept)
        self.chunks = tuple(chunks(self.sources, self.matched, needed, self._most_rows()))
        self.facts = Facts(session, model, self.wanted)
        self.total = sum(source.rows for source in self.sources)
        for line in introduction(
            self.sources, self.matched, model, self.benefits, self.wanted, self.backend.refused
        ):
            said(line)

    def decided(self) -> Summary:
        """Decide what is left to, and return the counts."""
        resumed = sum(done.written + done.rejected for done in self.folder.done.values())
        if resumed:
            already = counted(resumed, "ligne était déjà décidée", "lignes étaient déjà décidées")
            self.said(f"reprise\u00a0: {already}")
        before = 0
        for number, chunk in enumerate(self.chunks):
            if number not in self.folder.done:
                self.folder.finished(number, self._decide(number, chunk, before))
            before += chunk.rows
        unreadable = sum(source.unreadable for source in self.sources)
        done = self.folder.done.values()
        return Summary(
            read=self.total + unreadable,
            written=sum(one.written for one in done),
            rejected=sum(one.rejected for one in done) + unreadable,
            resumed=resumed,
        )

    def finish(self, outputs: Outputs, summary: Summary) -> None:
        """Put the files in place, all or none, once the counts agree."""
        verdicts, rejects = self.folder.path / "sortie", self.folder.path / "sortie.rejets"
        metadata = self.folder.path / "sortie.json"
        written = self._assemble(verdicts)
        if summary.read != summary.written + summary.rejected or written != summary.written:
            message = f"{summary.read} lignes lues, {written} écrites, {summary.rejected} rejetées\u00a0: le compte n’y est pas"
            fault = Diagnostic(
                code="compte-faux",
                where=CaseRef(str(outputs.verdicts)),
                message=message,
                help="rien n’a été écrit",
            )
            raise FaultsFound([fault])
        unreadable = self.folder.path / "illisibles.csv"
        write_rejects(unreadable, self._unreadable(), shown=self.request.shown)
        parts = [unreadable, *(self.folder.rejects(number) for number in range(len(self.chunks)))]
        join_rejects(parts, rejects)
        moves = [(rejects, outputs.rejects), (verdicts, outputs.verdicts)]
        if outputs.metadata is not None:
            write_metadata(metadata, self._metadata(), [source.file for source in self.sources])
            moves.insert(0, (metadata, outputs.metadata))
        put_in_place(moves)

    # --- one chunk --------------------------------------------------------------------------

    def _decide(self, number: int, chunk: Chunk, before: int) -> Done:
        part, facts = self.folder.part(number), f"faits_{number}"
        growth = Growth(part, ceil(chunk.rows / rows_together(self.columns)))

        def decided(share: float) -> None:
            self.told("décision", before + round(growth.share(share) * chunk.rows), self.total)

        decided(0)
        written, bad = self._write(chunk, part, facts, decided)
        rejects: Iterator[Reject] = self._bad_values(chunk) if bad else iter(())
        rejected = bad
        if written < chunk.rows - bad:
            at_fault, added = self._asked_of_the_reference(chunk, part, facts)
            rejected += len(at_fault)
            written += added
            rejects = chain(rejects, at_fault)
        write_rejects(self.folder.rejects(number), rejects, shown=self.request.shown)
        if self.kept:
            self._keep(chunk, part)
        return Done(written, rejected)

    def _keep(self, chunk: Chunk, part: Path) -> None:
        """Put in *part*, after the name of the case, the columns of *chunk* that are kept."""
        query = (
            f"SELECT {CASE}, {', '.join(map(name, self.kept))}, decided.* EXCLUDE ({CASE})"
            f" FROM {relation_of(part)} AS decided"
            f" JOIN ({kept_scan(chunk, self.kept)}) AS kept USING ({name(POSITION)}) ORDER BY {name(POSITION)}"
        )
        whole = part.with_suffix(".gardee")
        self.session.run(self._to_parquet(query, whole))
        whole.replace(part)

    def _write(self, chunk: Chunk, part: Path, facts: str, told: ShareTold) -> tuple[int, int]:
        """Write in *part* the verdicts on the sound rows of *chunk*, the relation *facts*; return how many they
        are, and how many rows are at fault.

        Rows are read and decided in one statement; should one be missing, what is wrong with it is looked at
        then. It is looked at before when it costs little, or when to decide again would cost much.
        """
        self._learn_from_the_first(chunk)
        self._relation(chunk)
        before = self._is_staged(chunk) or self.request.engine != "duckdb" or bool(self.backend.refused)
        while before and self._has_learnt(chunk)[1]:
            self._relation(chunk)
        while True:
            written = self._written(part, facts, told)
            if written == chunk.rows:
                return written, 0
            bad, again = self._has_learnt(chunk)
            if not again:
                return written, bad
            self._relation(chunk)

    def _written(self, part: Path, facts: str, told: ShareTold) -> int:
        """Write in *part* the verdicts on the sound rows of ``lues``, made the relation *facts*, and return how
        many they are."""
        columns = ", ".join([CASE, *(name(fact.name) for fact in self.wanted)])
        sound = f"SELECT {columns} FROM lues WHERE {name(AT_FAULT)} IS NULL"
        self.session.run(f"CREATE OR REPLACE TEMP VIEW {facts} AS {sound}")
        query = self.backend.decide(self.session, facts, self.folder.path, told)
        kept = f"SELECT * EXCLUDE (faute) FROM ({query}) WHERE faute IS NULL"
        return self.session.number(self._to_parquet(kept, part), told)

    def _has_learnt(self, chunk: Chunk) -> tuple[int, bool]:
        """Return how many rows of ``lues``, the facts of *chunk*, are at fault, and whether some of them are no
        more, now that their odd spelling is learnt."""
        bad, places = self.facts.at_fault(chunk, "lues")
        return bad, bool(places) and self.facts.learn(chunk, "lues", places)

    def _learn_from_the_first(self, chunk: Chunk) -> None:
        """Learn the odd spellings of the first rows, so that the chunk is read once."""
        first = chunk.pieces[0]
        if chunk.rows > 2 * SAMPLE and any(one.held in TEXTS for one in self.facts.given(chunk)):
            sample = first._replace(last=min(first.last, first.first + SAMPLE - 1))
            few = chunk._replace(pieces=(sample,))
            self._relation(few)
            self.facts.learn(few, "lues", self.facts.at_fault(few, "lues")[1])

    def _relation(self, chunk: Chunk) -> None:
        """Make the relation ``lues``: texts are worked out once and kept, typed values are cheap."""
        query = self.facts.query(chunk)
        if self._is_staged(chunk):
            read = self.folder.path / "lues.parquet"
            self.session.run(to_keep(query, read))
            query = f"FROM {relation_of(read)}"
        self.session.run(f"CREATE OR REPLACE TEMP VIEW lues AS {query}")

    def _is_staged(self, chunk: Chunk) -> bool:
        """Whether *chunk* gives texts that it takes long to read."""
        return any(one.held in TEXTS and not one.fact.type.choices for one in self.facts.given(chunk))

    def _bad_values(self, chunk: Chunk) -> Iterator[Reject]:
        for bad in self.facts.bad_values(chunk, "lues"):
            yield self._reject(chunk, bad)

    def _reject(self, chunk: Chunk, bad: BadValue) -> Reject:
        file, line, rank = self._place(chunk, bad.position)
        return Reject(
            file, line, rank, bad.id, column=bad.column, written=bad.written, code=bad.code, reason=bad.reason
        )

    def _asked_of_the_reference(self, chunk: Chunk, part: Path, facts: str) -> tuple[list[Reject], int]:
        """Decide by the reference meaning the cases of *facts* that *part* does not hold; return those on
        which the tables fail, and how many others are added to *part*."""
        columns = [POSITION, ID, *(fact.name for fact in self.wanted)]
        listed = ", ".join(map(name, columns))
        held = relation_of(part)
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE autres AS SELECT {listed} FROM {facts}"
            f" ANTI JOIN (SELECT {POSITION} FROM {held}) AS held USING ({POSITION})"
        )
        query = ByReference(self.model, self.benefits).decide(self.session, "autres", self.folder.path)
        rows = self.session.rows(
            f"SELECT faute, autres.* FROM ({query}) AS found JOIN autres USING ({POSITION})"
            f" WHERE faute IS NOT NULL ORDER BY {POSITION}"
        )
        found: list[Reject] = []
        for faute, *row in rows:
            code, _, benefit = str(faute).partition(":")
            case = dict(zip(columns, row, strict=True))
            reason = (
                self._why(benefit, case) if len(found) < MOST_EXPLAINED else "les tables échouent sur ce cas"
            )
            file, line, rank = self._place(chunk, case[POSITION])
            found.append(Reject(file, line, rank, case[ID], benefit=benefit, code=code, reason=reason))
        sound = f"SELECT * EXCLUDE (faute) FROM ({query}) WHERE faute IS NULL"
        added = self.session.number(f"SELECT count(*) FROM ({sound})")
        if added:
            both = f"SELECT * FROM (SELECT * FROM {held} UNION ALL {sound}) ORDER BY {POSITION}"
            whole = part.with_suffix(".entiere")
            self.session.run(self._to_parquet(both, whole))
            whole.replace(part)
        return found, added

    def _why(self, benefit: str, case: Mapping[str, object]) -> str:
        """Return what the tables say of the fault that they make on *case*."""
        try:
            decide(self.model, facts_of(self.wanted, case), benefit)
        except FaultsFound as found:
            first = found.diagnostics[0]
            return f"{first.where}\u00a0: {first.message}"
        return "les tables échouent sur ce cas"

    def _place(self, chunk: Chunk, position: int) -> tuple[str, int | None, int]:
        """Return the file of the row at *position* of the inputs, its line, its rank in the file."""
        piece = chunk.pieces[bisect_right([piece.before for piece in chunk.pieces], position - 1) - 1]
        source = self.sources[piece.source]
        rank = position - sum(one.rows for one in self.sources[: piece.source])
        return source.file, source.line(rank), rank

    # --- the whole --------------------------------------------------------------------------

    def _assemble(self, target: Path) -> int:
        """Write *target* from the chunks and return its number of rows."""
        parts = [self.folder.part(number) for number in range(len(self.chunks))]
        if not parts:
            empty = self.folder.path / "vide.parquet"
            listed = ", ".join(
                f"CAST(NULL AS {held}) AS {name(column)}" for column, held in self._nothing().items()
            )
            self.session.run(self._to_parquet(f"SELECT {listed} LIMIT 0", empty))
            parts = [empty]
        listed = ", ".join(text(str(part)) for part in parts)
        query = f"SELECT * FROM read_parquet([{listed}])"
        counted = self.session.number(
            f"SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata([{listed}])"
        )

        def told(share: float) -> None:
            self.told("écriture", round(share * counted), counted)

        match self.request.form:
            case Written.PARQUET if len(parts) == 1:
                parts[0].replace(target)
                return counted
            case Written.PARQUET:
                return self.session.number(self._to_parquet(query, target), told)
            case Written.LINES:
                return self.session.number(to_lines(query, target), told)
            case Written.CSV:
                dialect = next((s.dialect for s in self.sources if s.form is Form.CSV), NOTHING_SAID)
                separator = dialect.separator or ";"
                decimal = dialect.decimal or ("." if separator == "," else ",")
                return self.session.number(to_csv(self.session, query, target, separator, decimal), told)

    def _nothing(self) -> Mapping[str, str]:
        """Return the columns and types of verdicts on no case at all."""
        facts = ", ".join(f"CAST(NULL AS {held_as(fact.type)}) AS {name(fact.name)}" for fact in self.wanted)
        none = f"SELECT CAST(NULL AS BIGINT) AS {POSITION}, CAST(NULL AS VARCHAR) AS id, {facts} LIMIT 0"
        self.session.run(f"CREATE OR REPLACE TEMP VIEW faits AS {none}")
        query = self.backend.decide(self.session, "faits", self.folder.path)
        described = self.session.run(f"DESCRIBE SELECT * EXCLUDE (faute) FROM ({query})")
        position, id_, *others = ((column, held) for column, held, *_ in described)
        return dict([position, id_, *self.kept.items(), *others])

    def _unreadable(self) -> Iterator[Reject]:
        for source, _, bad in self.opened:
            for line, written, reason in bad:
                shown = "".join(c if c.isprintable() else "\ufffd" for c in written[:60])
                yield Reject(source.file, line, None, written=shown, code="ligne-illisible", reason=reason)

    def _to_parquet(self, query: str, target: Path) -> str:
        return to_parquet(query, target, self._metadata(), self.columns)

    def _metadata(self) -> dict[str, str]:
        return {
            "sceau": self.model.seal,
            "moteur": self.backend.label,
            "programme": f"check-eligibility {__version__}",
            "prestations": ", ".join(self.benefits),
            "lecture": "\u00a0; ".join(dict.fromkeys(read_as(source) for source in self.sources)),
        }

    def _most_rows(self) -> int:
        if self.request.most_rows is not None:
            return self.request.most_rows
        if self.request.engine == "reference" or self.backend.refused:
            return MOST_ROWS_ONE_BY_ONE
        most = MOST_ROWS if self.request.form is Written.PARQUET else MOST_ROWS_REWRITTEN
        return max(FEWEST_ROWS, most // len(self.benefits))


def _those_dated(model: Model, matched: Matched) -> tuple[str, ...]:
    """Return the benefits whose reference date the inputs give, in the order of the catalogue.

    Raises:
        FaultsFound: there is none.
    """
    given = set(matched.facts.values())
    benefits = sorted(model.benefits.values(), key=lambda benefit: benefit.order)
    found = tuple(benefit.code for benefit in benefits if benefit.reference_date in given)
    if found:
        return found
    dates = ", ".join(dict.fromkeys(benefit.reference_date for benefit in benefits))
    fault = Diagnostic(
        code="aucune-prestation",
        where=CaseRef("colonnes"),
        message="aucune colonne ne donne la date de référence d’une prestation",
        help=f"donnez l’une de ces dates ({dates}), ou dites --prestation",
    )
    raise FaultsFound([fault])


def _stopped(error: duckdb.Error) -> Diagnostic:
    return Diagnostic(
        code="traitement-impossible",
        where=CaseRef("batch"),
        message=str(error).partition("\n")[0],
        help="une entrée est peut-être abîmée\u00a0; sinon, c’est un défaut du programme",
    )


def _unreadable(error: OSError) -> Diagnostic:
    reason = "ce fichier n’existe pas" if isinstance(error, FileNotFoundError) else error.strerror or ""
    return Diagnostic(
        code="fichier-illisible", where=CaseRef(str(error.filename)), message=reason, help="vérifiez son nom"
    )
