"""Foster care and communities: the declaration before the child goes, and the day the child went.

L. 184/1983 as changed by d.lgs. 149/2022 art. 28: nobody related to who judged or followed the case, no
community in which they or their family hold office, manage or work.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courts.actions.own_duties import recount_proposal
from courts.enums import PLACEMENT_KINDS, MandateKind
from courts.models import ConflictDeclaration, Mandate
from courts.permissions import require_change_of

NOT_A_PLACEMENT = "Questo incarico non è un affidamento familiare né un collocamento in comunità."
UNDECLARED = (
    "Manca la dichiarazione di assenza di conflitto di interessi dell'affidatario o della comunità: "
    "va raccolta prima del collocamento."
)


def lacks_declaration(mandate: Mandate) -> bool:
    """Whether a placement has no declaration yet."""
    return mandate.kind in PLACEMENT_KINDS and not mandate.declarations.exists()


@transaction.atomic
def declare_no_conflict(
    *,
    mandate: Mandate,
    carer: str,
    no_kinship: bool,
    no_office: bool,
    declared_on: date,
    note: str = "",
    by: User,
) -> ConflictDeclaration:
    """Keep the declaration of who takes the child. Raises PermissionDenied, and ValidationError by field."""
    found = _locked(mandate, by)
    faults: dict[str, str] = {}
    if declared_on > timezone.localdate():
        faults["declared_on"] = "La dichiarazione non può essere nel futuro."
    if not no_kinship:
        faults["no_kinship"] = "Senza questa dichiarazione il collocamento non è possibile."
    if not no_office:
        faults["no_office"] = "Senza questa dichiarazione il collocamento non è possibile."
    if faults:
        raise ValidationError(faults)
    declaration = ConflictDeclaration(
        mandate=found,
        carer=carer,
        no_kinship=no_kinship,
        no_office=no_office,
        declared_on=declared_on,
        declared_by=by,
        note=note,
    )
    declaration.full_clean()
    declaration.save()
    return declaration


@transaction.atomic
def start_placement(*, mandate: Mandate, placed_on: date, by: User) -> Mandate:
    """Record the day the child went to live there.

    Raises PermissionDenied, and ValidationError without a declaration of that day or before. Only in an
    emergency placement (art. 403 c.c.) may the declaration follow the child.
    """
    found = _locked(mandate, by)
    if lacks_declaration(found):
        raise ValidationError(UNDECLARED)
    if placed_on > timezone.localdate():
        raise ValidationError({"placed_on": "La data non può essere nel futuro."})
    urgent = found.kind == MandateKind.COLLOCAMENTO_PRONTO
    if not urgent and not found.declarations.filter(declared_on__lte=placed_on).exists():
        raise ValidationError({"placed_on": "La dichiarazione è successiva: viene prima del collocamento."})
    found.placed_on = placed_on
    found.full_clean(exclude=["state"])
    found.save(update_fields=["placed_on"])
    recount_proposal(mandate=found)
    return found


def _locked(mandate: Mandate, by: User) -> Mandate:
    found = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    require_change_of(by, found)
    if found.kind not in PLACEMENT_KINDS:
        raise ValidationError(NOT_A_PLACEMENT)
    return found
