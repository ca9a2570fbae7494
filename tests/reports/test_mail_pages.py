"""«Posta in arrivo», walked through: what a court sends by certified mail becomes an order of a case."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from courts.models import Order
from reports.actions.incoming import watch_mail
from reports.models import IncomingMail
from tests.courts.views.scene import order_post, row
from tests.factories.courts import PDF, OfficeFactory, RegisterFactory
from tests.factories.reports import MailboxFactory, incoming_mail, mandate_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(date(2026, 3, 1), tick=True):
        yield


def test_a_message_becomes_an_order(world, sign_in):
    """From the list to the order page: its PDF is carried along, and the message knows what became of it."""
    court, client = OfficeFactory(pec="cancelleria@pec.giustizia.example"), sign_in(world.coordinator)
    number = mandate_for([world.case]).order.proceeding.numbers.get()
    mail = incoming_mail(
        MailboxFactory(organisation=world.cooperative, sorting_unit=world.unit),
        sender=court.pec,
        subject=f"Proc. {number.number}/{number.year} - decreto",
        files=(("decreto.pdf", PDF),),
    )
    page, sort = (reverse(f"reports:{name}", args=[mail.pk]) for name in ("mail_detail", "mail_order"))
    inbox = reverse("reports:mail_list")
    assert all(inbox in client.get(reverse(f"reports:{name}")).text for name in ("report_list", "board"))
    assert page in client.get(inbox).text
    shown = client.get(page).text
    assert court.name in shown
    assert sort in shown
    assert world.case.reference in client.get(sort).text  # recognised by the number of the proceeding

    on = client.post(sort, {"suggested": world.case.pk, "attachment": mail.attachments.get().pk})
    assert on.status_code == 302
    form = client.get(on.url)
    assert "decreto.pdf" in form.text
    assert "in corso di registrazione" in client.get(page).text
    token = on.url.partition("in-attesa=")[2]
    values = order_post(world.case, court, RegisterFactory(), row(0), file=None, pending=token)
    done = client.post(on.url, values)
    assert done.status_code == 302, done.context["form"].errors

    order = Order.objects.latest("pk")
    with order.file.open("rb") as stored:
        assert stored.read() == PDF
    watch_mail()
    assert IncomingMail.objects.get(pk=mail.pk).state == "assegnata"
    assert world.case.reference in client.get(page).text
    assert sort not in client.get(page).text
