"""Registering a provvedimento: the order, its children, its file, and the mandates it gives."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Person
from cases.permissions import require_change
from cases.uploads import CheckedFile, text_of
from courts.actions import checks
from courts.actions.effects import record_effect
from courts.actions.mandates import MandateData, give_mandate
from courts.actions.proceedings import ProceedingData, join_proceeding, open_proceeding
from courts.envelopes import checked_paper
from courts.models import Order, Proceeding


@dataclass(frozen=True, kw_only=True)
class EffectData:
    """What an order leaves one parent of the responsibility for one child."""

    case: Case
    parent: Person
    status: str


@dataclass(frozen=True, kw_only=True)
class FurtherData:
    """The dates of an order that most do not have, and the earlier order it changes."""

    served_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    amends: Order | None = None


@transaction.atomic
def register_order(
    *,
    proceeding: Proceeding | ProceedingData,
    kind: str,
    decided_on: date,
    received_on: date,
    deposited_on: date | None = None,
    protocol: str = "",
    further: FurtherData | None = None,
    cases: Sequence[Case],
    file: "UploadedFile[bytes] | CheckedFile",
    mandates: Sequence[MandateData] = (),
    effects: Sequence[EffectData] = (),
    by: User,
) -> Order:
    """Write an order about one or more children: proceeding, file, mandates, effects on the parents.

    Raises PermissionDenied unless `by` may write on every child's case, UploadRefusedError for a file that is
    not a sound PDF, and ValidationError by field: those of the order, of the proceeding, `number` for one
    that is taken, `mandates-N-FIELD` for the N-th mandate, from 0, and `effect_CASE_PARENT` for an effect.
    """
    require_change(by, cases)
    children = _locked(cases)
    checked = file if isinstance(file, CheckedFile) else checked_paper(file)
    extra = further or FurtherData()
    _check(proceeding, decided_on, deposited_on, received_on, children)
    if faults := checks.further_dates(
        decided_on=decided_on,
        served_on=extra.served_on,
        effective_on=extra.effective_on,
        expires_on=extra.expires_on,
        today=timezone.localdate(),
    ) | checks.amended(extra.amends, decided_on, children):
        raise ValidationError(faults)
    order = Order(
        proceeding=_proceeding(proceeding, children, by),
        kind=kind,
        decided_on=decided_on,
        deposited_on=deposited_on,
        received_on=received_on,
        protocol=protocol,
        served_on=extra.served_on,
        effective_on=extra.effective_on,
        expires_on=extra.expires_on,
        amends=extra.amends,
        storage_key=uuid4(),
        file_sha256=checked.sha256,
        envelope_sha256=hashlib.sha256(checked.envelope).hexdigest() if checked.envelope else "",
        text="\n".join(text_of(checked.content)),
        registered_by=by,
    )
    _write(order, checked, children)
    for n, data in enumerate(mandates):
        _give(order, n, data, by)
    for effect in effects:
        _affect(order, effect, by)
    return order


def _locked(cases: Sequence[Case]) -> list[Case]:
    """The cases as they are now; nobody closes one while it receives a mandate."""
    rows = Case.unscoped.select_for_update(of=("self",)).select_related("unit")
    return list(rows.filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def _check(
    proceeding: Proceeding | ProceedingData,
    decided_on: date,
    deposited_on: date | None,
    received_on: date,
    children: list[Case],
) -> None:
    known = proceeding if isinstance(proceeding, Proceeding) else None
    faults = checks.children(children) | checks.moved(known, decided_on)
    faults |= checks.order_dates(
        decided_on=decided_on,
        deposited_on=deposited_on,
        received_on=received_on,
        instituted_on=proceeding.instituted_on,
        today=timezone.localdate(),
    )
    if faults:
        raise ValidationError(faults)


def _proceeding(proceeding: Proceeding | ProceedingData, children: list[Case], by: User) -> Proceeding:
    if isinstance(proceeding, ProceedingData):
        return open_proceeding(data=proceeding, cases=children, by=by)
    return join_proceeding(proceeding=proceeding, cases=children, by=by)


def _write(order: Order, checked: CheckedFile, children: list[Case]) -> None:
    if checks.already_registered(order):
        raise ValidationError({"file": "Questo provvedimento è già registrato con lo stesso file."})
    order.file = checked.as_file("provvedimento.pdf")
    if checked.envelope:
        order.envelope = ContentFile(checked.envelope, name="provvedimento.p7m")
    order.full_clean()
    order.save()
    order.cases.set(children)


def _give(order: Order, n: int, data: MandateData, by: User) -> None:
    try:
        give_mandate(order=order, data=data, by=by)
    except ValidationError as error:
        faults: dict[str, Any] = error.message_dict
        raise ValidationError(
            {f"mandates-{n}-{field}": messages for field, messages in faults.items()}
        ) from error


def _affect(order: Order, effect: EffectData, by: User) -> None:
    try:
        record_effect(
            order=order,
            case=effect.case,
            parent=effect.parent,
            status=effect.status,
            from_day=order.effective_on or order.decided_on,
            by=by,
        )
    except ValidationError as error:
        name = f"effect_{effect.case.pk}_{effect.parent.pk}"
        raise ValidationError({name: error.messages}) from error
