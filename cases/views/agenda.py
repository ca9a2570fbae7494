"""*Agenda*: hearings, appointments and deadlines, by week, by month, or as a list."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.permissions import Roles, request_roles
from accounts.requests import SignedInRequest
from cases.agenda import days_of, items_of
from cases.agenda_hooks import Day, ItemKind, Span
from cases.period import read_day

WEEK, MONTH, LIST = "settimana", "mese", "elenco"
SHAPES = {WEEK: "Settimana", MONTH: "Mese", LIST: "Elenco"}
KINDS = {"": "Tutto", **{kind.value: kind.label for kind in ItemKind}}
REMEMBERED = "agenda"


@dataclass(frozen=True)
class Choice:
    """What is looked at: a shape around a day, of whom, and which kind of thing alone."""

    day: date
    shape: str = WEEK
    whole_unit: bool = False
    kind: str = ""

    def address(self, **other: object) -> str:
        """The same choice but for what is given."""
        asked = {**vars(self), **other}
        fields = {
            "vista": asked["shape"],
            "giorno": asked["day"],
            "chi": "unita" if asked["whole_unit"] else "mie",
            "cosa": asked["kind"] or "tutto",
        }
        return "?" + urlencode(fields)

    @property
    def first(self) -> date:
        return (
            self.day - timedelta(days=self.day.weekday()) if self.shape == WEEK else self.day.replace(day=1)
        )

    @property
    def end(self) -> date:
        """The first day after the stretch."""
        if self.shape == WEEK:
            return self.first + timedelta(days=7)
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def title(self) -> str:
        """The stretch in words."""
        if self.shape != WEEK:
            return date_format(self.first, "F Y").lower()
        last = self.end - timedelta(days=1)
        start = "j" if last.month == self.first.month else "j F"
        return f"{date_format(self.first, start)} – {date_format(last, 'j F Y')}".lower()


@require_safe
def agenda(request: SignedInRequest) -> HttpResponse:
    """What a person has, or whole units (`?chi=unita`). The shape chosen last is kept until sign-out."""
    roles = request_roles(request)
    units = roles.lead_units | roles.operator_units
    choice = _choice(request, roles)
    span = Span(choice.first, choice.end, units if choice.whole_unit else frozenset())
    every = items_of(request.user, span)
    items = [item for item in every if choice.kind in ("", item.kind)]
    days = days_of(span, items)
    context = {
        "choice": choice,
        "days": days if choice.shape == WEEK else [day for day in days if day.items],
        "weeks": _weeks(days) if choice.shape == MONTH else [],
        "count": len(items),
        "has_units": bool(units),
        "today": timezone.localdate(),
        **_addresses(choice),
    }
    return TemplateResponse(request, "cases/agenda.html", context)


def _choice(request: SignedInRequest, roles: Roles) -> Choice:
    kept = request.session.get(REMEMBERED, {})
    given = request.GET
    shape = given.get("vista") or (MONTH if "mese" in given else kept.get("shape", WEEK))
    whom = given.get("chi") or kept.get("whom", "mie")
    kind = given.get("cosa") or kept.get("kind", "")
    choice = Choice(
        day=_day(given),
        shape=shape if shape in SHAPES else WEEK,
        whole_unit=whom == "unita" and roles.works_on_cases,
        kind=kind if kind in KINDS else "",
    )
    chosen = {
        "shape": choice.shape,
        "whom": "unita" if choice.whole_unit else "mie",
        "kind": choice.kind,
    }
    if given and chosen != kept:
        request.session[REMEMBERED] = chosen
    return choice


def _day(given: QueryDict) -> date:
    """`?giorno=2026-12-01` or `?mese=2026-12`; today for anything else."""
    return (
        read_day(given.get("giorno", "")) or read_day(f"{given.get('mese', '')}-01") or timezone.localdate()
    )


def _weeks(days: list[Day]) -> list[list[Day | None]]:
    """The days of a month in rows from Monday to Sunday, with None where another month is."""
    cells: list[Day | None] = [*([None] * days[0].date.weekday()), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _addresses(choice: Choice) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "previous_url": choice.address(day=choice.first - timedelta(days=1)),
        "next_url": choice.address(day=choice.end),
        "now_url": "" if choice.first <= today < choice.end else choice.address(day=today),
        "own_url": choice.address(whole_unit=False),
        "unit_url": choice.address(whole_unit=True),
        "shapes": [
            (label, choice.address(shape=name), name == choice.shape) for name, label in SHAPES.items()
        ],
        "kinds": [(label, choice.address(kind=name), name == choice.kind) for name, label in KINDS.items()],
    }
