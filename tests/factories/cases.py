from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from cases.enums import EntryKind, Kinship, ParagraphKind, TeamRole
from cases.models import (
    Case,
    Deadline,
    DiaryEntry,
    DiaryParagraph,
    Household,
    HouseholdMember,
    Person,
    TeamMember,
)
from tests.factories.accounts import OrganisationFactory, UnitFactory, UserFactory


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    controller = factory.SubFactory(OrganisationFactory)
    first_name = factory.Sequence(lambda n: f"Minore{n}")
    last_name = factory.Sequence(lambda n: f"Inventato{n}")
    birth_date = date(2016, 5, 4)


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household

    controller = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Nucleo {n}")


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    reference = factory.Sequence(lambda n: f"2026/{n:05d}")
    unit = factory.SubFactory(UnitFactory)
    person = factory.SubFactory(PersonFactory, controller=factory.SelfAttribute("..unit.controller"))
    household = factory.SubFactory(HouseholdFactory, controller=factory.SelfAttribute("..unit.controller"))
    opened_on = date(2025, 1, 15)

    @classmethod
    def _get_manager(cls, model_class):
        return model_class.unscoped


class HouseholdMemberFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdMember

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    kinship = Kinship.CHILD
    valid_from = date(2020, 1, 1)


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember

    case = factory.SubFactory(CaseFactory)
    user = factory.SubFactory(UserFactory)
    role = TeamRole.ASSISTENTE_SOCIALE
    valid_from = date(2025, 1, 15)


class DeadlineFactory(DjangoModelFactory):
    class Meta:
        model = Deadline

    case = factory.SubFactory(CaseFactory)
    title = "Relazione di aggiornamento"
    due_on = date(2026, 12, 28)
    origin = factory.Sequence(lambda n: f"prova:{n}:1")


class DiaryEntryFactory(DjangoModelFactory):
    class Meta:
        model = DiaryEntry

    case = factory.SubFactory(CaseFactory)
    kind = EntryKind.COLLOQUIO
    occurred_at = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)
    author = factory.SubFactory(UserFactory)


class DiaryParagraphFactory(DjangoModelFactory):
    class Meta:
        model = DiaryParagraph

    entry = factory.SubFactory(DiaryEntryFactory)
    kind = ParagraphKind.FATTO
    text = "Il minore frequenta la scuola con regolarità."
