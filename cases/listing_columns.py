"""The columns of the list of cases: what each says in a file, and how the page draws it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from cases.listing import HOME_KINDS, last_contact
from cases.listing_hooks import Column
from cases.listing_hooks import columns as further
from cases.models import Address, Case
from cases.permissions import visible_cases
from cases.places import name_on
from cases.templatetags.casework import age_words, due, status_badge

PERSON = "Persona"
USUAL = ("fascicolo", "eta", "stato", "scadenza", "responsabile", "unita")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _reference(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: case.reference for case in cases}


def _age(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: age_words(case.person) for case in cases}


def _birth(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: _day(case.person.birth_date) for case in cases}


def _status(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: case.get_status_display() for case in cases}


def _deadline(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: _day(case.next_deadline) for case in cases}


def _responsible(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: case.responsible or "" for case in cases}  # type: ignore[attr-defined]


def _unit(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: case.unit.name for case in cases}


def _opened(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    return {case.pk: _day(case.opened_on) for case in cases}


def _contact(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    """The day of the last contact in the diary, as far as `user` reads it."""
    rows = visible_cases(user).filter(pk__in=[case.pk for case in cases]).annotate(last=last_contact(user))
    return {pk: _day(timezone.localdate(last)) for pk, last in rows.values_list("pk", "last") if last}


def _comune(user: User, cases: Sequence[Case]) -> Mapping[int, str]:
    """Where the person has the residence, otherwise the domicile, of today."""
    today = timezone.localdate()
    homes = Address.objects.as_of(today).filter(
        person__in={case.person_id for case in cases}, kind__in=HOME_KINDS, secret=False
    )
    # The residence comes after and takes the place of the domicile.
    rows = homes.exclude(comune_code="").order_by("kind", "valid_from", "pk")
    codes = dict(rows.values_list("person", "comune_code"))
    return {case.pk: name_on(codes[case.person_id], today) for case in cases if case.person_id in codes}


def _as_badge(case: Case, text: str) -> str:
    return status_badge(case.status)


def _as_distance(case: Case, text: str) -> str:
    if not text:
        return mark_safe('<span class="muted">nessuna</span>')
    return due(case.next_deadline, case.why_next, is_open=True)  # type: ignore[arg-type,attr-defined]


def _or_nobody(case: Case, text: str) -> str:
    return text or mark_safe('<span class="muted">nessuno</span>')


OWN = {
    "fascicolo": Column("Fascicolo", _reference, style="mono", order="numero"),
    "eta": Column("Età", _age, order="eta", style="text-nowrap"),
    "nascita": Column("Data di nascita", _birth),
    "stato": Column("Stato", _status, _as_badge),
    "scadenza": Column("Prossima scadenza", _deadline, _as_distance, order="scadenza"),
    "responsabile": Column("Responsabile", _responsible, _or_nobody),
    "unita": Column("Unità", _unit),
    "apertura": Column("Aperto il", _opened, order="apertura"),
    "contatto": Column("Ultimo contatto", _contact, order="contatto"),
    "comune": Column("Comune", _comune),
}


def every_column() -> dict[str, Column]:
    """All there are, in the order in which they stand."""
    return {**OWN, **further}


def chosen_columns(names: Iterable[str]) -> list[Column]:
    """The columns under these names, in the order in which all stand; the usual ones for none."""
    wanted = set(names) or set(USUAL)
    return [column for name, column in every_column().items() if name in wanted]


def texts_of(user: User, cases: Sequence[Case], columns: Sequence[Column]) -> list[list[str]]:
    """For each case the name of its person and what each column says, as plain text."""
    told = [column.texts(user, cases) for column in columns]
    return [[str(case.person), *(texts.get(case.pk, "") for texts in told)] for case in cases]


def cells_of(user: User, cases: Sequence[Case], columns: Sequence[Column]) -> dict[int, SafeString]:
    """By case id the cells beside the person's name, drawn at once: a page has hundreds of them."""
    if not cases:
        return {}
    told = [(column, column.texts(user, cases), _opening(column)) for column in columns]
    drawn = {}
    for case in cases:
        cells = []
        for column, texts, opening in told:
            text = texts.get(case.pk, "")
            shown = column.marked(case, text) if column.marked else text
            cells.append(f"{opening}{conditional_escape(shown)}</td>")
        drawn[case.pk] = mark_safe("".join(cells))
    return drawn


def _opening(column: Column) -> SafeString:
    if column.style:
        return format_html('<td data-label="{}" class="{}">', column.label, column.style)
    return format_html('<td data-label="{}">', column.label)
