import hashlib
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import factory
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Organisation, User
from cases.models import Case
from courts.actions.emergencies import start_emergency
from courts.enums import MandateKind, OfficeKind, OrderKind, ProceedingKind, ProceedingRoleKind
from courts.models import (
    Emergency,
    Hearing,
    LegalNumber,
    Mandate,
    Office,
    Order,
    Proceeding,
    ProceedingNumber,
    ProceedingRole,
    Register,
)
from tests.factories.accounts import UnitFactory, UserFactory

# Small, valid and empty: one blank page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    kind = OfficeKind.TM
    name = factory.Sequence(lambda n: f"Tribunale per i minorenni di Prova {n}")
    city = "Prova"
    pec = factory.Sequence(lambda n: f"tribunale{n}@pec.giustizia.example")


class RegisterFactory(DjangoModelFactory):
    class Meta:
        model = Register
        django_get_or_create = ("code",)

    code = "R.G. V.G."
    label = "Ruolo generale di volontaria giurisdizione"


class CasesPostGeneration(DjangoModelFactory):
    """Takes `cases=[...]`, the children it is about."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def cases(self, create, extracted, **kwargs):
        if create and extracted:
            self.cases.set(extracted)


class ProceedingFactory(CasesPostGeneration):
    class Meta:
        model = Proceeding

    office = factory.SubFactory(OfficeFactory)
    kind = ProceedingKind.LIMITAZIONE_333
    instituted_on = date(2025, 1, 20)


class ProceedingNumberFactory(DjangoModelFactory):
    class Meta:
        model = ProceedingNumber

    proceeding = factory.SubFactory(ProceedingFactory)
    # The titolare of its cases; of a proceeding without cases, nobody's but its own.
    controller = factory.LazyAttribute(lambda number: titolare(number.proceeding))
    office = factory.SelfAttribute("proceeding.office")
    register = factory.SubFactory(RegisterFactory)
    number = factory.Sequence(lambda n: n + 1)
    year = 2025


def titolare(proceeding: Proceeding) -> Organisation:
    """Whose record a proceeding is."""
    case = Case.unscoped.select_related("unit__controller").filter(proceedings=proceeding).first()
    return case.unit.controller if case else UnitFactory().controller


class ProceedingRoleFactory(DjangoModelFactory):
    class Meta:
        model = ProceedingRole

    proceeding = factory.SubFactory(ProceedingFactory)
    kind = ProceedingRoleKind.TUTORE
    name = "Avv. Ada Inventata"
    valid_from = date(2025, 3, 3)


class HearingFactory(DjangoModelFactory):
    class Meta:
        model = Hearing

    proceeding = factory.SubFactory(ProceedingFactory)
    at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=40))
    place = "Aula 3"


class OrderFactory(CasesPostGeneration):
    """An order of its own proceeding; `cases=` reach the order, the proceeding is given or made with them."""

    class Meta:
        model = Order

    proceeding = factory.SubFactory(ProceedingFactory)
    kind = OrderKind.DECRETO_PROVVISORIO
    decided_on = date(2025, 2, 3)
    deposited_on = date(2025, 2, 5)
    received_on = date(2025, 2, 10)
    storage_key = factory.LazyFunction(uuid4)
    file = factory.LazyFunction(lambda: ContentFile(PDF, name="ordine.pdf"))
    file_sha256 = hashlib.sha256(PDF).hexdigest()
    registered_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def cases(self, create, extracted, **kwargs):
        if create and extracted:
            self.cases.set(extracted)
            self.proceeding.cases.add(*extracted)


class MandateFactory(CasesPostGeneration):
    """A mandate; `cases=` reach its order and proceeding too, as they do in life."""

    class Meta:
        model = Mandate

    order = factory.SubFactory(OrderFactory)
    kind = MandateKind.INDAGINE_PSICOSOCIALE
    task_text = "Il servizio svolga un'indagine psicosociale sul nucleo."
    starts_on = date(2025, 2, 10)
    first_term_amount = 60
    recipient = factory.SelfAttribute("order.proceeding.office")
    executor = factory.SubFactory(UnitFactory)

    @factory.post_generation
    def cases(self, create, extracted, **kwargs):
        if create and extracted:
            self.cases.set(extracted)
            self.order.cases.add(*extracted)
            self.order.proceeding.cases.add(*extracted)


class ProsecutorFactory(OfficeFactory):
    kind = OfficeKind.PMM
    name = factory.Sequence(lambda n: f"Procura presso il Tribunale per i minorenni di Prova {n}")
    pec = factory.Sequence(lambda n: f"procura{n}@pec.giustizia.example")


def numbers_of_the_law() -> None:
    """The numbers the product starts with: a test with a real browser leaves their table empty."""
    if not LegalNumber.objects.exists():
        import_module("courts.migrations.0003_legal_numbers").load(apps, None)


def emergency_for(cases: list[Case], by: User, **fields: Any) -> Emergency:
    """A removal ex art. 403 started by its action: `removed_at` is an hour ago unless given."""
    numbers_of_the_law()
    removed_at = fields.pop("removed_at", None) or timezone.now() - timedelta(hours=1)
    given = {
        "prosecutor": fields.pop("prosecutor", None) or ProsecutorFactory(),
        "removed_at": removed_at,
        "oral_notice_at": removed_at + timedelta(minutes=10),
        "oral_notice_by": by,
        "call_taken_by": "Sostituto di turno Prova",
        "reasons": "Pericolo attuale in casa.",
    }
    return start_emergency(cases=cases, by=by, **(given | fields))
