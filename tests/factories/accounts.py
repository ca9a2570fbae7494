from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.enums import OrganisationKind, Profession, Role
from accounts.models import Membership, Organisation, Unit, User

PASSWORD = "una frase lunga di prova"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Comune di Prova {n}")
    kind = OrganisationKind.COMUNE
    city = "Prova"
    letterhead_lines = "via dell'Esempio 1, 00000 Prova\ntel. 000 000000"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Tutela Minori {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    controller = factory.SelfAttribute("organisation")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persona{n}@ente.example")
    first_name = factory.Sequence(lambda n: f"Nome{n}")
    last_name = factory.Sequence(lambda n: f"Cognome{n}")
    profession = Profession.ASSISTENTE_SOCIALE
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    organisation = factory.LazyAttribute(lambda m: m.unit.organisation)
    role = Role.OPERATORE
    valid_from = date(2020, 1, 1)
