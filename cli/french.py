"""click in French: help, options and wrong usage."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

HEADINGS = {"Options": "Options", "Commands": "Commandes"}


class FrenchFormatter(click.HelpFormatter):
    """Help with French headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, args, prefix or "Usage\u00a0: ")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options and what each is for."""
        said = [(name, text.replace("[required]", "(obligatoire)")) for name, text in rows]
        super().write_dl(said, col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        """Write a heading, with the space that French puts before a colon."""
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)}\u00a0:\n")


class FrenchContext(click.Context):
    """A context whose help is French."""

    formatter_class = FrenchFormatter


class FrenchCommand(click.Command):
    """A command whose help is French."""

    context_class = FrenchContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Afficher cette aide."
        return option


class FrenchGroup(click.Group):
    """A group whose help is French."""

    context_class = FrenchContext
    command_class = FrenchCommand

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", "COMMANDE [ARGUMENTS]...")
        super().__init__(*args, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Afficher cette aide."
        return option

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* names."""
        if args and self.get_command(ctx, args[0]) is None:
            known = ", ".join(self.list_commands(ctx))
            ctx.fail(f"la commande «\u00a0{args[0]}\u00a0» n’existe pas\u00a0; il y a\u00a0: {known}")
        return super().resolve_command(ctx, args)


class LazyGroup(FrenchGroup):
    """A group whose verbs are modules of *package*, each imported when it is called.

    *verbs* gives the line of help of each, in the order of the help.
    """

    def __init__(self, *args: Any, package: str, verbs: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.package = package
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, in the order of the help."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb."""
        return self.verb(cmd_name) if cmd_name in self.verbs else None

    def verb(self, name: str) -> click.Command:
        """Return the command of the module called *name*."""
        command = import_module(f"{self.package}.{name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.verbs.items()))


class Word(click.Choice[str]):
    """One of a few words, refused in French."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* when it is one of the words."""
        if value not in self.choices:
            listed = ", ".join(map(str, self.choices))
            self.fail(f"«\u00a0{value}\u00a0» n’est pas possible\u00a0; au choix\u00a0: {listed}", param, ctx)
        return str(value)


class Whole(click.types.IntParamType):
    """A whole number, between two bounds or not, refused in French."""

    name = "entier"

    def __init__(self, *bounds: int) -> None:
        self.bounds = bounds

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return *value* as a number."""
        between = f" de {min(self.bounds)} à {max(self.bounds)}" if self.bounds else ""
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or (self.bounds and not min(self.bounds) <= number <= max(self.bounds)):
            self.fail(f"«\u00a0{value}\u00a0» n’est pas un nombre entier{between}", param, ctx)
        return number


def said(error: click.UsageError) -> str:
    """Return what is wrong with the command line, in French."""
    match error:
        case click.NoSuchOption():
            near = error.possibilities or []
            proposal = f"\u00a0; vouliez-vous dire {' ou '.join(sorted(near))}\u00a0?" if near else ""
            return f"l’option {error.option_name} n’existe pas{proposal}"
        case click.BadOptionUsage():
            return f"l’option {error.option_name} attend une valeur, ou n’en prend pas"
        case click.MissingParameter():
            return f"il manque {error.param.human_readable_name if error.param else 'un argument'}"
        case click.BadParameter():
            option = error.param.opts[0] if isinstance(error.param, click.Option) else ""
            return f"{option}\u00a0: {error.message}" if option else error.message
        case _ if error.message.startswith("Got unexpected extra argument"):
            return "argument de trop\u00a0: " + error.message.partition("(")[2].rstrip(")")
        case _:
            return error.message


def refuse(message: str) -> NoReturn:
    """Stop: the command line is wrong in a way that only the tables tell."""
    raise click.UsageError(message, click.get_current_context())


def epilog(lines: Sequence[str]) -> str:
    """Return examples of command lines for the foot of a help page, each on its line."""
    return "\b\nExemples\u00a0:\n" + "\n".join(f"  {line}" for line in lines)
