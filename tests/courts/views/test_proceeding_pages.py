"""The pages of a proceeding and of a hearing, as people use them. Today is 1 March 2026."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from courts.actions.deadlines import keep_deadlines
from courts.enums import OfficeKind, OrderKind, ProceedingRoleKind
from courts.models import Hearing, Mandate, Office, Proceeding, ProceedingRole
from courts.proceeding_sheet import next_first
from tests.factories.cases import HouseholdMemberFactory, PersonFactory
from tests.factories.courts import (
    HearingFactory,
    MandateFactory,
    OfficeFactory,
    OrderFactory,
    ProceedingNumberFactory,
    ProceedingRoleFactory,
    RegisterFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=False):
        yield


@pytest.fixture
def mandate(world) -> Mandate:
    mandate = MandateFactory(cases=[world.case], starts_on=date(2026, 2, 16), every_months=6)
    ProceedingNumberFactory(proceeding=mandate.order.proceeding, number=77, year=2025)
    keep_deadlines()
    return mandate


@pytest.fixture
def proceeding(mandate) -> Proceeding:
    return mandate.order.proceeding


@pytest.fixture
def post(world, sign_in, proceeding):
    """Send a form of the proceeding as the owner: `post("hearing_create", day="...")`."""
    client = sign_in(world.owner)

    def sent(page: str, pk: int | None = None, **data):
        return client.post(reverse(f"courts:{page}", args=[pk or proceeding.pk]), data)

    sent.client = client
    return sent


def test_a_hearing_from_the_page_to_its_outcome(world, proceeding, post) -> None:
    given = {"day": "21/04/2026", "time": "09:30", "place": "Aula 3", "purpose": "Ascolto"}
    assert post("hearing_create", **given).url == Hearing.objects.get().get_absolute_url()
    page = post.client.get(Hearing.objects.get().get_absolute_url())
    for words in ("martedì 21 aprile 2026, 09:30", "3 aprile 2026", "prassi del servizio", "Aula 3"):
        assertContains(page, words)
    assertContains(post.client.get(proceeding.get_absolute_url()), "21 aprile 2026, 09:30")
    early = post("hearing_hold", Hearing.objects.get().pk, attended_by="A. s.", outcome="Riserva")
    assertContains(early, "non si è ancora tenuta")
    moved = {"day": "09/06/2026", "time": "11:00", "reason": "Rinvio d'ufficio"}
    assert post("hearing_postpone", Hearing.objects.get().pk, **moved).status_code == 302
    new = Hearing.objects.get(moved_to=None)
    assertContains(post.client.get(new.get_absolute_url()), "Era fissata")
    assertContains(post("hearing_hold", new.moved_from.pk), "Non si può fare adesso")
    assert post("hearing_cancel", new.pk, reason="Revocata").status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "31/02/2026"}, "Questa data non esiste"),
        ({"time": "25:00"}, "Scrivere l&#x27;ora come 9:30."),
        ({"day": "28/03/2027", "time": "02:30"}, "non è esistita"),
        ({"day": "25/10/2026", "time": "02:30"}, "stata due volte"),
        ({"day": "01/01/2025"}, "è iniziato il 20/01/2025"),
        ({"place": "a\0b"}, "caratteri che non si possono conservare"),
        ({"purpose": "x" * 201}, "200 caratteri"),
    ],
)
def test_a_wrong_hearing_is_refused_and_stays_typed(post, fields, words) -> None:
    given = {"day": "21/04/2026", "time": "09:30", "place": "Aula 3", "purpose": "Ascolto"}
    page = post("hearing_create", **given | fields)
    assertContains(page, words)
    assert not Hearing.objects.exists()
    for typed in given.keys() - fields.keys():
        assertContains(page, given[typed])


def test_the_next_hearing_stands_on_top() -> None:
    rows = [Hearing(at=datetime(2026, month, 1, tzinfo=UTC)) for month in (6, 4, 2, 1)]
    assert [row.at.month for row in next_first(rows)] == [4, 6, 2, 1]


def test_an_order_that_appoints_offers_the_role_beforehand(world, proceeding, post) -> None:
    order = OrderFactory(
        proceeding=proceeding, kind=OrderKind.NOMINA_CURATORE, cases=[world.case], decided_on=date(2026, 2, 3),
        received_on=date(2026, 2, 5), deposited_on=None,
    )  # fmt: skip
    page = post.client.get(reverse("courts:order_detail", args=[order.pk]))
    link = f"{reverse('courts:role_create', args=[proceeding.pk])}?caso={world.case.pk}"
    assertContains(page, link)
    form = post.client.get(f"{link}&ruolo=curatore_speciale&dal=03/02/2026")
    assertContains(form, '<option value="curatore_speciale" selected>')
    assertContains(form, 'value="03/02/2026"')
    given = {"kind": "curatore_speciale", "name": "avv. Ada Inventata", "valid_from": "03/02/2026"}
    assert post("role_create", **given).url == proceeding.get_absolute_url()
    assertNotContains(post.client.get(reverse("courts:order_detail", args=[order.pk])), "da registrare")


def test_a_lawyer_is_somebodys_and_is_replaced(world, proceeding, post) -> None:
    mother = PersonFactory(controller=world.comune, first_name="Ida", last_name="Madre")
    HouseholdMemberFactory(household=world.case.household, person=mother)
    given = {"kind": "avvocato", "name": "avv. Primo", "valid_from": "03/02/2026"}
    assertContains(post("role_create", **given), "Indicare di chi")
    stranger = PersonFactory(controller=world.comune)
    assertContains(post("role_create", **given, person=stranger.pk), "non compare tra quelle")
    assert post("role_create", **given, person=mother.pk).status_code == 302
    role = ProceedingRole.objects.get()
    assert post("role_replace", role.pk, name="avv. Secondo", valid_from="16/02/2026").status_code == 302
    page = post.client.get(proceeding.get_absolute_url())
    assertContains(page, f"di {mother.full_name}")
    assertContains(page, "In altri periodi (1)")
    assertContains(
        post.client.get(f"{proceeding.get_absolute_url()}?al=10/02/2026"), "Chi partecipa al 10/02/2026"
    )
    assert (
        post("role_end", ProceedingRole.objects.get(valid_to=None).pk, valid_to="20/02/2026").status_code
        == 302
    )
    assertContains(post("role_end", role.pk, valid_to="20/02/2026"), "Non si può fare adesso")


def test_a_proceeding_moves_and_the_mandate_says_where_it_reports(world, mandate, proceeding, post) -> None:
    to = OfficeFactory(kind=OfficeKind.TO, name="TO di Prova")
    number = {"register": RegisterFactory().pk, "number": "5", "year": "2026"}
    wrong = post("proceeding_transfer", transferred_on="16/02/2026", office=to.pk, number="5")
    assertContains(wrong, "servono registro, numero e anno")
    assert post("proceeding_transfer", transferred_on="16/02/2026", office=to.pk, **number).status_code == 302
    new = Proceeding.objects.latest("pk")
    assertContains(post.client.get(mandate.get_absolute_url()), "TO di Prova")
    old_page, new_page = (post.client.get(one.get_absolute_url()) for one in (proceeding, new))
    assertContains(old_page, "Prosegue in")
    assertContains(new_page, "Viene da")
    assertContains(new_page, "prima del trasferimento")
    assertContains(post("proceeding_transfer", transferred_on="16/02/2026"), "Non si può fare adesso")
    other = OfficeFactory(name="Altro ufficio")
    assert post("mandate_recipient", mandate.pk, recipient=other.pk).status_code == 302
    assert Mandate.objects.get(pk=mandate.pk).recipient == other


def test_numbers_data_appeal_and_end(proceeding, post) -> None:
    older = ProceedingNumberFactory(proceeding=proceeding, number=3, year=2024, current=False)
    assert post("proceeding_number_use", number=older.pk).status_code == 302
    assert Proceeding.objects.get(pk=proceeding.pk).current_number == older
    data = {"kind": "330_decadenza", "area": "civile", "instituted_on": "04/02/2026"}
    assertContains(post("proceeding_edit", **data), "Il primo provvedimento è del 3/02/2025")
    assert post("proceeding_edit", **data | {"instituted_on": ""}).status_code == 302
    court = OfficeFactory(kind=OfficeKind.CA)
    assert post("proceeding_appeal", office=court.pk, instituted_on="16/02/2026").status_code == 302
    assertContains(post("proceeding_close", closed_on="16/02/2026"), "Incarichi ancora aperti: 1")
    assert post("proceeding_close", closed_on="16/02/2026", mandates_go_on="on").status_code == 302
    assert post("proceeding_reopen").status_code == 302


def test_who_sees_one_child_reads_the_page_and_nothing_of_the_other(world, proceeding, sign_in) -> None:
    proceeding.cases.add(world.sibling)
    ProceedingRoleFactory(
        proceeding=proceeding,
        kind=ProceedingRoleKind.AVVOCATO,
        name="avv. Celato",
        person=PersonFactory(controller=world.comune),
    )
    MandateFactory(
        order=OrderFactory(proceeding=proceeding, kind=OrderKind.SENTENZA), task_text="x"
    ).cases.set([world.sibling])
    page = sign_in(world.reader).get(proceeding.get_absolute_url())
    assertContains(page, "Puoi leggere il procedimento")
    for hidden in (world.sibling.person.first_name, "avv. Celato", "Sentenza"):
        assertNotContains(page, hidden)
    assertContains(sign_in(world.owner).get(proceeding.get_absolute_url()), "avv. Celato")


def test_the_pages_ask_as_much_for_one_row_as_for_three(
    world, proceeding, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(world.owner)
    hearing = HearingFactory(proceeding=proceeding)
    ProceedingRoleFactory(proceeding=proceeding)
    urls = [proceeding.get_absolute_url(), hearing.get_absolute_url()]
    client.get(urls[0])
    counts = []
    for url in urls:
        with django_assert_max_num_queries(20) as one:
            client.get(url)
        counts.append(len(one))
    for n in range(3):
        OrderFactory(proceeding=proceeding, cases=[world.case, world.sibling])
        HearingFactory(proceeding=proceeding)
        ProceedingRoleFactory(proceeding=proceeding, name=f"avv. {n}")
        ProceedingNumberFactory(proceeding=proceeding, number=n + 100, current=False)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_max_num_queries(20) as more:
            client.get(url)
        assert len(more) == count


def test_the_same_number_twice_is_refused_in_words(world, proceeding, post) -> None:
    other = MandateFactory(cases=[world.case]).order.proceeding
    Office.objects.filter(pk=other.office_id).update(name="Altro ufficio di prova")
    number = proceeding.current_number
    given = {"office": number.office_id, "register": number.register_id, "number": "77", "year": "2025"}
    page = post("proceeding_number_add", other.pk, **given)
    assertContains(page, f"è quello del procedimento n. {proceeding.pk}")
    assert other.numbers.count() == 0
