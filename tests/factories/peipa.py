from datetime import date

import factory
from factory.django import DjangoModelFactory

from peipa.enums import PlanKind
from peipa.models import Objective, Plan, PlanArea
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory


class PlanAreaFactory(DjangoModelFactory):
    """The row of the migration when it is there."""

    class Meta:
        model = PlanArea
        django_get_or_create = ("kind", "name")

    kind = PlanKind.PEIPA
    name = "Autonomia personale e sociale"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    case = factory.SubFactory(CaseFactory)
    title = "Progetto educativo"
    starts_on = date(2026, 2, 1)
    review_on = date(2026, 8, 1)
    author = factory.SubFactory(UserFactory)


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    plan = factory.SubFactory(PlanFactory)
    area = factory.SubFactory(PlanAreaFactory)
    title = factory.Sequence(lambda n: f"Obiettivo di prova {n}")
