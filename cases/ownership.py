"""Who answers for a deadline today: owner, else responsible of the case, else who leads the unit, else nobody.

`answering` and `audience` are pure; `staff_on` and `charges_of` read what they need in a constant number of
queries. The lists of pages say the same in SQL (`cases.models.deadlines.DeadlineQuerySet`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Absence, Membership
from cases.enums import ReminderAudience
from cases.models import Barrier, CaseAccess, Deadline, TeamMember

NOBODY: frozenset[int] = frozenset()


class Rank(Enum):
    """In which place of the chain the people who answer stand."""

    OWNER = "owner"
    RESPONSIBLE = "responsible"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees one case, as the access table of the gate says it."""

    people: frozenset[tuple[int, int]] = frozenset()  # person and titolare: équipe and grants
    leads: bool = False
    operators: bool = False
    barred: frozenset[int] = NOBODY


@dataclass(frozen=True, slots=True)
class Charge:
    """What of a deadline decides who answers for it. People, unit, titolare and enti are ids."""

    pk: int
    due_on: date
    case: int
    unit: int
    controller: int
    organisation: int
    owner: int | None = None
    responsible: int | None = None
    sight: Sight = field(default_factory=Sight)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works where on one day. Absent and disabled people and ended memberships are not in it."""

    controllers: Mapping[int, frozenset[int]] = field(default_factory=dict)
    operators: Mapping[int, frozenset[int]] = field(default_factory=dict)
    coordinators: Mapping[int, frozenset[int]] = field(default_factory=dict)
    managers: Mapping[int, frozenset[int]] = field(default_factory=dict)
    # Of an ente, absent or not: nobody stands in for them.
    administrators: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def sees(self, person: int | None, charge: Charge) -> bool:
        """Whether `person` is at work for the titolare of the case and may open it."""
        if person is None or person in charge.sight.barred:
            return False
        if person not in self.controllers.get(charge.controller, NOBODY):
            return False
        leads = self.coordinators.get(charge.unit, NOBODY) | self.managers.get(charge.unit, NOBODY)
        return (
            (person, charge.controller) in charge.sight.people
            or (charge.sight.leads and person in leads)
            or (charge.sight.operators and person in self.operators.get(charge.unit, NOBODY))
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for one deadline on one day, and in which place of the chain they stand."""

    rank: Rank
    people: frozenset[int] = NOBODY


def answering(charge: Charge, staff: Staff) -> Answer:
    """The first in the chain who is at work and sees the case; `Rank.NOBODY` when there is none."""
    for person, rank in ((charge.owner, Rank.OWNER), (charge.responsible, Rank.RESPONSIBLE)):
        if person is not None and staff.sees(person, charge):
            return Answer(rank, frozenset([person]))
    for leads, rank in ((staff.coordinators, Rank.COORDINATOR), (staff.managers, Rank.MANAGER)):
        if people := _who_see(leads, charge, staff):
            return Answer(rank, people)
    return Answer(Rank.NOBODY)


def audience(charge: Charge, staff: Staff, rung: str) -> frozenset[int]:
    """Whom a rung of the ladder tells. When nobody answers, the administrators of the ente: they give the
    unit people again, and are told a number, never a case.
    """
    told = answering(charge, staff).people
    if rung in (ReminderAudience.LEADS, ReminderAudience.ALL):
        told |= _who_see(staff.coordinators, charge, staff)
    if rung == ReminderAudience.ALL:
        told |= _who_see(staff.managers, charge, staff)
    if told:
        return told
    admins = staff.administrators
    return admins.get(charge.organisation, NOBODY) | admins.get(charge.controller, NOBODY)


def _who_see(leads: Mapping[int, frozenset[int]], charge: Charge, staff: Staff) -> frozenset[int]:
    return frozenset(person for person in leads.get(charge.unit, NOBODY) if staff.sees(person, charge))


def staff_on(day: date) -> Staff:
    """Everybody who works on a day. Two queries."""
    absent = set(Absence.objects.filter(starts_on__lte=day, ends_on__gte=day).values_list("user", flat=True))
    rows = Membership.objects.in_force(day).values_list(
        "user", "role", "unit", "unit__controller", "organisation"
    )
    groups: dict[str, defaultdict[int, set[int]]] = {role: defaultdict(set) for role in [*Role.values, "any"]}
    for user, role, unit, controller, organisation in rows:
        if role == Role.AMMINISTRATORE:
            groups[role][organisation].add(user)
        elif unit is not None and user not in absent:
            groups[role][unit].add(user)
            groups["any"][controller].add(user)
    frozen = {
        role: {place: frozenset(people) for place, people in group.items()} for role, group in groups.items()
    }
    return Staff(
        controllers=frozen["any"],
        operators=frozen[Role.OPERATORE],
        coordinators=frozen[Role.COORDINATORE],
        managers=frozen[Role.RESPONSABILE],
        administrators=frozen[Role.AMMINISTRATORE],
    )


def charges_of(rows: QuerySet[Deadline], on: date) -> list[Charge]:
    """These deadlines with what decides who answers for them on a day, in their order. Four queries."""
    found = list(
        rows.values_list(
            "pk",
            "due_on",
            "case",
            "case__unit",
            "case__unit__controller",
            "case__unit__organisation",
            "owner",
        )
    )
    cases = {row[2] for row in found}
    responsible = dict(
        TeamMember.objects.in_force(on).filter(case__in=cases, responsible=True).values_list("case", "user")
    )
    sights = _sights(cases, on)
    return [Charge(*row, responsible.get(row[2]), sights.get(row[2], Sight())) for row in found]


def who_answers(rows: QuerySet[Deadline], on: date) -> dict[int, Answer]:
    """Who answers for each of these deadlines on a day, by id. Six queries, however many there are."""
    staff = staff_on(on)
    return {charge.pk: answering(charge, staff) for charge in charges_of(rows, on)}


def count_unanswered(enti: Iterable[int], on: date) -> int:
    """How many open deadlines of these enti nobody at work answers for: a number, nothing of a case."""
    kept = Q(case__unit__organisation__in=enti) | Q(case__unit__controller__in=enti)
    return Deadline.objects.open().unanswered(on).filter(kept).count()


def _sights(cases: Iterable[int], on: date) -> dict[int, Sight]:
    """The access table of these cases, and who is barred from them. Two queries."""
    rows = CaseAccess.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), case__in=cases, valid_from__lte=on
    )
    people: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for case, principal in rows.values_list("case", "principal"):
        kind, _, rest = principal.partition(":")
        groups[case].add(kind)
        if kind in ("u", "g"):
            person, _, controller = rest.partition(":")
            people[case].add((int(person), int(controller)))
    barred: defaultdict[int, set[int]] = defaultdict(set)
    for case, user in Barrier.objects.in_force(on).filter(case__in=cases).values_list("case", "user"):
        barred[case].add(user)
    return {
        case: Sight(frozenset(people[case]), "lead" in kinds, "unit" in kinds, frozenset(barred[case]))
        for case, kinds in groups.items()
    }
