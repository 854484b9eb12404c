"""Values in words."""

from datetime import date
from decimal import Decimal

import pytest

from engine.trace import OutcomeValue
from engine.values import Kind, Missing, Type
from explain.formats import exact, printable, shown
from explain.phrases import Lang

AMOUNT = Type(kind=Kind.AMOUNT, decimals=2, unit="EUR")
DAILY = Type(kind=Kind.AMOUNT, decimals=2, unit="EUR/jour")
RATE = Type(kind=Kind.PERCENTAGE, decimals=3)
MONTHS = Type(kind=Kind.MONTHS)
DAYS = Type(kind=Kind.DAYS)
QUARTERS = Type(kind=Kind.INTEGER, unit="trimestres validés")
HOURS = Type(kind=Kind.NUMBER, decimals=1, unit="heures/mois")
PLAIN = Type(kind=Kind.INTEGER)
DATE = Type(kind=Kind.DATE)
YES_NO = Type(kind=Kind.BOOLEAN)
TEXT = Type(kind=Kind.TEXT)


@pytest.mark.parametrize(
    ("value", "type_", "french", "english"),
    [
        (Decimal("4383.20"), AMOUNT, "4\u202f383,20\u00a0€", "€4,383.20"),
        (Decimal("-0.5"), AMOUNT, "-0,50\u00a0€", "-€0.50"),
        (Decimal("38.81"), DAILY, "38,81\u00a0€ par jour", "€38.81 per day"),
        (Decimal("0.062"), RATE, "6,2\u202f%", "6.2%"),
        (Decimal(5), MONTHS, "5\u00a0mois", "5\u00a0months"),
        (Decimal(1), DAYS, "1\u00a0jour", "1\u00a0day"),
        (Decimal(0), DAYS, "0\u00a0jour", "0\u00a0days"),
        (Decimal(1), QUARTERS, "1\u00a0trimestre validé", "1\u00a0trimestre validé"),
        (Decimal(8), QUARTERS, "8\u00a0trimestres validés", "8\u00a0trimestres validés"),
        (Decimal("7.5"), HOURS, "7,5\u00a0heures par mois", "7.5\u00a0heures per month"),
        (Decimal(2025), PLAIN, "2025", "2025"),
        (Decimal(12025), PLAIN, "12\u202f025", "12,025"),
        (date(2026, 3, 1), DATE, "1er mars 2026", "1 March 2026"),
        (date(2026, 3, 11), DATE, "11 mars 2026", "11 March 2026"),
        (True, YES_NO, "oui", "yes"),
        (False, YES_NO, "non", "no"),
        ("artisan", TEXT, "artisan", "artisan"),
        (Missing(), TEXT, "inconnu", "unknown"),
        (None, TEXT, "néant", "none"),
        ((Decimal(1), Decimal(3)), DAYS, "1\u00a0jour, 3\u00a0jours", "1\u00a0day, 3\u00a0days"),
        ((), DAYS, "néant", "none"),
    ],
)
def test_a_value_reads_as_people_write_it(
    value: OutcomeValue, type_: Type, french: str, english: str
) -> None:
    assert shown(value, type_, Lang.FR) == french
    assert shown(value, type_, Lang.EN) == english


def test_no_decimal_of_a_value_is_lost() -> None:
    assert shown(Decimal("4383.205"), AMOUNT, Lang.FR) == "4\u202f383,205\u00a0€"


def test_a_very_long_number_is_written_in_full() -> None:
    assert shown(Decimal(10) ** 40, PLAIN, Lang.EN).replace(",", "") == "1" + "0" * 40


@pytest.mark.parametrize(
    ("value", "type_", "digits"),
    [
        (Decimal(32000), AMOUNT, "32000.00"),
        (Decimal("0.062"), RATE, "0.062"),
        (Decimal("1E+3"), PLAIN, "1000"),
        (Decimal("4383.205"), AMOUNT, "4383.205"),
    ],
)
def test_machines_read_exact_digits_with_the_declared_decimals(
    value: Decimal, type_: Type, digits: str
) -> None:
    assert exact(value, type_) == digits


def test_characters_that_command_a_terminal_are_removed() -> None:
    assert printable("a\x1b[31mb\u202ec\nd") == "a[31mbc\nd"
