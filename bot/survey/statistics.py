"""Shares, changes and bands, computed from counts in whole numbers so that no float can err."""

from decimal import Decimal

INDICATIVE = "indicative only"
"""The word for a response of under half."""

_BANDS = ((80, "very good"), (70, "good"), (60, "desirable"))


def percent(part: int, whole: int) -> Decimal:
    """The share in percent, half up to one decimal: 51 of 70 is 72.9.

    Args:
        part: 0 to `whole`.
        whole: 1 or more; ZeroDivisionError otherwise.
    """
    return Decimal(_half_up(1000 * part, whole)).scaleb(-1)


def points(new: tuple[int, int], old: tuple[int, int]) -> Decimal:
    """The change from one share to another in percentage points, half up to one decimal.

    Computed from the counts, never from rounded percentages.

    Args:
        new: part and whole now.
        old: part and whole before.
    """
    (part, whole), (before, of) = new, old
    change = part * of - before * whole
    size = Decimal(_half_up(1000 * abs(change), whole * of)).scaleb(-1)
    return -size if change < 0 and size else size


def response_band(answered: int, invited: int) -> str:
    """The word for a response rate.

    The bands are those used with the HSE Management Standards Indicator Tool: under 50%
    indicative only, over 60% desirable, over 70% good, over 80% very good.
    """
    for limit, word in _BANDS:
        if 100 * answered > limit * invited:
            return word
    return "adequate" if 2 * answered >= invited else INDICATIVE


def half_up(value: float) -> int:
    """A number of 0 or more to the nearest whole one, half up.

    A half that a float holds a hair too small counts as the half: 0.575 of 100 is 58.
    """
    return int(value + 0.5 + 1e-9)


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
