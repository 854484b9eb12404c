"""Texts of the workbooks with their ``{{ name }}`` placeholders filled.

A placeholder that is a name needs no template engine. Any other expression goes to Jinja's sandbox,
without attributes, calls, filters nor powers: a text that comes with a workbook runs nothing.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.names import fold
from engine.values import Missing
from explain.explanation import Reading
from explain.formats import printable, shown
from explain.phrases import Lang, phrases

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def filled(text: str, values: Mapping[str, Reading], lang: Lang) -> str:
    """Return *text* with the values of the terms seen; what is not known is said to be ``(inconnu)``."""
    if "{{" not in text:
        return printable(text)

    def one(found: re.Match[str]) -> str:
        value = _value(found[1].strip(), values, lang)
        return f"({phrases(lang).unknown})" if value is None else value

    return printable(_PLACEHOLDER.sub(one, text))


def _value(expression: str, values: Mapping[str, Reading], lang: Lang) -> str | None:
    reading = values.get(expression)
    if reading is None:
        wanted = fold(expression)
        reading = next((r for n, r in values.items() if wanted in (fold(n), fold(r.term.label))), None)
    if reading is not None:
        return None if isinstance(reading.value, Missing) else _words(reading, lang)
    if expression.isidentifier():
        return None
    return _computed(expression, values, lang)


def _computed(expression: str, values: Mapping[str, Reading], lang: Lang) -> str | None:
    from jinja2 import TemplateError

    known = {
        name: _words(reading, lang)
        for name, reading in values.items()
        if not isinstance(reading.value, Missing)
    }
    try:
        return _sandbox().from_string("{{ " + expression + " }}").render(known)
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError):
        return None


def _words(reading: Reading, lang: Lang) -> str:
    return shown(reading.value, reading.term.type, lang)


@cache
def _sandbox() -> "SandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Bare(SandboxedEnvironment):
        """Names, comparisons and ``if`` only."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            raise SecurityError(f"{operator} is not allowed")

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return False

        def is_safe_callable(self, obj: Any) -> bool:
            return False

    sandbox = Bare(undefined=StrictUndefined, autoescape=False)
    sandbox.globals.clear()
    sandbox.filters.clear()
    sandbox.tests.clear()
    return sandbox
