from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.actions.agenda import plan_appointment
from cases.actions.deadlines import cancel_deadlines
from cases.enums import EntryKind
from courts.enums import HearingState
from courts.models import Hearing
from tests.factories.cases import DeadlineFactory
from tests.factories.courts import ProceedingFactory

AGENDA = reverse("cases:agenda")
ROME = ZoneInfo("Europe/Rome")
JANUARY = {"vista": "elenco", "giorno": "2030-01-01"}
UNIT = {**JANUARY, "chi": "unita"}


def visit(case, when, *people, cases=(), **fields):
    given = {"kind": EntryKind.VISITA_DOMICILIARE, "place": "Casa", **fields}
    by = people[0]
    return plan_appointment(cases=[case, *cases], by=by, starts_at=when, operators=people, **given)[0]


def hearing(cases, when, **fields):
    return Hearing.objects.create(
        proceeding=ProceedingFactory(cases=cases), at=when, place="Aula 3", **fields
    )


def shown(page):
    return [(day.date.day, [item.title for item in day.items]) for day in page.context["days"]]


def test_hearings_visits_and_deadlines_day_by_day_siblings_once(world, sign_in):
    for case in (world.case, world.sibling):
        DeadlineFactory(case=case, due_on=date(2030, 1, 7), origin="mandate:7:1", title="Relazione")
    cancelled = DeadlineFactory(case=world.case, due_on=date(2030, 1, 8))
    cancel_deadlines(origin=cancelled.origin, reason="Non serve")
    hearing([world.case, world.sibling], datetime(2030, 1, 7, 9, 30, tzinfo=ROME))
    hearing([world.case], datetime(2030, 1, 9, 9, 30, tzinfo=ROME), state=HearingState.RINVIATA)
    last_minutes = datetime(2030, 1, 31, 23, 30, tzinfo=ROME)
    visit(world.case, last_minutes, world.owner, cases=[world.sibling])
    page = sign_in(world.owner).get(AGENDA, JANUARY)
    titles = [(day, [title.split(" · ")[0] for title in titles]) for day, titles in shown(page)]
    assert titles == [(7, ["Udienza", "Relazione"]), (31, ["Visita domiciliare"])]
    assert all(len(item.cases) == 2 for day in page.context["days"] for item in day.items)
    assert page.text.count(world.sibling.person.full_name) == 3


@pytest.mark.parametrize(
    ("who", "whom", "count"),
    [
        ("owner", "mie", 3),
        ("coordinator", "mie", 0),
        ("coordinator", "unita", 3),
        ("reader", "mie", 0),
        ("reader", "unita", 3),
        ("colleague", "unita", 0),
        ("stranger", "unita", 0),
        ("outsider", "unita", 0),
        ("administrator", "unita", 0),
    ],
)
def test_mine_and_the_unit_cut_by_the_gate(world, sign_in, who, whom, count):
    DeadlineFactory(case=world.case, due_on=date(2030, 1, 7))
    hearing([world.case, world.sibling], datetime(2030, 1, 8, 9, tzinfo=ROME))
    visit(world.case, datetime(2030, 1, 9, 9, tzinfo=ROME), world.owner, cases=[world.sibling])
    page = sign_in(getattr(world, who)).get(AGENDA, {**JANUARY, "chi": whom})
    assert page.context["count"] == count
    assert (world.sibling.person.full_name in page.text) == (count > 0 and who != "reader")


def test_week_month_and_what_alone_are_remembered(world, sign_in):
    DeadlineFactory(case=world.case, due_on=date(2030, 1, 7))
    visit(world.case, datetime(2030, 1, 9, 9, tzinfo=ROME), world.owner)
    client = sign_in(world.owner)
    week = client.get(AGENDA, {"vista": "settimana", "giorno": "2030-01-09"})
    assert [day.date.day for day in week.context["days"]] == list(range(7, 14))
    assert "giorno=2030-01-06" in week.context["previous_url"]
    assert "giorno=2030-01-14" in week.context["next_url"]
    month = client.get(AGENDA, {"vista": "mese", "giorno": "2030-01-09", "cosa": "visite"})
    first, *_, last = month.context["weeks"]
    assert [cell and cell.date.day for cell in first] == [None, 1, 2, 3, 4, 5, 6]
    assert [cell and cell.date.day for cell in last] == [28, 29, 30, 31, None, None, None]
    assert month.context["count"] == 1
    again = client.get(AGENDA)
    assert (again.context["choice"].shape, again.context["choice"].kind) == ("mese", "visite")
    assert again.context["choice"].first == timezone.localdate().replace(day=1)


@pytest.mark.parametrize(
    "query",
    [{"mese": text} for text in ("", "2026", "2026-13", "0001-01", "9999-12", "x-y", "2026-0²", "2026-1-1")]
    + [{"giorno": text} for text in ("31/02/2026", "2026-02-31", "\x00")]
    + [{"vista": "altro", "cosa": "altro", "chi": "altri"}],
)
def test_what_cannot_be_read_is_today(world, sign_in, query):
    page = sign_in(world.owner).get(AGENDA, query)
    choice = page.context["choice"]
    assert choice.first <= timezone.localdate() < choice.end


@pytest.mark.parametrize("shape", ["settimana", "mese", "elenco"])
def test_same_queries_for_one_row_and_many(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries, shape
):
    client, query = sign_in(world.coordinator), {**UNIT, "vista": shape, "giorno": "2030-01-09"}
    client.get(AGENDA, query)  # remembers the choice

    def one_more(case, day):
        DeadlineFactory(case=case, due_on=date(2030, 1, day))
        visit(case, datetime(2030, 1, day, 9, tzinfo=ROME), world.owner)
        hearing([case], datetime(2030, 1, day, 11, tzinfo=ROME))

    one_more(world.case, 9)
    with django_assert_max_num_queries(19) as few:
        client.get(AGENDA, query)
    for day in (7, 8, 9, 10):
        one_more(world.sibling, day)
    with django_assert_num_queries(len(few)):
        client.get(AGENDA, query)


# --- Appointments ---------------------------------------------------------------------------------------
FORM = {"kind": "visita_domiciliare", "time": "15:00", "minutes": "60", "place": "Casa", "participants": ""}


def test_from_the_agenda_to_the_diary(world, sign_in):
    """Planned for both siblings, done on its day: the entry is already filled, both diaries get it."""
    client = sign_in(world.owner)
    plan = client.get(reverse("cases:appointment_plan"), {"giorno": "2026-12-09"})
    url = reverse("cases:appointment_create", args=[world.case.pk])
    assert f'{url}?giorno=2026-12-09"' in plan.text
    data = {**FORM, "day": "2026-12-09", "operators": [world.owner.pk], "siblings": [world.sibling.pk]}
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=ROME), tick=False):
        client = sign_in(world.owner)
        page = client.post(url, data, follow=True)
        assert "Scrivi com’è andata" not in page.text
        appointment = world.case.appointments.get()
        assert world.sibling.appointments.get().batch == appointment.batch
    diary = reverse("cases:diary_create", args=[world.case.pk])
    with time_machine.travel(datetime(2026, 12, 9, 17, tzinfo=ROME), tick=False):
        client = sign_in(world.owner)
        assert "Da annotare" in client.get("/").text
        way = f"{diary}?appuntamento={appointment.pk}"
        assert way in client.get(appointment.get_absolute_url()).text
        form = client.get(way).context["form"]
        assert (form.initial["kind"], form.initial["time"], form.initial["place"]) == (
            "visita_domiciliare",
            "15:00",
            "Casa",
        )
        assert (form.initial["day"], form.initial["siblings"]) == (date(2026, 12, 9), [world.sibling.pk])
        entry = {
            **FORM,
            "day": "2026-12-09",
            "facts": "La casa era in ordine.",
            "appointment": appointment.pk,
        }
        rows = {"dichiarazioni-TOTAL_FORMS": "0", "dichiarazioni-INITIAL_FORMS": "0"}
        sent = client.post(way, {**entry, **rows, "siblings": [world.sibling.pk]})
        assert sent.status_code == 302
    for case in (world.case, world.sibling):
        done = case.appointments.get()
        assert done.entry.case == case
        assert done.entry.paragraphs.get().text == "La casa era in ordine."
    assert "Svolto" in sign_in(world.reader).get(appointment.get_absolute_url()).text


def test_a_draft_about_something_else_is_not_lost(world, sign_in):
    later = timezone.now() + timedelta(hours=1)
    appointment = visit(world.case, later, world.owner)
    client = sign_in(world.owner)
    client.post(reverse("cases:diary_draft", args=[world.case.pk]), {"facts": "Telefonata della scuola."})
    way = f"{reverse('cases:diary_create', args=[world.case.pk])}?appuntamento={appointment.pk}"
    page = client.get(way)
    assert page.context["other_draft"]
    assert page.context["form"].initial["facts"] == "Telefonata della scuola."


def test_a_reserved_note_does_not_show_from_its_appointment(world, sign_in):
    appointment = visit(world.case, timezone.now() + timedelta(hours=1), world.owner)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        data = {**FORM, "day": timezone.localdate(), "time": "00:00", "facts": "Detto in confidenza."}
        data |= {"reserved": "on", "appointment": appointment.pk}
        data |= {"dichiarazioni-TOTAL_FORMS": "0", "dichiarazioni-INITIAL_FORMS": "0"}
        sign_in(world.owner).post(reverse("cases:diary_create", args=[world.case.pk]), data)
    appointment.refresh_from_db()
    way = reverse("cases:diary_entry", args=[world.case.pk, appointment.entry_id])
    assert way in sign_in(world.owner).get(appointment.get_absolute_url()).text
    assert way not in sign_in(world.reader).get(appointment.get_absolute_url()).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "2026-02-31"}, "Inserisci una data valida"),
        ({"day": "2020-01-01"}, "già passato"),
        ({"day": "2027-03-28", "time": "02:30"}, "non è esistita"),
        ({"place": "x" * 121}, "più di 120 caratteri"),
        ({"operators": []}, "obbligatorio"),
        ({"minutes": "1"}, "maggiore o uguale a 5"),
    ],
)
def test_wrong_values_stand_beside_their_field(world, sign_in, wrong, words):
    url = reverse("cases:appointment_create", args=[world.case.pk])
    data = {**FORM, "day": "2030-01-09", "operators": [world.owner.pk]} | wrong
    page = sign_in(world.owner).post(url, data)
    assert page.status_code == 200
    assert words in str(page.context["form"].errors)
    assert not world.case.appointments.exists()


def test_moved_called_off_and_gone(world, sign_in):
    appointment = visit(world.case, datetime(2030, 1, 9, 9, tzinfo=ROME), world.owner, cases=[world.sibling])
    client = sign_in(world.owner)
    ids = [world.case.pk, appointment.pk]
    data = {**FORM, "day": "2030-01-10", "operators": [world.owner.pk]}
    client.post(reverse("cases:appointment_change", args=ids), data)
    assert [day for day, _ in shown(client.get(AGENDA, JANUARY))] == [10]
    cancel = reverse("cases:appointment_cancel", args=ids)
    client.post(cancel, {"reason": "La madre è in ospedale."})
    assert shown(client.get(AGENDA, JANUARY)) == []
    assert "La madre è in ospedale." in client.get(appointment.get_absolute_url()).text
    assert "già stato annotato o annullato" in client.post(cancel, {"reason": "Ancora"}).text
