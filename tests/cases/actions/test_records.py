"""Requests for the record: the term, the decision, and copies from which other people's data are gone."""

import hashlib
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions import records
from cases.actions.records_copy import make_copy, pending_ids
from cases.enums import BundleState, Kinship
from cases.models import Address, Deadline, DiaryParagraph, RecordsBundle
from cases.records_hooks import sources
from cases.records_reading import candidates_of, parts_of, suggested_words
from cases.redaction import fingerprint
from courts.models import LegalNumber
from tests.factories.cases import (
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.factories.reports import approved, mandate_for, opened_report
from tests.reports.pdf_text import PdfText

DAY = date(2026, 10, 1)


@pytest.fixture
def asked(world):
    return records.register_request(
        case=world.case,
        requester="Genitore Richiedente",
        requester_kind="genitore",
        received_on=DAY,
        protocol="123/2026",
        scope="Il diario.",
        by=world.owner,
    )


def decide(row, by, decision="accolta", **changes):
    given = {
        "decision_reason": "Motivi.",
        "decided_on": timezone.localdate(),
        "deferred_until": None,
    } | changes
    return records.decide_request(request=row, decision=decision, by=by, **given)


def test_the_term_is_a_legal_number_and_a_deadline(asked):
    deadline = Deadline.objects.get(origin=f"records:{asked.pk}:1")
    assert asked.due_on == deadline.due_on == date(2026, 11, 2)  # thirty days end on a Saturday
    assert "L. 241/1990" in deadline.explanation


def test_without_the_number_nothing_is_guessed(world):
    LegalNumber.objects.filter(slug="accesso-atti").delete()
    with pytest.raises(ValidationError, match="accesso-atti"):
        records.register_request(
            case=world.case,
            requester="x",
            requester_kind="altro",
            received_on=DAY,
            protocol="",
            scope="x",
            by=world.owner,
        )


@pytest.mark.parametrize(("decision", "state"), [("accolta", "adempiuta"), ("rifiutata", "adempiuta")])
def test_a_decision_fulfils_the_deadline_once(world, asked, decision, state):
    decide(asked, world.owner, decision)
    assert Deadline.objects.get(origin=f"records:{asked.pk}:1").state == state
    with pytest.raises(ValidationError, match="già stato risposto"):
        decide(asked, world.owner, decision)


def test_deferred_moves_the_deadline_and_is_decided_again(world, asked):
    with pytest.raises(ValidationError, match="fino a quando"):
        decide(asked, world.owner, "differita")
    until = timezone.localdate() + timedelta(days=40)
    decide(asked, world.coordinator, "differita", deferred_until=until)
    assert Deadline.objects.get(origin=f"records:{asked.pk}:1").due_on == until
    assert decide(asked, world.owner).deferred_until is None


def test_who_decides_and_who_registers(world, asked):
    with pytest.raises(PermissionDenied):
        decide(asked, world.reader)
    with pytest.raises(ValidationError, match="motivazione"):
        decide(asked, world.owner, "parziale", decision_reason="")


# --- The copy -------------------------------------------------------------------------------------------
@pytest.fixture
def family(world):
    """A brother, a hidden home, an entry that speaks of both."""
    brother = PersonFactory(controller=world.comune, first_name="Ubaldino", last_name="Terzonome")
    HouseholdMemberFactory(household=world.case.household, person=brother, kinship=Kinship.SIBLING)
    Address.objects.create(
        person=world.case.person,
        kind="collocazione",
        text="via Nascostissima 9, Prova",
        secret=True,
        valid_from=DAY,
    )
    entry = DiaryEntryFactory(case=world.case, author=world.owner, place="Casa")
    text = (
        "Il bambino sta bene. La vicina riferisce di urla. Ubaldino Terzonome era assente. "
        "Vive in via Nascostissima 9."
    )
    DiaryParagraphFactory(entry=entry, text=text)
    return entry


def chosen(world, asked, *keys):
    records.choose_items(request=asked, chosen=keys, by=world.owner)
    return {f"{part.item.kind}:{part.item.object_id}": part for part in parts_of(asked)}


def look(part, by, removed=(), as_it_is=False):
    return records.read_over(
        item=part.item, removed=removed, seen=fingerprint(part.text.passages), as_it_is=as_it_is, by=by
    )


def test_the_copy_holds_nothing_of_other_people(world, asked, family):
    part = chosen(world, asked, f"nota:{family.pk}")[f"nota:{family.pk}"]
    records.set_words(request=asked, words=suggested_words(world.case), by=world.owner)
    look(
        part,
        world.owner,
        removed=[number for number, text in enumerate(part.text.passages) if "vicina" in text],
    )
    decide(asked, world.owner, "parziale")
    bundle = records.ask_bundle(request=asked, by=world.owner)
    assert pending_ids() == [bundle.pk]
    assert make_copy(bundle_id=bundle.pk)
    assert not make_copy(bundle_id=bundle.pk)
    bundle.refresh_from_db()
    archive_bytes = bundle.file.read()
    assert hashlib.sha256(archive_bytes).hexdigest() == bundle.sha256
    archive = zipfile.ZipFile(io.BytesIO(archive_bytes))
    assert archive.namelist() == ["000-indice.pdf", "001-nota.pdf", "impronte-sha256.txt"]
    paper, index = PdfText(archive.read("001-nota.pdf")).text, PdfText(archive.read("000-indice.pdf")).text
    assert "Il bambino sta bene." in paper
    assert "[omissis]" in paper
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1") + paper + index
    assert [word for word in ("vicina", "Ubaldino", "Terzonome", "Nascostissima") if word in everything] == []
    digest = hashlib.sha256(archive.read("001-nota.pdf")).hexdigest()
    assert digest in "".join(index.split())
    assert f"{digest}  001-nota.pdf" in archive.read("impronte-sha256.txt").decode()
    assert bundle.contents[0]["redacted"] is True


def test_what_nobody_read_over_or_what_changed_since_stays(world, asked, family):
    part = chosen(world, asked, f"nota:{family.pk}")[f"nota:{family.pk}"]
    decide(asked, world.owner)
    with pytest.raises(ValidationError, match="da rileggere: 1"):
        records.ask_bundle(request=asked, by=world.owner)
    look(part, world.owner)
    bundle = records.ask_bundle(request=asked, by=world.owner)
    DiaryParagraph.objects.filter(entry=family).update(text="Altre parole.")
    with pytest.raises(ValidationError, match="è cambiato"):
        look(part, world.owner)
    assert not make_copy(bundle_id=bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.file.name) == (BundleState.FAILED, "")


def test_no_copy_before_it_is_granted_nor_for_who_has_lost_the_case(world, asked, family):
    look(chosen(world, asked, f"nota:{family.pk}")[f"nota:{family.pk}"], world.owner)
    with pytest.raises(ValidationError, match="accolta"):
        records.ask_bundle(request=asked, by=world.owner)
    decide(asked, world.owner)
    bundle = records.ask_bundle(request=asked, by=world.owner)
    world.case.team.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert not make_copy(bundle_id=bundle.pk)
    assert RecordsBundle.objects.get().error.startswith("Chi ha chiesto")


def test_only_what_is_of_the_case_and_in_sight_is_chosen(world, asked, family):
    foreign = DiaryEntryFactory(case=world.sibling)
    assert chosen(world, asked, f"nota:{foreign.pk}", "nota:0", "altro:1", "nota:x") == {}
    assert set(chosen(world, asked, f"nota:{family.pk}")) == {f"nota:{family.pk}"}
    assert chosen(world, asked) == {}


def test_a_report_for_a_judge_comes_with_a_warning_and_its_frozen_text(world, asked):
    report = opened_report(mandate_for([world.case]))
    approved(report, author=world.owner, approver=world.coordinator)
    (candidate,) = candidates_of(world.owner, world.case)["relazione"]
    assert "atto giudiziario" in candidate.warning
    text = sources["relazione"].read(world.case, candidate.object_id)
    assert text.passages[0].startswith("Oggetto:")
    assert sources["relazione"].read(world.sibling, candidate.object_id) is None
