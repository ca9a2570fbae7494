"""How to reach a person. A secret contact shows only on the page of protected data, to who has the right."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from cases.actions.people import require_own
from cases.enums import ContactKind
from cases.models import Case, Contact, Person
from cases.permissions import require_change

NUMBER = re.compile(r"\+?[\d ./-]{5,30}")


@transaction.atomic
def add_contact(
    *,
    case: Case,
    person: Person,
    kind: str,
    value: str,
    note: str,
    secret: bool,
    valid_from: date,
    by: User,
) -> Contact:
    """Write down how to reach a person whose data are kept in this case's file, from a day on."""
    require_change(by, [case])
    require_own(case, person)
    row = Contact(
        person=person,
        case=case,
        kind=kind,
        value=_checked(kind, value),
        note=note,
        secret=secret,
        valid_from=valid_from,
    )
    row.full_clean()
    row.save()
    return row


def _checked(kind: str, value: str) -> str:
    """The value, if something of this kind can be written so. Raises ValidationError on `value`."""
    try:
        if kind in (ContactKind.EMAIL, ContactKind.PEC):
            validate_email(value)
    except ValidationError as refusal:
        raise ValidationError({"value": "Scrivi un indirizzo completo, come nome@esempio.it."}) from refusal
    if kind in (ContactKind.MOBILE, ContactKind.PHONE) and not NUMBER.fullmatch(value):
        raise ValidationError({"value": "Scrivi il numero con le sole cifre, ed eventualmente +39."})
    return value


@transaction.atomic
def end_contact(*, case: Case, contact: Contact, valid_to: date, by: User) -> Contact:
    """The last day on which the contact reaches the person."""
    require_change(by, [case])
    row = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
    require_own(case, row.person)
    row.valid_to = valid_to
    row.full_clean()
    row.save(update_fields=["valid_to"])
    return row
