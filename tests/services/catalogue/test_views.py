from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from services.catalogue.enums import EnrolmentOrigin, EnrolmentState
from services.catalogue.models import Enrolment
from services.catalogue.views import PER_PAGE
from tests.factories.courts import MandateFactory, ProceedingNumberFactory
from tests.factories.services import EnrolmentFactory, ServiceKindFactory

READ = {"owner": 200, "coordinator": 200, "reader": 200, "colleague": 404, "stranger": 404, "outsider": 404}
WRITE = READ | {"reader": 403}
MOVES = ["activate", "suspend", "conclude", "drop"]


def tab(case):
    return reverse("services:case_services", args=[case.pk])


def new(case):
    return reverse("services:enrolment_create", args=[case.pk])


def move(name, enrolment):
    return reverse(f"services:enrolment_{name}", args=[enrolment.pk])


# --- Who gets in
@pytest.mark.parametrize(("who", "status"), READ.items())
def test_case_services_by_relation(world, sign_in, who, status):
    assert sign_in(getattr(world, who)).get(tab(world.case)).status_code == status


@pytest.mark.parametrize(("who", "status"), WRITE.items())
def test_enrolment_create_by_relation(world, sign_in, who, status):
    assert sign_in(getattr(world, who)).get(new(world.case)).status_code == status


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize(("who", "status"), WRITE.items())
def test_enrolment_move_by_relation(world, sign_in, name, who, status):
    url = move(name, EnrolmentFactory(case=world.case))
    assert sign_in(getattr(world, who)).get(url).status_code == status


@pytest.mark.parametrize("name", MOVES)
def test_enrolment_move_post_by_reader_changes_nothing(world, sign_in, name):
    enrolment = EnrolmentFactory(case=world.case)
    answer = sign_in(world.reader).post(move(name, enrolment), {"on": "2026-02-01", "reason": "x"})
    enrolment.refresh_from_db()
    assert (answer.status_code, enrolment.state) == (403, EnrolmentState.RICHIESTO)


def test_anonymous_goes_to_sign_in(world, client):
    enrolment = EnrolmentFactory(case=world.case)
    urls = [tab(world.case), new(world.case), reverse("services:overview"), enrolment.kind.get_absolute_url()]
    for url in [*urls, *(move(name, enrolment) for name in MOVES)]:
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login"))


def test_buttons_are_for_those_who_may_write(world, sign_in):
    enrolment = EnrolmentFactory(case=world.case)
    for user, shown in ((world.owner, True), (world.reader, False)):
        page = sign_in(user).get(tab(world.case)).content.decode()
        assert (move("activate", enrolment) in page) is shown
        assert (new(world.case) in page) is shown


# --- Asking for a service
def test_request_by_order_from_the_page(world, sign_in):
    mandate = MandateFactory(cases=[world.case])
    tutela = ServiceKindFactory(slug="tutela")
    data = {"kind": tutela.pk, "requested_on": "2026-02-01", "origin": "provvedimento", "mandate": mandate.pk}
    answer = sign_in(world.owner).post(new(world.case), data)
    assert (answer.status_code, answer["Location"]) == (302, tab(world.case))
    made = Enrolment.objects.get(case=world.case)
    assert (made.kind, made.origin, made.mandate) == (tutela, EnrolmentOrigin.PROVVEDIMENTO, mandate)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("requested_on", "31/02/2026", "Inserisci una data valida."),
        ("requested_on", "2999-01-01", "La data è troppo lontana."),
        ("requested_on", "", "Questo campo è obbligatorio."),
        (
            "kind",
            "999999",
            "Scegli un'opzione valida. La scelta effettuata non compare tra quelle disponibili.",
        ),
        ("origin", "provvedimento", "Se l'origine è un provvedimento, indicare l'incarico."),
        ("note", "a\x00b", "I caratteri null non sono ammessi."),
        ("note", "a" * 5001, "Assicurati che questo valore non contenga più di 5000 caratteri (ne ha 5001)."),
    ],
)
def test_wrong_input_is_told_beside_its_field(world, sign_in, field, value, error):
    data = {
        "kind": ServiceKindFactory().pk,
        "requested_on": "2026-02-01",
        "origin": "spontanea",
        "note": "Da non perdere",
    }
    answer = sign_in(world.owner).post(new(world.case), data | {field: value})
    form = answer.context["form"]
    told = "mandate" if field == "origin" else field
    assert (answer.status_code, form.errors) == (200, {told: [error]})
    assert form["note"].value() == (value if field == "note" else "Da non perdere")
    assert not Enrolment.objects.exists()


def test_mandates_of_other_cases_are_not_offered(world, sign_in):
    own, foreign = MandateFactory(cases=[world.case]), MandateFactory(cases=[world.sibling])
    revoked = MandateFactory(cases=[world.case], state="revocato")
    form = sign_in(world.owner).get(new(world.case)).context["form"]
    assert set(form.fields["mandate"].queryset) == {own}
    assert {foreign, revoked}.isdisjoint(form.fields["mandate"].queryset)


@pytest.mark.parametrize("junk", ["", "x", "-1", "\x00", "9" * 30])
def test_link_from_a_mandate_fills_the_form_or_is_ignored(world, sign_in, junk):
    mandate = MandateFactory(cases=[world.case])
    client = sign_in(world.owner)
    page = client.get(new(world.case), {"incarico": mandate.pk}).content.decode()
    assert f'<option value="{mandate.pk}" selected>' in page
    assert client.get(new(world.case), {"incarico": junk, "servizio": junk}).status_code == 200


# --- Moving it
def test_enrolment_is_started_from_the_page(world, sign_in):
    enrolment = EnrolmentFactory(case=world.case)
    answer = sign_in(world.owner).post(move("activate", enrolment), {"on": "2026-02-01", "reason": ""})
    assert (answer.status_code, answer["Location"]) == (302, tab(world.case))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.started_on) == (EnrolmentState.ATTIVO, date(2026, 2, 1))


@pytest.mark.parametrize(
    ("on", "error"),
    [
        ("2026-01-01", "La data non può precedere quella dell'avvio (15/01/2026)."),
        ("31/02/2026", "Inserisci una data valida."),
        ("tomorrow", "La data non può essere nel futuro."),
    ],
)
def test_end_on_an_impossible_day_is_told_beside_the_day(world, sign_in, on, error):
    enrolment = EnrolmentFactory(case=world.case, state="attivo", started_on=date(2026, 1, 15))
    on = str(timezone.localdate() + timedelta(days=1)) if on == "tomorrow" else on
    answer = sign_in(world.owner).post(move("conclude", enrolment), {"on": on, "reason": "Tutto bene"})
    form = answer.context["form"]
    assert form.errors == {"on": [error]}
    assert (form["on"].value(), form["reason"].value()) == (on, "Tutto bene")


def test_forbidden_move_is_told_and_nothing_is_lost(world, sign_in):
    enrolment = EnrolmentFactory(case=world.case)
    answer = sign_in(world.owner).post(move("conclude", enrolment), {"on": "2026-02-01", "reason": "Motivo"})
    assert "risulta richiesto" in answer.content.decode()
    assert answer.context["form"]["reason"].value() == "Motivo"


# --- The catalogue and the lists
def test_overview_counts_what_the_person_sees(world, sign_in):
    kind = ServiceKindFactory()
    EnrolmentFactory(case=world.case, kind=kind)
    EnrolmentFactory(case=world.sibling, kind=kind)
    url = reverse("services:overview")
    for user, expected in ((world.owner, 2), (world.reader, 1), (world.stranger, None)):
        services = sign_in(user).get(url).context["services"]
        counts = {row.kind.slug: dict(row.counts) for row in services}
        assert counts[kind.slug] == ({EnrolmentState.RICHIESTO: expected} if expected else {})


@pytest.mark.parametrize(
    ("who", "seen"),
    [("owner", {"case", "sibling"}), ("reader", {"case"}), ("stranger", set()), ("outsider", set())],
)
def test_service_list_shows_what_the_person_sees(world, sign_in, who, seen):
    rows = {name: EnrolmentFactory(case=getattr(world, name)) for name in ("case", "sibling")}
    answer = sign_in(getattr(world, who)).get(rows["case"].kind.get_absolute_url())
    assert set(answer.context["page"]) == {rows[name] for name in seen}


def test_service_list_is_in_the_access_log(world, sign_in):
    url = EnrolmentFactory(case=world.case).kind.get_absolute_url()
    sign_in(world.owner).get(url)
    assert AccessLog.objects.get(action="services:kind_detail").case_ids == [world.case.pk]


@pytest.mark.parametrize(
    ("state", "found"), [("attivo", 1), ("richiesto", 2), ("", 3), ("mai", 3), ("\x00", 3)]
)
def test_service_list_by_state(world, sign_in, state, found):
    kind = EnrolmentFactory.create_batch(2, case=world.case)[0].kind
    EnrolmentFactory(case=world.case, state="attivo", started_on=date(2026, 1, 15))
    answer = sign_in(world.owner).get(kind.get_absolute_url(), {"stato": state})
    assert answer.context["page"].paginator.count == found


@pytest.mark.parametrize("page", ["1", "0", "99", "x"])
def test_service_list_page_out_of_range_shows_a_page(world, sign_in, page):
    kind = EnrolmentFactory(case=world.case).kind
    assert sign_in(world.owner).get(kind.get_absolute_url(), {"pagina": page}).status_code == 200


def test_service_list_goes_on_to_the_next_page(world, sign_in):
    kind = EnrolmentFactory.create_batch(PER_PAGE + 1, case=world.case)[0].kind
    client = sign_in(world.owner)
    first = client.get(kind.get_absolute_url(), {"stato": "richiesto"})
    assert '?stato=richiesto&amp;pagina=2" rel="next"' in first.content.decode()
    second = client.get(kind.get_absolute_url(), {"stato": "richiesto", "pagina": "2"})
    assert (len(first.context["page"]), len(second.context["page"])) == (PER_PAGE, 1)
    assert second.context["page"][0] not in first.context["page"]


def test_service_nobody_has_heard_of_is_404(world, sign_in):
    assert sign_in(world.owner).get(reverse("services:kind_detail", args=["mai"])).status_code == 404


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["tab", "list", "overview"])
def test_number_of_queries_does_not_grow(world, sign_in, page):
    def enrol():
        mandate = MandateFactory(cases=[world.case])
        ProceedingNumberFactory(proceeding=mandate.order.proceeding)
        return EnrolmentFactory(case=world.case, origin="provvedimento", mandate=mandate)

    url = {
        "tab": tab(world.case),
        "list": enrol().kind.get_absolute_url(),
        "overview": reverse("services:overview"),
    }[page]
    client = sign_in(world.owner)
    client.get(url)
    one = queries(client, url)
    enrol(), enrol()
    assert (queries(client, url), one < 20) == (one, True)
