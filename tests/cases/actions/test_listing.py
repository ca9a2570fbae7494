"""Views, columns, and the list as a file made apart."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions.listing import (
    MOST_VIEWS,
    ask_export,
    make_export,
    remember_columns,
    save_view,
    sweep_exports,
    waiting_exports,
)
from cases.listing import Asked
from cases.models import ListExport, SavedView, TeamMember


@pytest.fixture
def export(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return ask_export(file_format="csv", asked=Asked(stato="tutti"), columns=["fascicolo"], by=world.owner)


def test_columns_and_views_are_kept_for_their_person(world):
    remember_columns(columns=["eta"], by=world.owner)
    remember_columns(columns=["comune"], by=world.owner)
    save_view(name="Scaduti", asked=Asked(scadenza="scadute"), columns=["eta"], by=world.owner)
    view = save_view(name="Scaduti", asked=Asked(scadenza="7"), columns=["stato"], by=world.owner)
    rows = SavedView.objects.filter(user=world.owner).values_list("name", "columns")
    assert list(rows) == [("", ["comune"]), ("Scaduti", ["stato"])]
    assert Asked(**view.asked) == Asked(scadenza="7")


def test_one_view_too_many_is_refused(world):
    SavedView.objects.bulk_create(SavedView(user=world.owner, name=str(n)) for n in range(MOST_VIEWS))
    with pytest.raises(ValidationError):
        save_view(name="Di troppo", asked=Asked(), columns=[], by=world.owner)


def test_a_file_holds_what_its_person_sees(world, export):
    assert waiting_exports() == [export.pk]
    assert make_export(export_id=export.pk)
    export.refresh_from_db()
    lines = export.file.read().decode("utf-8-sig").splitlines()
    assert lines[0] == "Persona;Fascicolo"
    assert {line.split(";")[1] for line in lines[1:]} == {world.case.reference, world.sibling.reference}
    assert (export.done, export.total) == (2, 2)
    assert set(export.case_ids) == {world.case.pk, world.sibling.pk}
    assert not make_export(export_id=export.pk)  # the second doorbell finds nothing to do


def test_a_worker_that_died_is_followed_up_and_one_that_lives_is_left_alone(export):
    ListExport.objects.filter(pk=export.pk).update(attempts=1, touched_at=timezone.now())
    assert waiting_exports() == []
    assert not make_export(export_id=export.pk)
    ListExport.objects.filter(pk=export.pk).update(touched_at=timezone.now() - timedelta(minutes=5))
    assert make_export(export_id=export.pk)


def test_given_up_after_three_attempts(export):
    ListExport.objects.filter(pk=export.pk).update(attempts=3)
    assert not make_export(export_id=export.pk)
    export.refresh_from_db()
    assert export.state == "non_riuscito"


def test_who_sees_nothing_any_more_gets_an_empty_list(world, export):
    TeamMember.objects.filter(user=world.owner).update(valid_to=timezone.localdate() - timedelta(days=1))
    make_export(export_id=export.pk)
    export.refresh_from_db()
    assert export.case_ids == []


def test_a_file_is_gone_after_a_day(export):
    make_export(export_id=export.pk)
    export.refresh_from_db()
    path = export.file.path
    ListExport.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    sweep_exports()
    assert not ListExport.objects.exists()
    with pytest.raises(FileNotFoundError):
        open(path, "rb")  # noqa: SIM115
