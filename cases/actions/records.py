"""Requests for the record: registered, decided, and answered with copies without other people's data."""

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.access_reading import answers_for
from cases.actions.deadlines import fulfil_deadlines, move_deadlines, open_deadline
from cases.enums import BundleState, RecordsDecision
from cases.models import Case, RecordsBundle, RecordsItem, RecordsRequest
from cases.permissions import require_change
from cases.records_hooks import sources, terms
from cases.records_reading import Part, candidates_of, parts_of
from cases.redaction import fingerprint

NO_WORDS = "\n"  # the encrypted column keeps no empty text
GIVING = {RecordsDecision.GRANTED, RecordsDecision.PARTLY}


def origin_of(request: RecordsRequest) -> str:
    """What the deadline of a request says it comes from."""
    return f"records:{request.pk}:1"


@transaction.atomic
def register_request(
    *,
    case: Case,
    requester: str,
    requester_kind: str,
    received_on: date,
    protocol: str,
    scope: str,
    by: User,
) -> RecordsRequest:
    """Register a request and open its deadline (art. 25 c.4 L. 241/1990: thirty days, a legal number).

    Raises ValidationError for a day to come and when the legal number is missing.
    """
    require_change(by, [case])
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "La data non può essere nel futuro."})
    due_on, explanation = terms[0](received_on)
    request = RecordsRequest(
        case=case,
        requester=requester,
        requester_kind=requester_kind,
        received_on=received_on,
        protocol=protocol,
        scope=scope,
        due_on=due_on,
        words=NO_WORDS,
        registered_by=by,
    )
    request.full_clean()
    request.save()
    open_deadline(
        case=case,
        title="Rispondere alla richiesta di accesso agli atti",
        due_on=due_on,
        origin=origin_of(request),
        explanation=explanation,
        by=by,
    )
    return request


def _locked(request: RecordsRequest, by: User) -> RecordsRequest:
    row = (
        RecordsRequest.objects.select_for_update(of=("self",)).select_related("case__unit").get(pk=request.pk)
    )
    require_change(by, [row.case])
    return row


@transaction.atomic
def decide_request(
    *,
    request: RecordsRequest,
    decision: str,
    decision_reason: str,
    decided_on: date,
    deferred_until: date | None,
    by: User,
) -> RecordsRequest:
    """Answer a request. Granted, in part or refused fulfils the deadline; deferred moves it to the new day.

    Raises PermissionDenied for who does not answer for the case, ValidationError for a second decision
    (only a deferred one may be decided again) and for data that cannot be.
    """
    row = _locked(request, by)
    if not answers_for(by, row.case):
        raise PermissionDenied
    if row.decision and row.decision != RecordsDecision.DEFERRED:
        raise ValidationError("A questa richiesta è già stato risposto.")
    if decided_on > timezone.localdate():
        raise ValidationError({"decided_on": "La data non può essere nel futuro."})
    if decision == RecordsDecision.DEFERRED and deferred_until is None:
        raise ValidationError({"deferred_until": "Indica fino a quando è differita."})
    row.decision, row.decision_reason, row.decided_on, row.decided_by = (
        decision,
        decision_reason,
        decided_on,
        by,
    )
    row.deferred_until = deferred_until if decision == RecordsDecision.DEFERRED else None
    row.full_clean()
    row.save(update_fields=["decision", "decision_reason", "decided_on", "decided_by", "deferred_until"])
    if row.deferred_until:
        note = f"Differita il {decided_on:%d/%m/%Y}."
        move_deadlines(origin=origin_of(row), due_on=row.deferred_until, note=note, extended=True)
    else:
        proof = f"{RecordsDecision(decision).label} il {decided_on:%d/%m/%Y}"
        fulfil_deadlines(origin=origin_of(row), proof=proof)
    return row


@transaction.atomic
def choose_items(*, request: RecordsRequest, chosen: Collection[str], by: User) -> RecordsRequest:
    """Make the list of what goes into the copy: "kind:number" of things `by` may read. What was already
    read over stays so."""
    row = _locked(request, by)
    known = {
        f"{kind}:{each.object_id}" for kind, found in candidates_of(by, row.case).items() for each in found
    }
    wanted = [key for key in chosen if key in known]
    present = {f"{item.kind}:{item.object_id}": item for item in row.items.all()}
    for key, item in present.items():
        # What the person may not read stays: somebody else chose it.
        if key in known and key not in wanted:
            item.delete()
    for key in wanted:
        if key not in present:
            kind, _, number = key.partition(":")
            RecordsItem.objects.create(request=row, kind=kind, object_id=int(number))
    return row


@transaction.atomic
def set_words(*, request: RecordsRequest, words: str, by: User) -> RecordsRequest:
    """The words that go from every item, one entry for each line."""
    row = _locked(request, by)
    row.words = words or NO_WORDS
    row.full_clean()
    row.save(update_fields=["words"])
    return row


@transaction.atomic
def read_over(
    *, item: RecordsItem, removed: Collection[int], seen: str, as_it_is: bool, by: User
) -> RecordsItem:
    """Say which passages of an item go; `seen` is the fingerprint of the text that was looked at.

    Raises ValidationError when the text has changed meanwhile or there is nothing to give.
    """
    row = _locked(item.request, by)
    item = RecordsItem.objects.select_for_update().get(pk=item.pk, request=row)
    text = sources[item.kind].read(row.case, item.object_id)
    if text is None or fingerprint(text.passages) != seen:
        raise ValidationError("Nel frattempo il testo è cambiato: rileggilo.")
    if as_it_is and not text.original:
        raise ValidationError({"as_it_is": "Solo un file si può dare com'è."})
    if not as_it_is and not text.passages:
        raise ValidationError(
            "Questo file non ha un testo da cui togliere dati: si può dare solo com'è, o non darlo."
        )
    item.as_it_is, item.checked_by = as_it_is, by
    item.removed = [] if as_it_is else sorted({number for number in removed if number < len(text.passages)})
    item.text_sha256 = "" if as_it_is else seen
    item.save(update_fields=["as_it_is", "checked_by", "removed", "text_sha256"])
    return item


@transaction.atomic
def ask_bundle(*, request: RecordsRequest, by: User) -> RecordsBundle:
    """Ask for the copy. Raises ValidationError while anything is not decided or not read over."""
    row = _locked(request, by)
    if row.decision not in GIVING:
        raise ValidationError("La copia si prepara quando la richiesta è accolta, anche solo in parte.")
    waiting = row.bundles.filter(state=BundleState.WAITING).first()
    if waiting is not None:
        return waiting
    _check_parts(parts_of(row))
    bundle = RecordsBundle(request=row, asked_at=timezone.now(), asked_by=by, storage_key=uuid4())
    bundle.full_clean(exclude=["file"])
    bundle.save()
    return bundle


def _check_parts(parts: list[Part]) -> None:
    if not parts:
        raise ValidationError("Scegli prima gli atti da copiare.")
    if left := sum(not part.ready for part in parts):
        raise ValidationError(f"Atti ancora da rileggere: {left}.")
