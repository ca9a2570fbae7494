"""A report that would tell something protected does not pass, or passes with a second person and a reason."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from cases.enums import AddressKind, ContactKind
from cases.models import Address, Contact, DiaryEntry, HouseholdMember
from reports.actions.approval import approve, give_back, submit
from reports.actions.leaks import findings, waive
from reports.actions.writing import add_block, save_block, save_proposals
from reports.enums import BlockKind
from reports.models import LeakWaiver, Report, WorkingCopy
from tests.conftest import member
from tests.factories.cases import (
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    PersonFactory,
    TeamMemberFactory,
)
from tests.factories.reports import mandate_for, opened_report, ready, written

NOTE = "La madre confida di voler lasciare il compagno appena troverà un alloggio sicuro."


@pytest.fixture
def family(world) -> None:
    """A shelter, its telephone, a reserved note, and a sister without a case of her own."""
    since = date(2026, 1, 1)
    mother = PersonFactory(
        controller=world.comune, first_name="Rachele", last_name="Fiordaliso", birth_date=None
    )
    HouseholdMemberFactory(household=world.case.household, person=mother, kinship="madre")
    Address.objects.create(
        person=mother,
        kind=AddressKind.PLACEMENT,
        text="Casa Melograno, via dei Tigli 9, Monza",
        secret=True,
        valid_from=since,
    )
    Contact.objects.create(
        person=mother,
        kind=ContactKind.MOBILE,
        note="di sera",
        value="333 9876543",
        secret=True,
        valid_from=since,
    )
    sister = PersonFactory(
        controller=world.comune, first_name="Ginevra", last_name="Fiordaliso", birth_date=date(2020, 2, 2)
    )
    HouseholdMemberFactory(household=world.case.household, person=sister, kinship="figlio")
    entry: DiaryEntry = DiaryEntryFactory(
        case=world.case, reserved=True, place="Bar Quercione", participants="madre"
    )
    DiaryParagraphFactory(entry=entry, text=NOTE)


@pytest.fixture
def alone(world, family) -> Report:
    """A complete report about one of the siblings."""
    return written(opened_report(mandate_for([world.case])), world.owner)


def waiting(world, report: Report, text: str) -> Report:
    add_block(report=report, kind=BlockKind.FATTO, by=world.owner, text=text, source="Colloquio")
    return ready(submit(report=Report.objects.get(pk=report.pk), by=world.owner))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("La madre si trova presso la CASA MELOGRANO.", "Indirizzo o recapito riservato"),
        ("Abitano in via dei Tigli.", "Indirizzo o recapito riservato"),
        ("Risponde al 333/98.76.543.", "Indirizzo o recapito riservato"),
        ("Ha riferito di voler lasciare il compagno appena troverà un alloggio.", "Nota di diario riservata"),
        ("Incontro al Bar Quercione.", "Nota di diario riservata"),
        ("Gioca volentieri con Ginevra.", "Nome di un altro minore"),
    ],
)
def test_a_leak_stops_the_approval_and_says_where(world, alone, text, kind):
    report = waiting(world, alone, text)
    (finding,) = findings(report)
    assert finding.hit.kind == kind
    assert finding.hit.anchor == f"blocco-{report.blocks.get(text=text).pk}"
    with pytest.raises(ValidationError, match="contiene un dato protetto"):
        approve(report=report, by=world.coordinator)
    report.refresh_from_db()
    assert report.state == "in_approvazione"


def test_nothing_protected_nothing_said(world, alone):
    report = waiting(world, alone, "La madre collabora; il bambino va a scuola con la sorella.")
    assert findings(report) == []
    assert approve(report=report, by=world.coordinator).report_id == report.pk


def test_proposals_titles_and_the_pdf_are_searched_too(world, alone):
    save_proposals(report=alone, by=world.owner, text="Che Ginevra resti con la madre.")
    report = waiting(world, alone, "Nulla di nuovo.")
    WorkingCopy.objects.filter(report=report).update(text="In fondo alla pagina: Casa Melograno")
    assert [found.hit.label for found in findings(report)] == ["Proposte", "PDF composto"]


def test_the_household_table_names_the_household(world, alone):
    """The court wants the whole family: what is printed of it by the record is not a leak."""
    assert HouseholdMember.objects.filter(person__first_name="Ginevra").exists()
    assert findings(alone) == []


def test_a_second_person_lets_a_passage_stand_and_cannot_approve(world, alone):
    report = waiting(world, alone, "Gioca volentieri con Ginevra.")
    (finding,) = findings(report)
    with pytest.raises(PermissionDenied):
        waive(report=report, digest=finding.hit.digest, reason="La sorella è già nota.", by=world.owner)
    waive(report=report, digest=finding.hit.digest, reason="La sorella è già nota.", by=world.coordinator)
    with pytest.raises(ValidationError, match="deve approvare un'altra persona"):
        approve(report=report, by=world.coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state="approvata", approved_by=world.coordinator, approved_at=report.submitted_at
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        LeakWaiver.objects.update(reason="altro")
    other = member(Role.RESPONSABILE, world.unit)
    assert approve(report=report, by=other).report_id == report.pk


def test_a_passage_that_changes_is_looked_at_again(world, alone):
    report = waiting(world, alone, "Gioca volentieri con Ginevra.")
    second = member(Role.OPERATORE, world.unit)
    TeamMemberFactory(case=world.case, user=second)
    waive(report=report, digest=findings(report)[0].hit.digest, reason="Già nota.", by=second)
    assert findings(report)[0].waiver is not None
    give_back(report=report, by=world.coordinator, text="Ancora una cosa.")
    block = report.blocks.get(text="Gioca volentieri con Ginevra.")
    save_block(block=block, expected_version=block.version, by=world.owner, text="Litiga con Ginevra.")
    assert findings(Report.objects.get(pk=report.pk))[0].waiver is None


def test_the_page_shows_passage_and_takes_a_reason(world, alone, sign_in):
    report = waiting(world, alone, "Gioca volentieri con Ginevra.")
    url = reverse("reports:leak_check", args=[report.pk])
    lead = sign_in(world.coordinator)
    page = lead.get(url).text
    digest = findings(report)[0].hit.digest
    assert "Gioca volentieri con Ginevra." in page
    assert "Questo campo è obbligatorio." in lead.post(url, {"digest": digest, "reason": " "}).text
    assert lead.post(url, {"digest": digest, "reason": "Già nota al giudice."}).status_code == 302
    assert "Già nota al giudice." in lead.get(url).text
    assert sign_in(world.owner).post(url, {"digest": digest, "reason": "x"}).status_code == 403
