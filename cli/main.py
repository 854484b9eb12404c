"""The program: a case file is the default verb; 0 answered, 1 errors in tables or cases, 2 wrong usage."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from cli import show, streams
from cli.french import LazyGroup, said
from cli.streams import why
from engine import __version__
from engine.diagnostics import FaultsFound

PROGRAM = "check-eligibility"
DEFAULT = "decide"


class Program(LazyGroup):
    """The verbs; without a verb, arguments are cases to decide."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, or the default one by its own name."""
        return self.verb(DEFAULT) if cmd_name == DEFAULT else super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments for a case to decide unless they begin with a verb."""
        if not args:
            args = ["--help"]
        if args[0] not in self.verbs and args[0] not in ("--help", "-h", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both ways to call the program."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] CAS.json...")
        formatter.write_usage(ctx.command_path, "COMMANDE [ARGUMENTS]...", prefix="      ou\u00a0: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the default verb, then the verbs."""
        default = self.verb(DEFAULT)
        options = [option for option in default.params if isinstance(option, click.Option)]
        records = [option.get_help_record(ctx) for option in (*options, *self.get_params(ctx))]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])
        self.format_commands(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(default.epilog or "")


@click.command(
    cls=Program,
    package="cli.commands",
    verbs={
        "schema": "Le schéma JSON d’un cas, tiré du glossaire.",
        "prestations": "Le catalogue\u00a0: ce qu’un cas peut demander.",
        "batch": "Décider les cas de fichiers entiers, Parquet, CSV ou JSON en lignes.",
        "population": "Tirer une population d’essai, dont les parts viennent d’un classeur sourcé.",
        "impact": "Dire qui gagne et qui perd à un changement des classeurs, dans une page.",
        "replay": "Redonner une réponse gardée en JSON, et dire ce qui a changé.",
        "golden": "Rejouer les cas de référence et montrer ce qui change.",
        "explain-change": "Écrire la note de relecture d’une modification des classeurs.",
        "watch": "Vérifier à chaque enregistrement, et dire quels verdicts changent.",
        "tables": "Travailler sur les classeurs\u00a0: vérifier, montrer, faire, ajouter une année.",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__, prog_name=PROGRAM, message="%(prog)s %(version)s", help="Afficher la version."
)
def program() -> None:
    """Dire à quelles prestations une personne a droit, et pourquoi.

    CAS.json décrit la personne («\u00a0-\u00a0» lit l’entrée standard)\u00a0; plusieurs fichiers donnent
    plusieurs réponses.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status; whatever a user did wrong is told, not raised."""
    streams.prepare()
    try:
        status = program.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except FaultsFound as found:
        return _told(show.shown(found.diagnostics, colour=streams.has_colour(sys.stderr)), 1)
    except click.UsageError as error:
        usage = error.ctx.get_usage().replace(f" {DEFAULT} ", " ") + "\n" if error.ctx else ""
        return _told(f"{usage}erreur\u00a0: {said(error)}\n  aide\u00a0: {PROGRAM} --help\n", 2)
    except (KeyboardInterrupt, click.Abort):
        return _told("\ninterrompu\n", 130)
    except BrokenPipeError:
        _forget_output()
        return 1
    except OSError as error:
        _forget_output()
        place = f"{error.filename}\u00a0: " if error.filename else ""
        return _told(f"erreur\u00a0: {place}{why(error)}\n", 1)
    return status if isinstance(status, int) else 0


def _told(message: str, status: int) -> int:
    with suppress(OSError):
        sys.stderr.write(message)
        sys.stderr.flush()
    return status


def _forget_output() -> None:
    """Send what standard output still holds nowhere, so that the interpreter does not fail on leaving."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def main() -> None:
    """Run the program and leave with its exit status."""
    gc.set_threshold(100_000)  # a short process makes little garbage: looking for it costs a tenth
    status = run(sys.argv[1:])
    if "duckdb" not in sys.modules:  # which complains, on leaving, of what is not collected
        gc.freeze()  # nor on leaving: what remains goes with the process
    sys.exit(status)


if __name__ == "__main__":
    main()
