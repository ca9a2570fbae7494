"""The numbers of the law, read from their table as they stood on a day (design §3)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from courts.models import LegalNumber
from courts.terms import Rolling, Term, Unit
from courts.terms.wording import quantity

# Who has turned so many years may act alone: art. 2 c.c., the one age that is certain law and not data here.
MAJORITY = 18


class MissingLegalNumberError(ValidationError):
    """The table has no value for that day: nobody may guess one."""

    def __init__(self, slug: str, on: date) -> None:
        super().__init__(
            f"Manca il numero di legge «{slug}» valido il {on:%d/%m/%Y}: "
            "chiedere a chi amministra di inserirlo fra i numeri di legge.",
            code="missing_number",
        )


def legal_number(slug: str, on: date) -> LegalNumber:
    """The number of this name in force on `on`; of two that overlap, the one that began later.

    Raises MissingLegalNumberError, which a form shows as it is. Read anew at each call.
    """
    found = known_numbers([slug], on)
    if slug not in found:
        raise MissingLegalNumberError(slug, on)
    return found[slug]


def known_numbers(slugs: Iterable[str], on: date) -> dict[str, LegalNumber]:
    """Those of these numbers that are in force on `on`, by name. One query; the missing ones are left out."""
    rows = LegalNumber.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on), slug__in=slugs
    )
    return {row.slug: row for row in rows.order_by(F("valid_from").asc(nulls_first=True), "pk")}


def term_of(number: LegalNumber, *, rolling: Rolling | None = None) -> Term:
    """The number as a term to be computed; `rolling` overrides what its row says about holidays."""
    return Term(number.amount, Unit(number.unit), rolling=rolling or Rolling(number.rolling))


def in_years(slug: str, on: date) -> str:
    """The number of this name, an age or a length kept in months, in whole years («14 anni»). One query."""
    number = known_numbers([slug], on).get(slug)
    return quantity(number.amount // 12, "years") if number else "l’età di legge (numero da inserire)"


def in_words(slug: str, on: date) -> str:
    """The number of this name as a page writes it («15 giorni»); when the table has none, the reader is told so.

    One query.
    """
    number = known_numbers([slug], on).get(slug)
    return quantity(number.amount, number.unit) if number else "il termine di legge (numero da inserire)"
