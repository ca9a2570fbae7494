"""What the service found about a child and the family, each time on a day."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.enums import CodeKind
from cases.models import Assessment, Case, Code
from cases.permissions import require_change


@transaction.atomic
def register_assessment(
    *, case: Case, assessed_on: date, child: Collection[Code], family: Collection[Code], note: str, by: User
) -> Assessment:
    """Register what emerges about the child and about the family (at least one answer for each).

    Raises ValidationError for a day before the case or to come, for an answer that stands alone beside
    others, and for one to be explained without a word.
    """
    require_change(by, [case])
    if not case.opened_on <= assessed_on <= timezone.localdate():
        raise ValidationError(
            {"assessed_on": f"Scegliere un giorno tra l'apertura ({case.opened_on:%d/%m/%Y}) e oggi."}
        )
    if not case.is_open:
        raise ValidationError("Il caso è chiuso: per valutarlo di nuovo va prima riaperto.")
    _check("child", child, CodeKind.CHILD)
    _check("family", family, CodeKind.FAMILY)
    if not note.strip() and any(code.explained for code in (*child, *family)):
        raise ValidationError({"note": "Una delle voci scelte chiede di spiegare di che si tratta."})
    assessment = Assessment(case=case, assessed_on=assessed_on, note=note, assessed_by=by)
    assessment.full_clean()
    assessment.save()
    assessment.findings.set([*child, *family])
    return assessment


def _check(field: str, codes: Collection[Code], kind: CodeKind) -> None:
    if not codes or any(code.kind != kind for code in codes):
        raise ValidationError({field: "Scegliere almeno una voce."})
    only = next((code for code in codes if code.alone), None)
    if only and len(codes) > 1:
        raise ValidationError({field: f"«{only}» non si sceglie insieme ad altre voci."})
