"""Offices: their life and succession, and the subject they want, as administrators write them."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from courts.enums import Channel
from courts.findings import findings
from courts.models import Office, OfficeSection, Register
from courts.subject_template import filled, template_fault
from tests.factories.courts import HearingFactory, MandateFactory, OfficeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{numero} - {atto} - {riferimento}", ""),
        ("Relazione", ""),
        ("{nome} {numero}", "Segnaposto sconosciuto: {nome}"),
        ("{numero.__class__}", "Segnaposto sconosciuto"),
        ("{}", "Segnaposto sconosciuto: {}"),
        ("{numero", "aperta o chiusa da sola"),
        ("a\nBcc: b", "una riga sola"),
    ],
)
def test_only_the_known_placeholders_are_taken(template, words) -> None:
    fault = template_fault(template)
    assert words in fault
    assert bool(words) == bool(fault)


def test_a_value_is_never_read_as_a_template() -> None:
    assert filled("{numero} {atto}", {"numero": "{atto}", "atto": "Relazione"}) == "{atto} Relazione"


def test_succession(world) -> None:
    last = OfficeFactory()
    middle = OfficeFactory(valid_to=date(2026, 6, 30), succeeded_by=last)
    first = OfficeFactory(valid_to=date(2026, 1, 31), succeeded_by=middle)
    assert first.competent_on(date(2026, 1, 31)) == first
    assert first.competent_on(date(2026, 2, 1)) == middle
    assert first.competent_on(date(2026, 7, 1)) == last
    middle.succeeded_by = first
    with pytest.raises(ValidationError, match="torna a questo stesso ufficio"):
        middle.full_clean()
    for wrong in ({"succeeded_by": first}, {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}):
        with pytest.raises(ValidationError):
            Office(kind="tm", name="Ufficio", city="Prova", channel=Channel.A_MANO, **wrong).full_clean()


def test_administrators_keep_offices_sections_and_registers(world, sign_in) -> None:
    client = sign_in(world.administrator)
    office = {
        "kind": "tm",
        "name": "Tribunale inventato",
        "city": "Prova",
        "channel": "pec",
        "pec": "tribunale@pec.example",
        "subject_template": "{cognome} {numero}",
    }
    add = reverse("admin:courts_office_add")
    assertContains(client.post(add, office), "Segnaposto sconosciuto: {cognome}")
    assert not Office.objects.filter(name="Tribunale inventato").exists()
    assert client.post(add, office | {"subject_template": "{numero}"}).status_code == 302
    made = Office.objects.get(name="Tribunale inventato")
    section = {"office": made.pk, "name": "Sezione civile"}
    assert client.post(reverse("admin:courts_officesection_add"), section).status_code == 302
    assertContains(client.post(reverse("admin:courts_officesection_add"), section), "già registrata")
    register = {"code": "R.G. ADS", "label": "Ambiguo: vedi ufficio"}
    assert client.post(reverse("admin:courts_register_add"), register).status_code == 302
    assert (OfficeSection.objects.count(), Register.objects.filter(code="R.G. ADS").count()) == (1, 1)


def test_an_office_that_is_gone_is_found_with_where_to_mend_it(world) -> None:
    with time_machine.travel(date(2026, 3, 2), tick=False):
        new = OfficeFactory(name="Tribunale nuovo")
        mandate = MandateFactory(cases=[world.case])
        office = mandate.recipient
        assert not [one for one in findings(world.case) if "competente" in one.text]
        office.valid_to, office.succeeded_by = date(2026, 1, 31), new
        office.save()
        HearingFactory(proceeding=mandate.order.proceeding, at="2026-02-20T09:00Z")
        found = {one.url: one.text for one in findings(world.case)}
    wrong = found[reverse("courts:mandate_recipient", args=[mandate.pk])]
    assert "ufficio non più competente" in wrong
    assert "sostituito da Tribunale nuovo" in wrong
    assert (
        "non più competente"
        in found[reverse("courts:proceeding_transfer", args=[mandate.order.proceeding_id])]
    )
    assert any("manca l'esito" in text for text in found.values())
