"""Reading the list of cases: what was asked, the rows in their order, and how many there are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Lower
from django.utils import timezone

from accounts.models import User
from cases.diary_reading import readable_anywhere
from cases.enums import CONTACT_KINDS, AddressKind, CaseStatus
from cases.listing_hooks import filters
from cases.models import Address, Case, DiaryEntry, TeamMember
from cases.period import day_start
from cases.permissions import (
    NO_DEADLINE,
    Cursor,
    Page,
    caseload,
    count_caseload,
    saw,
    visible_cases,
)
from cases.places import named
from cases.reckoned import explained

OPEN, ALL = "aperti", "tutti"
BY_DEADLINE = "scadenza"
# Days within which the next deadline falls; two words of their own.
OVERDUE, NONE = "scadute", "nessuna"
HOME_KINDS = (AddressKind.RESIDENCE, AddressKind.DOMICILE)
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class Asked:
    """What was asked of the list, under the names its address uses. Empty: not asked."""

    q: str = ""
    stato: str = OPEN
    unita: int | None = None
    operatore: int | None = None
    scadenza: str = ""
    silenzio: int | None = None
    eta_da: int | None = None
    eta_a: int | None = None
    comune: str = ""
    ordine: str = BY_DEADLINE
    altri: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of the list's address; what is as usual stays out."""
        own = {
            one.name: (getattr(self, one.name), one.default) for one in fields(self) if one.name != "altri"
        }
        told = {name: str(value) for name, (value, usual) in own.items() if value != usual}
        return told | {name: value for name, value in self.altri.items() if value}

    @property
    def filtered(self) -> bool:
        """Whether it is less, or more, than the open cases."""
        return bool(self.parameters.keys() - {"ordine"})

    @property
    def plain(self) -> bool:
        """Whether the access table alone answers: the whole caseload by deadline, with or without closed cases."""
        return not self.parameters.keys() - {"stato"} and self.stato in (OPEN, ALL)


@dataclass(frozen=True)
class Order:
    """An order of the list. `key` is never null; `backwards` begins with the greatest."""

    label: str
    key: Callable[[User], Any]
    backwards: bool = False


def last_contact(user: User) -> Subquery:
    """When the family was last met or heard, as far as `user` reads the diary."""
    return Subquery(_contacts(user).order_by("-occurred_at").values("occurred_at")[:1])


def _contacts(user: User) -> QuerySet[DiaryEntry]:
    entries = readable_anywhere(user).filter(case=OuterRef("pk"), missed=False)
    return entries.filter(kind__in=sorted(CONTACT_KINDS), occurred_at__lte=timezone.now())


def _name(user: User) -> Any:
    return Lower(Concat("person__last_name", Value(" "), "person__first_name"))


ORDERS = {
    BY_DEADLINE: Order("Scadenza più vicina", lambda user: Coalesce("next_deadline", Value(NO_DEADLINE))),
    "persona": Order("Cognome", _name),
    "numero": Order("Numero, dal più recente", lambda user: F("reference"), backwards=True),
    "apertura": Order("Aperto da più tempo", lambda user: F("opened_on")),
    "eta": Order(
        "Dal più piccolo", lambda user: Coalesce("person__birth_date", Value(LONG_AGO)), backwards=True
    ),
    "contatto": Order(
        "Senza contatti da più tempo",
        lambda user: Coalesce(last_contact(user), Value(day_start(LONG_AGO))),
    ),
}


# --- Rows -----------------------------------------------------------------------------------------------
def page_of_cases(user: User, asked: Asked, *, after: str, limit: int) -> Page:
    """One page of the cases of `user` that answer to `asked`, beginning after the place `after`, each with its
    `responsible` of today and `why_next`, the reason of its next deadline.

    In an order other than by deadline only the id of the place counts: an address names nobody.
    """
    if asked.plain:
        return caseload(
            user,
            open_only=asked.stato == OPEN,
            after=Cursor.parse(after),
            limit=limit,
            also={"responsible": _responsible()},
        )
    order = ORDERS[asked.ordine]
    rows = explained(found(user, asked)).annotate(key=order.key(user), responsible=_responsible())
    place = _place(rows, asked, after)
    if place:
        beyond = "lt" if order.backwards else "gt"
        key, pk = place
        rows = rows.filter(Q(**{f"key__{beyond}": key}) | Q(**{f"pk__{beyond}": pk, "key": key}))
    names = ("-key", "-pk") if order.backwards else ("key", "pk")
    cases = list(rows.select_related("person", "unit").order_by(*names)[: limit + 1])
    shown = cases[:limit]
    saw(case.pk for case in shown)
    last = shown[-1] if len(cases) > limit else None
    return Page(shown, Cursor(last.next_deadline or NO_DEADLINE, last.pk) if last else None)


def _place(rows: QuerySet[Any], asked: Asked, after: str) -> tuple[Any, int] | None:
    """The key and the id after which the page begins; None at the start or where the place is gone."""
    cursor = Cursor.parse(after)
    if cursor is None:
        return None
    if asked.ordine == BY_DEADLINE:
        return cursor.deadline, cursor.case_id
    at = rows.filter(pk=cursor.case_id).values("key").first()
    return (at["key"], cursor.case_id) if at else None


def every_page(user: User, asked: Asked, *, size: int) -> Iterator[Page]:
    """The whole list, page after page."""
    after = ""
    while True:
        page = page_of_cases(user, asked, after=after, limit=size)
        yield page
        if page.next is None:
            return
        after = str(page.next)


def count_of_cases(user: User, asked: Asked, *, cap: int) -> int:
    """How many cases the list has, counted up to `cap` + 1."""
    if asked.plain:
        return count_caseload(user, open_only=asked.stato == OPEN, cap=cap)
    return found(user, asked).values("pk")[: cap + 1].count()


def _responsible() -> Subquery:
    """Who answers for a case today."""
    rows = TeamMember.objects.in_force(timezone.localdate()).filter(case=OuterRef("pk"), responsible=True)
    name = Concat("user__first_name", Value(" "), "user__last_name")
    return Subquery(rows.order_by().values_list(name)[:1])


# --- Filters --------------------------------------------------------------------------------------------
def found(user: User, asked: Asked) -> QuerySet[Case]:
    """The cases `user` sees that answer to `asked`, in no order. Whoever shows rows tells the gate with `saw`."""
    today = timezone.localdate()
    rows = _in_state(visible_cases(user), asked.stato)
    if asked.q:
        named_so = Q(person__last_name__unaccent__istartswith=asked.q)
        rows = rows.filter(named_so | Q(reference__startswith=asked.q))
    if asked.unita:
        rows = rows.filter(unit=asked.unita)
    if asked.operatore:
        team = TeamMember.objects.in_force(today).filter(case=OuterRef("pk"), user=asked.operatore)
        rows = rows.filter(Exists(team))
    if asked.silenzio is not None:
        since = day_start(today - timedelta(days=asked.silenzio))
        rows = rows.filter(~Exists(_contacts(user).filter(occurred_at__gte=since)))
    rows = _of_age(_due(rows, asked.scadenza, today), asked, today)
    rows = _living_in(rows, asked.comune, today)
    for name, value in asked.altri.items():
        if value and name in filters:
            rows = filters[name].narrow(rows, value)
    return rows


def _in_state(rows: QuerySet[Case], state: str) -> QuerySet[Case]:
    if state == ALL:
        return rows
    return rows.filter(status=state) if state in CaseStatus.values else rows.filter(closed_on=None)


def _due(rows: QuerySet[Case], window: str, today: date) -> QuerySet[Case]:
    if window == OVERDUE:
        return rows.filter(next_deadline__lt=today)
    if window == NONE:
        return rows.filter(next_deadline=None)
    if window.isdigit():
        return rows.filter(next_deadline__gte=today, next_deadline__lte=today + timedelta(days=int(window)))
    return rows


def _of_age(rows: QuerySet[Case], asked: Asked, today: date) -> QuerySet[Case]:
    """Years completed, both ends included; who has no birth date has no age."""
    if asked.eta_da is not None:
        rows = rows.filter(person__birth_date__lte=today - relativedelta(years=asked.eta_da))
    if asked.eta_a is not None:
        rows = rows.filter(person__birth_date__gt=today - relativedelta(years=asked.eta_a + 1))
    return rows


def _living_in(rows: QuerySet[Case], comune: str, today: date) -> QuerySet[Case]:
    """Persons with their home in a comune today; a protected address has no comune to be found by."""
    if not comune:
        return rows
    codes = [place.code for place in named(comune, today)]
    homes = Address.objects.as_of(today).filter(
        person=OuterRef("person"), kind__in=HOME_KINDS, comune_code__in=codes, secret=False
    )
    return rows.filter(Exists(homes))
