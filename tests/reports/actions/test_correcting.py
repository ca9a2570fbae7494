"""Integrazione and rettifica: a report of its own, linked to the approved one, which stays as it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.actions.correcting import open_correction
from reports.gathering import gather
from reports.models import Report
from reports.pdf import render
from tests.factories.reports import approved
from tests.reports.pdf_text import PdfText

REASON = "La data della visita domiciliare era sbagliata."


def correct(report: Report, by, kind: str = "rettifica") -> Report:
    due = timezone.localdate() + timedelta(days=7)
    return open_correction(report=report, kind=kind, reason=REASON, due_on=due, by=by)


@pytest.fixture
def first(world, report) -> Report:
    approved(report, author=world.owner, approver=world.coordinator)
    report.refresh_from_db()
    return report


@pytest.mark.parametrize("kind", ["rettifica", "integrazione"])
def test_a_correction_is_a_report_about_the_same(world, first, kind):
    texts = sorted(first.blocks.values_list("text", flat=True))
    second = correct(first, world.owner, kind)
    assert (second.corrects, second.mandate, second.cycle) == (first, first.mandate, first.cycle)
    assert set(second.covered.all()) == {world.case, world.sibling}
    assert sorted(second.blocks.values_list("text", flat=True)) == (texts if kind == "rettifica" else [])
    assert bool(second.proposals) is (kind == "rettifica")
    assert second.blocks.filter(bases__isnull=False).exists() is (kind == "rettifica")
    assert sorted(first.blocks.values_list("text", flat=True)) == texts


def test_only_an_approved_report_and_only_once_at_a_time(world, report, first):
    correct(first, world.owner)
    with pytest.raises(ValidationError, match="già in corso"):
        correct(first, world.owner)
    with pytest.raises(ValidationError, match="solo una relazione approvata"):
        correct(first.corrections.get(), world.owner)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=first.corrections.get().pk).update(corrects=first.corrections.get())


def test_the_new_pdf_and_both_pages_name_each_other(world, sign_in, first):
    client = sign_in(world.owner)
    answer = client.post(
        reverse("reports:correct", args=[first.pk]),
        {"kind": "rettifica", "reason": REASON, "due_on": timezone.localdate().isoformat()},
    )
    second = first.corrections.get()
    assert answer.headers["Location"] == second.get_absolute_url()
    assert f"Rettifica della relazione n. {first.pk}" in client.get(second.get_absolute_url()).text
    assert second.get_absolute_url() in client.get(first.get_absolute_url()).text
    approved(second, author=world.owner, approver=world.coordinator)
    text = PdfText(render(gather(second, at=timezone.now()))).text
    assert f"Rettifica della relazione n. {first.pk} approvata il" in text
    assert REASON in text


def test_a_day_gone_by_and_no_reason_are_refused_in_words(world, sign_in, first):
    answer = sign_in(world.owner).post(
        reverse("reports:correct", args=[first.pk]),
        {"kind": "integrazione", "reason": " ", "due_on": "2020-01-01"},
    )
    assert "Il giorno è già passato." in answer.text
    assert "Questo campo è obbligatorio." in answer.text
    assert not first.corrections.exists()
