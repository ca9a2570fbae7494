"""The list kept and taken along: what the pages do beside the matrix."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.models import ListExport, SavedView, TeamMember
from cases.views import listing as views
from tests.factories.cases import DeadlineFactory

LIST, EXPORT = reverse("cases:case_list"), reverse("cases:list_export")


def test_columns_are_remembered(world, sign_in):
    client = sign_in(world.owner)
    client.post(reverse("cases:list_columns"), {"columns": ["fascicolo", "contatto"]})
    labels = [column.label for column, _ in client.get(LIST).context["columns"]]
    assert labels == ["Fascicolo", "Ultimo contatto"]


def test_a_view_brings_filters_order_and_columns_back_but_no_name(world, sign_in):
    DeadlineFactory(case=world.case, due_on=timezone.localdate() - timedelta(days=1))
    client = sign_in(world.owner)
    saved = client.post(
        reverse("cases:list_views") + "?q=Inventato&scadenza=scadute&ordine=eta", {"name": "Scaduti"}
    )
    view = SavedView.objects.get(name="Scaduti")
    assert saved.url == f"{LIST}?vista={view.pk}"
    page = client.get(saved.url)
    assert [case for case, _ in page.context["rows"]] == [world.case]
    assert page.context["kept"].asked.q == ""
    assert "Scaduti" in page.text
    # Somebody else's number opens nothing.
    assert sign_in(world.reader).get(saved.url).context["kept"].view is None


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_short_list_comes_at_once_and_equals_the_page(world, sign_in, file_format):
    response = sign_in(world.reader).post(EXPORT, {"formato": file_format})
    assert response["Content-Disposition"].endswith(f'casi-{timezone.localdate()}.{file_format}"')
    assert AccessLog.objects.get(action="cases:list_export").case_ids == [world.case.pk]
    if file_format == "csv":
        head, row = response.content.decode("utf-8-sig").splitlines()
        assert head == "Persona;Fascicolo;Età;Stato;Prossima scadenza;Responsabile;Unità"
        assert row.startswith(f"{world.case.person};{world.case.reference};")
        assert str(world.sibling.person) not in response.content.decode()


def test_a_long_list_is_made_apart_and_kept_from_who_lost_a_case(
    world, sign_in, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(views, "AT_ONCE", 1)
    client = sign_in(world.owner)
    asked = client.post(EXPORT, {"formato": "csv"})
    export = ListExport.objects.get()
    assert asked.url == reverse("cases:list_export_state", args=[export.pk])
    assert "In attesa" in client.get(asked.url).text
    views.make_list_export(export.pk)
    assert "2 casi" in client.get(asked.url, headers={"HX-Request": "true"}).text
    url = reverse("cases:list_export_file", args=[export.pk])
    assert world.case.reference in b"".join(client.get(url).streaming_content).decode()
    TeamMember.objects.filter(case=world.sibling, user=world.owner).update(valid_to=date_before())
    assert client.get(url).status_code == 302


def date_before():
    return timezone.localdate() - timedelta(days=1)


def test_the_whole_filter_costs_the_same_for_few_and_many(world, sign_in, django_assert_max_num_queries):
    client = sign_in(world.owner)
    with django_assert_max_num_queries(19):
        page = client.get(LIST, {"filtri": "1", "silenzio": "30"})
    assert "Servizio" in page.text
