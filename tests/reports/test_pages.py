"""The pages of the thread, in front of everybody; the same number of statements for one row and for many."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from reports.actions.approval import approve, submit
from reports.actions.outbox import queue_dispatches
from reports.actions.rendering import render_index, render_report
from reports.models import Alarm, Dispatch
from tests.factories.reports import (
    MailboxFactory,
    approved,
    mandate_for,
    opened_report,
    ready,
    submitted,
    written,
)

READ_PAGES = ["report_detail", "preview", "record", "delivery_state"]
# owner writes both siblings; the reader sees only one of them, so not the report; nobody else is near it.
WHO = [
    ("owner", 200),
    ("coordinator", 200),
    ("reader", 404),
    ("colleague", 404),
    ("stranger", 404),
    ("outsider", 404),
    ("administrator", 404),
    ("privacy", 404),
]


@pytest.mark.parametrize("page", READ_PAGES)
@pytest.mark.parametrize(("who", "status"), WHO)
def test_report_pages_by_relation(world, sign_in, report, page, who, status):
    response = sign_in(getattr(world, who)).get(reverse(f"reports:{page}", args=[report.pk]))
    assert response.status_code == status


@pytest.mark.parametrize("page", [*READ_PAGES, "report_pdf", "evidence"])
def test_hidden_and_missing_report_are_the_same_bytes(world, sign_in, report, page):
    client = sign_in(world.stranger)
    hidden = client.get(reverse(f"reports:{page}", args=[report.pk]))
    missing = client.get(reverse(f"reports:{page}", args=[report.pk + 10_000]))
    assert (
        (hidden.status_code, hidden.content)
        == (missing.status_code, missing.content)
        == (404, missing.content)
    )


def test_reader_of_one_child_sees_the_report_about_that_child_alone(world, sign_in):
    alone = opened_report(mandate_for([world.case]))
    url = reverse("reports:report_detail", args=[alone.pk])
    assert sign_in(world.reader).get(url).status_code == 200
    response = sign_in(world.reader).post(reverse("reports:block_add", args=[alone.pk, "minore", "fatto"]))
    assert response.status_code == 403
    assert sign_in(world.reader).post(reverse("reports:submit", args=[alone.pk])).status_code == 403


def test_anonymous_goes_to_sign_in(client, report):
    response = client.get(reverse("reports:report_detail", args=[report.pk]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_reading_is_logged_for_each_child(world, sign_in, report):
    sign_in(world.owner).get(reverse("reports:report_detail", args=[report.pk]))
    row = AccessLog.objects.get(action="reports:report_detail")
    assert row.user_id == world.owner.pk
    assert row.case_ids == sorted([world.case.pk, world.sibling.pk])


def test_autosave_and_conflict_of_two_tabs(world, sign_in, report):
    client = sign_in(world.owner)
    client.post(reverse("reports:block_add", args=[report.pk, "minore", "fatto"]))
    block = report.blocks.get(kind="fatto", text="")
    url = reverse("reports:block_save", args=[report.pk, block.pk])
    prefix = f"b{block.pk}"
    values = {f"{prefix}-version": 1, f"{prefix}-text": "Prima scheda"}
    first = client.post(url, values, headers={"Accept": "application/json"})
    assert first.json()["version"] == 2
    values[f"{prefix}-text"] = "Seconda scheda"
    second = client.post(url, values, headers={"Accept": "application/json"})
    assert second.status_code == 409
    assert second.json()["text"] == "Prima scheda"
    plain = client.post(url, values)
    assert plain.status_code == 409
    assert "Prima scheda" in plain.text
    assert "Seconda scheda" in plain.text
    block.refresh_from_db()
    assert block.text == "Prima scheda"
    values[f"{prefix}-version"] = 2
    assert client.post(url, values).status_code == 302
    block.refresh_from_db()
    assert block.text == "Seconda scheda"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "a\0b", "null"),
        ("text", "x" * 20_001, "20000"),
        ("on", "2026-02-31", "valida"),
        ("speaker", "x" * 121, "120"),
    ],
)
def test_bad_block_says_why_and_keeps_the_text(world, sign_in, report, field, value, words):
    client = sign_in(world.owner)
    client.post(reverse("reports:block_add", args=[report.pk, "dichiarazioni", "dichiarazione"]))
    block = report.blocks.get(kind="dichiarazione", text="")
    url = reverse("reports:block_save", args=[report.pk, block.pk])
    prefix = f"b{block.pk}"
    values = {
        f"{prefix}-version": 1,
        f"{prefix}-text": "Il testo resta",
        f"{prefix}-{field}": value,
        "details": 1,
    }
    answer = client.post(url, values, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    page = client.post(url, values)
    assert page.status_code == 422
    if field != "text":
        assert "Il testo resta" in page.text


def test_block_of_another_report_is_404(world, sign_in, report):
    other = opened_report(mandate_for([world.case]))
    sign_in(world.owner).post(reverse("reports:block_add", args=[other.pk, "minore", "fatto"]))
    block = other.blocks.get(text="")
    for name in ("block_save", "block_remove"):
        url = reverse(f"reports:{name}", args=[report.pk, block.pk])
        assert sign_in(world.owner).post(url).status_code == 404


def test_submit_lists_what_is_missing(world, sign_in, report):
    response = sign_in(world.owner).post(reverse("reports:submit", args=[report.pk]), follow=True)
    assert "La sezione «Dichiarazioni delle parti e di terzi» è vuota." in response.text
    assert "Manca la sezione «Proposte»." in response.text
    report.refresh_from_db()
    assert report.state == "bozza"


def test_return_resubmit_approve_through_the_pages(world, sign_in, report):
    owner, lead = sign_in(world.owner), sign_in(world.coordinator)
    written(report, world.owner)
    owner.post(reverse("reports:submit", args=[report.pk]))
    assert owner.get(reverse("reports:approve", args=[report.pk])).status_code == 403
    assert owner.post(reverse("reports:approve", args=[report.pk])).status_code == 403
    empty = lead.post(reverse("reports:give_back", args=[report.pk]), {"text": ""})
    assert "obbligatorio" in empty.text
    lead.post(reverse("reports:give_back", args=[report.pk]), {"text": "Precisare la fonte."})
    report.refresh_from_db()
    assert report.state == "restituita"
    assert "Precisare la fonte." in owner.get(report.get_absolute_url()).text
    owner.post(reverse("reports:submit", args=[report.pk]))
    assert "Il PDF di lavoro è in preparazione" in lead.get(reverse("reports:approve", args=[report.pk])).text
    lead.post(reverse("reports:approve", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == "in_approvazione"
    for somebody in (owner, lead):  # whoever works on it may have to look at a passage
        assert reverse("reports:leak_check", args=[report.pk]) in somebody.get(report.get_absolute_url()).text
    ready(report)
    assert "Approva e invia" in lead.get(reverse("reports:approve", args=[report.pk])).text
    lead.post(reverse("reports:approve", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == "approvata"
    assert report.approved_by == world.coordinator
    again = lead.post(reverse("reports:approve", args=[report.pk]), follow=True)
    assert "già in stato" in again.text
    assert (
        owner.post(reverse("reports:block_add", args=[report.pk, "minore", "fatto"]), follow=True).status_code
        == 200
    )
    assert report.blocks.filter(text="").count() == 0


def test_pdf_and_evidence_download(world, sign_in, report):
    MailboxFactory(organisation=world.cooperative)
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    client = sign_in(world.owner)
    assert client.get(reverse("reports:report_pdf", args=[report.pk])).status_code == 404
    render_report(frozen_id=frozen.pk)
    pdf = client.get(reverse("reports:report_pdf", args=[report.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'attachment; filename="relazione-{report.pk}.pdf"'
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert client.get(reverse("reports:leaving_file", args=[report.pk])).content == pdf.content
    page, packed = (reverse(f"reports:{name}", args=[report.pk]) for name in ("evidence", "evidence_zip"))
    assert "Prepara il fascicolo di prova" in client.get(page).text
    assert client.get(packed).url == page
    assert "in preparazione" in client.post(page, follow=True).text
    assert render_index(index_id=frozen.evidence_index.pk)
    assert "Scarica il fascicolo di prova" in client.get(page).text
    assert client.get(packed)["Content-Type"] == "application/zip"


def test_send_again_is_for_leads_and_only_after_failure(world, sign_in, report):
    MailboxFactory(organisation=world.cooperative)
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    dispatch = frozen.dispatches.get()
    url = reverse("reports:dispatch_again", args=[dispatch.pk])
    assert sign_in(world.stranger).post(url).status_code == 404
    assert sign_in(world.owner).post(url).status_code == 403
    assert "non si può ripetere" in sign_in(world.coordinator).post(url, follow=True).text
    Dispatch.objects.filter(pk=dispatch.pk).update(state="non_consegnata")
    sign_in(world.coordinator).post(url)
    repeated = Dispatch.objects.get(replaces=dispatch)
    assert repeated.message_id != dispatch.message_id
    assert "non si può ripetere" in sign_in(world.coordinator).post(url, follow=True).text


def count_queries(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["report_list", "board", "statistics", "case_reports"])
def test_lists_cost_the_same_for_one_row_and_for_three(world, sign_in, name):
    MailboxFactory(organisation=world.cooperative)
    url = reverse(f"reports:{name}", args=[world.case.pk] if name == "case_reports" else [])
    client = sign_in(world.coordinator)
    one = opened_report(mandate_for([world.case, world.sibling]))
    submitted(one, world.owner)
    Alarm.objects.create(kind="pdf_failed", report=one, opened_at=timezone.now())
    client.get(url)
    first = count_queries(client, url)
    for _ in range(2):
        more = submitted(opened_report(mandate_for([world.case, world.sibling])), world.owner)
        Alarm.objects.create(kind="pdf_failed", report=more, opened_at=timezone.now())
    assert count_queries(client, url) == first
    assert first < 20


def test_report_page_costs_the_same_for_few_blocks_and_many(world, sign_in, report):
    client, url = sign_in(world.owner), report.get_absolute_url()
    written(report, world.owner)
    client.get(url)
    few = count_queries(client, url)
    for _ in range(5):
        written(report, world.owner)
    assert count_queries(client, url) == few
    assert few < 20


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("owner", 403), ("administrator", 403), ("privacy", 403)]
)
def test_board_is_for_leads(world, sign_in, who, status):
    assert sign_in(getattr(world, who)).get(reverse("reports:board")).status_code == status


def test_board_shows_what_waits_what_is_late_and_alarms(world, sign_in, report):
    type(report).objects.filter(pk=report.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    report.refresh_from_db()
    submitted(report, world.owner)
    Alarm.objects.create(kind="pdf_failed", report=report, opened_at=timezone.now())
    page = sign_in(world.coordinator).get(reverse("reports:board")).text
    assert "Il PDF non è stato prodotto" in page
    assert page.count(report.get_absolute_url()) >= 3


def test_statistics_chart_is_an_image_without_script(world, sign_in):
    response = sign_in(world.owner).get(reverse("reports:statistics_chart"))
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.content
    assert b"<script" not in response.content


def test_no_channel_is_told_and_heals(world, report):
    frozen = approved(report, author=world.owner, approver=world.coordinator)
    assert not frozen.dispatches.exists()
    assert Alarm.objects.open().get().kind == "no_channel"
    MailboxFactory(organisation=world.cooperative)
    queue_dispatches(frozen=frozen)
    assert not Alarm.objects.open().exists()


def test_approver_is_never_who_took_part(world, report):
    written(report, world.coordinator)
    submit(report=report, by=world.owner)
    with pytest.raises(PermissionDenied):
        approve(report=report, by=world.coordinator)


def test_quarantine_is_acknowledged_by_a_lead_of_the_ente(world, sign_in):
    alarm = Alarm.objects.create(
        kind="quarantine", mailbox=MailboxFactory(organisation=world.cooperative), opened_at=timezone.now()
    )
    url = reverse("reports:alarm_acknowledge", args=[alarm.pk])
    assert sign_in(world.owner).post(url).status_code == 404
    assert "Presa visione" in sign_in(world.coordinator).get(reverse("reports:board")).text
    sign_in(world.coordinator).post(url)
    alarm.refresh_from_db()
    assert alarm.closed_by == world.coordinator
    assert sign_in(world.coordinator).post(url).status_code == 404
