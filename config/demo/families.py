"""Sixty families: a plan drawn from a fixed seed, and their cases opened by the product's own actions."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.enums import Profession
from accounts.models import Unit, User
from cases.actions.intake import ROLE_OF_PROFESSION, AdultData, ChildData, register_intake
from cases.actions.life import move_case
from cases.actions.people import AddressData, place_address
from cases.actions.team import add_to_team
from cases.enums import AddressKind, CodeKind, Kinship, ResponsibilityStatus
from cases.models import Case, Code, HouseholdMember, Person, TeamMember
from config.demo import names
from config.demo.people import People
from config.demo.stories import STORIES, Story

FAMILIES = 60
SEED = 184  # like the law on adoption: any number does, as long as it stays
# Unit → who answers for its cases there, in turn, and who joins the équipe.
DESKS = {
    "tutela_borgolieto": (
        ("assistente", "assistente.due", "assistente", "psicologa"),
        ("psicologa", "educatrice"),
    ),
    "tutela_valserena": (("assistente.valserena", "psicologa"), ("educatrice", "psicologa")),
    "sociale_valserena": (("assistente.comune",), ()),
    "educativo": (("educatrice",), ("assistente",)),
}
TURN = ("tutela_borgolieto", "tutela_valserena", "tutela_borgolieto", "tutela_borgolieto", "sociale_valserena",
        "tutela_valserena", "tutela_borgolieto", "educativo", "tutela_valserena", "tutela_borgolieto")  # fmt: skip
COURT_STORIES = ("trascuratezza", "conflitto", "fragilita", "violenza", "affido", "procura", "comunita",
                 "trascuratezza", "conflitto", "penale")  # fmt: skip
OTHER_STORIES = ("economica", "spontanea")
CHILDREN = (2, 1, 1, 2, 3, 1, 1, 2, 1, 1)
# Families whose worker has just left.
ABSENT = (32, 46)
# A trial is about one child, not about the siblings.
ALONE = "penale"
NEW = "nuova"
CLOSED = "chiusa"


@dataclass
class Family:
    """One family of the plan and, once opened, its cases. `story_key` and `number` decide all the rest."""

    number: int
    story_key: str
    unit_key: str
    surname: str
    mother: str
    father: str
    children: list[ChildData]
    opened_on: date
    street: str
    citizenship: str
    stage: str
    worker: User
    unit: Unit
    colleagues: list[User] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    @property
    def story(self) -> Story:
        return STORIES[self.story_key]


def plan_families(people: People, today: date) -> list[Family]:
    """The same sixty families at every call, except that their dates follow `today`."""
    chance = random.Random(SEED)  # noqa: S311 - a plan, not a secret
    return [_family(number, people, today, chance) for number in range(FAMILIES)]


def _family(number: int, people: People, today: date, chance: random.Random) -> Family:
    unit_key = TURN[number % len(TURN)]
    courtless = unit_key in ("sociale_valserena", "educativo") and number % 20 < 10
    stories = OTHER_STORIES if courtless else COURT_STORIES
    turn = number // 20 if courtless else number + number // len(stories)
    story_key = stories[turn % len(stories)]
    stage = NEW if number % 13 == 9 else CLOSED if number % 17 == 14 else ""
    opened_on = today - timedelta(
        days=chance.randrange(8, 25) if stage == NEW else chance.randrange(240, 730)
    )
    surname, mother, father, names_given, citizenship = _people_of(number, chance)
    workers, joining = DESKS[unit_key]
    worker = people.users[workers[(number // 2) % len(workers)]]
    return Family(
        number=number,
        story_key=story_key,
        unit_key=unit_key,
        surname=surname,
        mother=mother,
        father="" if number % 9 == 5 and not STORIES[story_key].parents_apart else father,
        children=_children(names_given, surname, citizenship, STORIES[story_key], today, chance),
        opened_on=opened_on,
        street=f"{chance.choice(names.STREETS)} {chance.randrange(2, 90)}, "
        f"{people.units[unit_key].controller.city}",
        citizenship=citizenship,
        stage=stage,
        worker=worker,
        unit=people.units[unit_key],
        colleagues=[people.users[key] for key in joining if people.users[key] != worker],
    )


def _people_of(number: int, chance: random.Random) -> tuple[str, str, str, list[str], str]:
    if number % 7 == 3 and number // 7 < len(names.ARRIVED):
        surname, mother, father, children, citizenship = names.ARRIVED[number // 7]
        return surname, mother, father, list(children), citizenship
    surname = names.SURNAMES[number % len(names.SURNAMES)]
    count = CHILDREN[number % len(CHILDREN)]
    pool = [*names.GIRLS, *names.BOYS]
    return (
        surname,
        chance.choice(names.MOTHERS),
        chance.choice(names.FATHERS),
        chance.sample(pool, count),
        "Italia",
    )


def _children(
    given: list[str], surname: str, citizenship: str, story: Story, today: date, chance: random.Random
) -> list[ChildData]:
    if story.theme == ALONE:
        given = given[:1]
    lowest, highest = story.ages
    ages = sorted(
        chance.sample(range(lowest, highest + 1), min(len(given), highest - lowest + 1)), reverse=True
    )
    return [
        _child(name, surname, citizenship, age, today, chance) for name, age in zip(given, ages, strict=False)
    ]


def _child(
    name: str, surname: str, citizenship: str, age: int, today: date, chance: random.Random
) -> ChildData:
    born = today - timedelta(days=round(age * 365.25) + chance.randrange(60, 330))
    sex = "F" if name in names.GIRLS or name in names.GIRLS_FROM_ELSEWHERE else "M"
    place = chance.choice(names.BIRTH_PLACES)
    code = names.impossible_tax_code(first_name=name, last_name=surname, born=born, sex=sex, place=place)
    return ChildData(
        first_name=name,
        last_name=surname,
        birth_date=born,
        sex=sex,
        birth_place=place,
        citizenship=citizenship,
        tax_code=code if chance.random() < 0.9 else "",
    )


def open_family(family: Family) -> None:
    """Open the cases of a family on their day, with équipe, addresses and states; keeps them in `family.cases`."""
    family.cases = register_intake(
        unit=family.unit,
        household=None,
        household_name=f"Nucleo {family.surname}",
        children=family.children,
        adults=_adults(family),
        address=_address(family),
        source_code=Code.objects.get(kind=CodeKind.SOURCE, code=family.story.source),
        source="",
        reason=family.story.reason,
        opened_on=family.opened_on,
        by=family.worker,
    )
    _settle_adults(family)
    for case in family.cases:
        for colleague in family.colleagues[: 1 + family.number % 2] if family.story.tasks else []:
            role = ROLE_OF_PROFESSION[Profession(colleague.profession)]
            joined = min(family.opened_on + timedelta(days=14), timezone.localdate())
            add_to_team(case=case, user=colleague, role=role, valid_from=joined, note="", by=family.worker)
        _move(case, family)


def _adults(family: Family) -> list[AdultData]:
    worst = {"violenza": ResponsibilityStatus.SUSPENDED, "affido": ResponsibilityStatus.LIMITED}
    limited = ResponsibilityStatus.LIMITED if family.story_key in ("affido", "comunita") else "piena"
    adults = [AdultData(family.mother, _mothers_name(family), Kinship.MOTHER, None, True, limited)]
    if family.father:
        status = worst.get(family.story_key, ResponsibilityStatus.FULL)
        together = not family.story.parents_apart
        adults.append(AdultData(family.father, family.surname, Kinship.FATHER, None, together, status))
    if family.number % 6 == 1:
        adults.append(AdultData("Graziella", _mothers_name(family), Kinship.GRANDPARENT, None, False))
    return adults


def _mothers_name(family: Family) -> str:
    return names.SURNAMES[(family.number * 7 + 20) % len(names.SURNAMES)]


def mother_of(family: Family) -> str:
    """How a diary calls her: not by her first name."""
    return f"la signora {_mothers_name(family)}"


def father_of(family: Family) -> str:
    """How a diary calls him."""
    return f"il signor {family.surname}"


def _address(family: Family) -> AddressData:
    if family.story.secret_place:
        return AddressData(
            AddressKind.PLACEMENT, "Casa protetta «La Quercia», via dell'Approdo 9, Melzo", secret=True
        )
    return AddressData(AddressKind.RESIDENCE, family.street)


def _settle_adults(family: Family) -> None:
    """Birth dates, the parents' addresses; a mother in a shelter has a secret one."""
    for member in HouseholdMember.objects.filter(household=family.cases[0].household).exclude(
        kinship="figlio"
    ):
        person: Person = member.person
        years = 66 if member.kinship == Kinship.GRANDPARENT else 30 + (person.pk * 7) % 15
        person.birth_date = family.opened_on - timedelta(days=round(years * 365.25) + person.pk % 300)
        person.sex = "M" if member.kinship == Kinship.FATHER else "F"
        person.citizenship = family.citizenship
        person.save(update_fields=["birth_date", "sex", "citizenship"])
        if member.kinship != Kinship.GRANDPARENT:
            place_address(person=person, address=_adults_address(family, member), valid_from=family.opened_on)


def _adults_address(family: Family, member: HouseholdMember) -> AddressData:
    if family.story_key == "violenza" and member.kinship == Kinship.MOTHER:
        return _address(family)
    return AddressData(AddressKind.RESIDENCE, family.street)


def _move(case: Case, family: Family) -> None:
    """From the referral to where the case stands today, each step on its day. Closing comes later."""
    day = family.opened_on
    steps = [("assess", 3)] if family.stage == NEW or family.number % 4 == 0 else []
    if family.stage != NEW:
        steps += [("take_charge", 25), ("activate", 70)]
    for step, after in steps:
        on = day + timedelta(days=after)
        if on > timezone.localdate() or (family.stage != CLOSED and (family.number + after) % 11 == 4):
            return
        move_case(case=case, move=step, on=on, reason="", by=family.worker)


def make_history() -> None:
    """The équipe began with the case, not on the day the demo was filled: intake writes today's date."""
    opened = Case.unscoped.filter(pk=OuterRef("case")).values("opened_on")
    TeamMember.objects.filter(responsible=True).update(valid_from=Subquery(opened[:1]))


def leave_some_without_responsible(families: list[Family], today: date) -> None:
    """A few cases nobody answers for: their worker has left, the coordinator has to choose another."""
    for family in families:
        if family.number in ABSENT:
            members = TeamMember.objects.filter(case__in=family.cases, responsible=True)
            members.update(valid_to=today - timedelta(days=3), note="Assenza per congedo")
