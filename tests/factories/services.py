from datetime import date

import factory
from factory.django import DjangoModelFactory

from services.catalogue.enums import EnrolmentOrigin
from services.catalogue.models import Enrolment, ServiceKind
from tests.factories.cases import CaseFactory


class ServiceKindFactory(DjangoModelFactory):
    """The row of the migration when it is there: `ServiceKindFactory(slug="tutela")`."""

    class Meta:
        model = ServiceKind
        django_get_or_create = ("slug",)

    slug = "spazio_neutro"
    name = factory.LazyAttribute(lambda kind: kind.slug.replace("_", " ").capitalize())
    purpose = "Sostenere la relazione tra il bambino e i suoi familiari."


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    case = factory.SubFactory(CaseFactory)
    kind = factory.SubFactory(ServiceKindFactory)
    origin = EnrolmentOrigin.SERVIZIO_SOCIALE
    requested_on = date(2026, 1, 10)
