"""The working copy: what is read and searched is what is frozen."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from reports import tasks
from reports.actions.approval import approve, submit
from reports.actions.copies import request_copy
from reports.actions.rendering import pending_ids, render_copy
from reports.models import Report, WorkingCopy
from tests.factories.cases import DiaryEntryFactory
from tests.factories.reports import ready, written
from tests.reports.pdf_text import PdfText

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world, report) -> Report:
    return submit(report=written(report, world.owner), by=world.owner)


def test_a_worker_makes_it_with_its_text_and_marks_every_page(world, waiting):
    copy = waiting.working_copy
    assert pending_ids(WorkingCopy) == [copy.pk]
    assert render_copy(copy_id=copy.pk)
    assert not render_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    assert "Si propone la prosecuzione" in copy.text.replace("\n", " ")
    assert all("BOZZA" in page for page in PdfText(bytes(copy.pdf)).artifacts)
    assert approve(report=waiting, by=world.coordinator).report_id == waiting.pk


def test_the_record_moved_on_so_it_is_composed_and_read_again(world, waiting):
    ready(waiting)
    DiaryEntryFactory(case=world.case, occurred_at=timezone.make_aware(timezone.datetime(2026, 10, 1, 10)))
    with pytest.raises(ValidationError, match="va composto e letto"):
        approve(report=waiting, by=world.coordinator)
    ready(waiting)
    assert approve(report=waiting, by=world.coordinator).report_id == waiting.pk


def test_the_same_content_keeps_its_copy(waiting):
    ready(waiting)
    assert request_copy(report=waiting).pdf_sha256


def test_only_who_sees_the_report_gets_the_copy(world, sign_in, waiting):
    url = reverse("reports:copy_pdf", args=[waiting.pk])
    assert sign_in(world.owner).get(url).status_code == 404
    ready(waiting)
    answer = sign_in(world.owner).get(url)
    assert answer["Content-Disposition"] == f'attachment; filename="bozza-relazione-{waiting.pk}.pdf"'
    assert sign_in(world.stranger).get(url).status_code == 404


def test_the_sweep_rings_for_every_kind_of_pdf(waiting, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.render_copy, "delay", rung.append)
    tasks.render_pending()
    assert rung == [waiting.working_copy.pk]
