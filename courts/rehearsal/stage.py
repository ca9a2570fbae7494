"""The invented service of a rehearsal: units, people who go on holiday and leave, families with children."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from accounts.enums import OrganisationKind, Profession, Role
from accounts.models import Absence, Membership, NotificationPreference, Organisation, Unit, User
from cases.actions.intake import take_references
from cases.enums import TeamRole
from cases.models import Case, Household, TeamMember
from cases.models import Person as People
from courts.enums import OfficeKind, ProceedingKind
from courts.models import Office, Proceeding
from courts.rehearsal.script import Child, Person, Script

STAFF = {Role.OPERATORE: 8, Role.COORDINATORE: 2, Role.RESPONSABILE: 1}
MANDATES_PER_UNIT = 125
ABSENCES_A_YEAR = 6
LONGEST_ABSENCE = 21
LEAVING, SILENT, RESTRICTED = 0.1, 0.05, 0.03  # shares of people, of people, of families


class Stage:
    """Builds the service for `days` days from `start`, and notes it in the script."""

    def __init__(self, script: Script, random: Random, start: date, days: int) -> None:
        self.script, self.random, self.start, self.days = script, random, start, days
        self.ente = Organisation.objects.create(name="Comune della Prova", kind=OrganisationKind.COMUNE)
        self.office = Office.objects.create(
            kind=OfficeKind.TM, name="Tribunale della Prova", city="Prova", pec="prova@pec.example"
        )
        self.users: dict[int, User] = {}

    def people(self, mandates: int) -> None:
        """Units for this many mandates, everybody in them, and their absences."""
        admin = self._user(None, Role.AMMINISTRATORE)
        self.script.administrator = admin.pk
        for number in range(1, max(1, mandates // MANDATES_PER_UNIT) + 1):
            unit = Unit.objects.create(
                name=f"Unità di prova {number}", organisation=self.ente, controller=self.ente
            )
            for role, count in STAFF.items():
                for _ in range(count):
                    self._person(unit, role)
        Absence.objects.bulk_create(
            Absence(user_id=person.pk, starts_on=first, ends_on=last)
            for person in self.script.people.values()
            for first, last in person.away
        )
        silent = [person for person in self.script.people.values() if self.random.random() < SILENT]
        NotificationPreference.objects.bulk_create(
            NotificationPreference(user_id=person.pk, daily_email=False) for person in silent
        )

    def _user(self, unit: Unit | None, role: Role) -> User:
        number = len(self.users) + 1
        user = User.objects.create_user(
            f"persona{number}@prova.invalid",
            first_name=f"Persona {number}",
            last_name="Di Prova",
            profession=Profession.ASSISTENTE_SOCIALE,
        )
        self.users[user.pk] = user
        Membership.objects.create(
            user=user, organisation=self.ente, unit=unit, role=role, valid_from=self.start
        )
        return user

    def _person(self, unit: Unit, role: Role) -> None:
        person = Person(self._user(unit, role).pk, role, unit.pk, list(self._absences()))
        if role == Role.OPERATORE and self.random.random() < LEAVING:
            person.left_on = self.start + timedelta(days=self.random.randrange(1, self.days + 1))
        self.script.add(person)

    def _absences(self) -> Iterator[tuple[date, date]]:
        """Holidays and illnesses, one after the other."""
        pause = 365 // ABSENCES_A_YEAR
        day = self.start + timedelta(days=self.random.randrange(pause))
        while day <= self.start + timedelta(days=self.days):
            last = day + timedelta(days=self.random.randrange(LONGEST_ABSENCE))
            yield day, last
            day = last + timedelta(days=self.random.randrange(1, 2 * pause))

    def families(self, count: int) -> list[tuple[Proceeding, list[int]]]:
        """One to three siblings under one proceeding each, with one of the operators responsible.

        Written as rows: opening a case is not what is rehearsed, and would take half of the time.
        """
        operators = [person for (_, role), group in self.script.by_unit.items() for person in group
                     if role == Role.OPERATORE]  # fmt: skip
        sizes = [self.random.choice((1, 1, 2, 3)) for _ in range(count)]
        references = iter(take_references(year=self.start.year, count=sum(sizes)))
        homes = Household.objects.bulk_create(
            Household(controller=self.ente, name=f"Nucleo di prova {number}") for number in range(count)
        )
        pairs = zip(homes, sizes, strict=True)
        return [self._family(home, size, self.random.choice(operators), references) for home, size in pairs]

    def _family(
        self, home: Household, size: int, person: Person, references: Iterator[str]
    ) -> tuple[Proceeding, list[int]]:
        restricted = self.random.random() < RESTRICTED
        children = People.objects.bulk_create(
            People(controller=self.ente, first_name=f"Minore {home.pk}.{which}", last_name="Di Prova")
            for which in range(size)
        )
        cases = [
            Case(
                reference=next(references),
                person=child,
                household=home,
                unit_id=person.unit,
                opened_on=self.start,
                restricted=restricted,
            )
            for child in children
        ]
        for case in cases:
            case.save()
            held = [(self.start, person.pk)]
            self.script.children[case.pk] = Child(case.pk, person.unit, restricted, held)
        TeamMember.objects.bulk_create(
            TeamMember(
                case=case,
                user_id=person.pk,
                role=TeamRole.ASSISTENTE_SOCIALE,
                responsible=True,
                valid_from=self.start,
            )
            for case in cases
        )
        proceeding = Proceeding.objects.create(office=self.office, kind=ProceedingKind.LIMITAZIONE_333)
        proceeding.cases.set(cases)
        return proceeding, [case.pk for case in cases]
