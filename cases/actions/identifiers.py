"""The official numbers of a person: written down, corrected, ended. What does not add up is told, never refused."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from cases.actions.people import TAX_CODES, require_own
from cases.enums import IdentifierKind
from cases.fiscal_code import canonical, doubts, is_provisional
from cases.models import Case, Identifier, Person
from cases.permissions import require_change

# Region, local health authority and number (handbook services §10).
HEALTH_CODES = {
    IdentifierKind.STP: re.compile(r"STP\d{13}"),
    IdentifierKind.ENI: re.compile(r"ENI\d{13}"),
}


def written_form(kind: str, text: str) -> str:
    """The one form in which a number of this kind is kept: NFKC, capitals; codes without spaces or dashes."""
    if kind in (*TAX_CODES, *HEALTH_CODES):
        return canonical(text)
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def doubts_about(identifier: Identifier) -> list[str]:
    """What does not add up between a number and its person, in Italian; nothing when all is well."""
    kind, value, person = identifier.kind, identifier.value, identifier.person
    if kind in HEALTH_CODES:
        right = HEALTH_CODES[IdentifierKind(kind)].fullmatch(value)
        return [] if right else [f"non ha la forma di un codice {kind.upper()} (tre lettere e tredici cifre)"]
    if kind == IdentifierKind.PROVISIONAL and not is_provisional(value):
        return ["non ha la forma di un codice provvisorio (undici cifre)"]
    if kind == IdentifierKind.CODICE_FISCALE and is_provisional(value):
        return ["ha la forma di un codice provvisorio (undici cifre)"]
    if kind not in TAX_CODES:
        return []
    return doubts(
        value,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.birth_date,
        sex=person.sex,
        place_code=person.birth_place_code,
    )


@transaction.atomic
def add_identifier(
    *,
    case: Case,
    person: Person,
    kind: str,
    value: str,
    valid_from: date | None,
    valid_to: date | None,
    note: str,
    by: User,
) -> Identifier:
    """Write down a number of a person whose data are kept in this case's file."""
    require_change(by, [case])
    require_own(case, person)
    row = Identifier(person=person)
    return _write(row, kind, value, valid_from, valid_to, note)


@transaction.atomic
def correct_identifier(
    *,
    case: Case,
    identifier: Identifier,
    kind: str,
    value: str,
    valid_from: date | None,
    valid_to: date | None,
    note: str,
    by: User,
) -> Identifier:
    """Put right what was written of a number. What it was before stays in the history."""
    require_change(by, [case])
    row = Identifier.objects.select_for_update(of=("self",)).select_related("person").get(pk=identifier.pk)
    require_own(case, row.person)
    return _write(row, kind, value, valid_from, valid_to, note)


@transaction.atomic
def end_identifier(*, case: Case, identifier: Identifier, valid_to: date, by: User) -> Identifier:
    """The last day on which the number holds."""
    require_change(by, [case])
    row = Identifier.objects.select_for_update(of=("self",)).select_related("person").get(pk=identifier.pk)
    require_own(case, row.person)
    row.valid_to = valid_to
    row.full_clean()
    row.save(update_fields=["valid_to"])
    return row


def _write(
    row: Identifier, kind: str, value: str, valid_from: date | None, valid_to: date | None, note: str
) -> Identifier:
    row.kind, row.value = kind, written_form(kind, value)
    row.valid_from, row.valid_to, row.note = valid_from, valid_to, note
    if not row.value:
        raise ValidationError({"value": "Scrivi il numero: restano solo lettere e cifre."})
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": "La fine non può precedere l'inizio."})
    row.full_clean()
    row.save()
    return row
