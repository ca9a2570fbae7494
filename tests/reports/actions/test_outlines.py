from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from reports.actions.outlines import new_version, put_in_force
from reports.enums import BlockKind, ReportKind
from reports.models import Outline, OutlineSection
from reports.outlines import home_of, outline_for
from tests.factories.reports import mandate_for, opened_report, outlines_of_the_product


@pytest.mark.parametrize("kind", ReportKind)
def test_every_kind_has_an_outline_that_takes_the_three_kinds_apart(db, kind):
    outlines_of_the_product()
    outline = outline_for(kind, timezone.localdate())
    sections = list(outline.sections.all())
    assert sections
    assert any(section.required for section in sections)
    assert all(section.guidance for section in sections)
    mixed = [section.key for section in sections if {"dichiarazione", "valutazione"} <= set(section.kinds)]
    assert mixed == []
    assert home_of(sections, BlockKind.FATTO)


def test_a_report_keeps_the_version_it_was_opened_with(world):
    old = opened_report(mandate_for([world.case]))
    second = new_version(outline=old.outline, by=world.administrator)
    assert (second.number, second.valid_from) == (2, None)
    assert second.sections.count() == old.outline.sections.count()
    section = second.sections.get(key="valutazione")
    section.heading = "Lettura professionale"
    section.save()
    day = timezone.localdate() + timedelta(days=1)
    put_in_force(outline=second, by=world.administrator, from_day=day)
    first = Outline.objects.get(kind="aggiornamento", number=1)
    assert first.valid_to == timezone.localdate()
    assert outline_for(ReportKind.AGGIORNAMENTO, timezone.localdate()) == first
    assert outline_for(ReportKind.AGGIORNAMENTO, day) == second
    old.refresh_from_db()
    assert old.outline == first


def test_a_version_comes_into_force_once_and_not_in_the_past(world):
    outline = outline_for(ReportKind.AGGIORNAMENTO, timezone.localdate())
    with pytest.raises(ValidationError, match="già stata messa"):
        put_in_force(outline=outline, by=world.administrator)
    second = new_version(outline=outline, by=world.administrator)
    with pytest.raises(ValidationError, match="giorno futuro"):
        put_in_force(
            outline=second, by=world.administrator, from_day=timezone.localdate() - timedelta(days=1)
        )
    OutlineSection.objects.filter(outline=second).delete()
    with pytest.raises(ValidationError, match="non ha sezioni"):
        put_in_force(outline=second, by=world.administrator)


def test_the_database_refuses_to_change_an_outline_in_use(world):
    report = opened_report(mandate_for([world.case]))
    for change in (
        lambda: OutlineSection.objects.filter(outline=report.outline).update(heading="Altro"),
        lambda: OutlineSection.objects.filter(outline=report.outline, key="rete").delete(),
        lambda: OutlineSection.objects.create(
            outline=report.outline, position=1, key="nuova", heading="N", kinds=["fatto"]
        ),
        lambda: Outline.objects.filter(pk=report.outline_id).update(title="Altro"),
    ):
        with pytest.raises(DatabaseError, match="outline in use"), transaction.atomic():
            change()
