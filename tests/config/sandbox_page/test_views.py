"""What a court found in its mailbox: for the leads of the demo only."""

import pytest
from django.test import Client
from django.utils import timezone

from config.demo.offices import COURT_MAILBOX
from reports.pec.message import Attachment, compose, new_message_id
from reports.pec.transport import send
from tests.config.demo.conftest import at
from tests.factories.courts import PDF

pytestmark = pytest.mark.urls("tests.config.sandbox_page.urls")
PAGE = "/prova-pec/"


@pytest.fixture
def letter(sandbox):
    """A message with a PDF in the court's mailbox; its UID."""
    account = sandbox.account()
    subject = f"Prova {new_message_id('x.example')}"
    message = compose(
        message_id=new_message_id("pec.cooperativa.example"),
        sender=account.address,
        recipient=COURT_MAILBOX,
        subject=subject,
        body="Si trasmette.",
        attachments=[Attachment("relazione-1.pdf", PDF)],
        date=timezone.now(),
    )
    send(
        account=account,
        message=message,
        sender=account.address,
        recipient=COURT_MAILBOX,
        on_stage=lambda stage: None,
    )
    return sandbox.wait_for(
        lambda: next((each for each in sandbox.letters(COURT_MAILBOX) if subject in each.subject), None)
    )


def test_a_lead_sees_what_arrived_and_downloads_it(world, sign_in, sandbox, letter):
    client = sign_in(world.coordinator)
    with at(sandbox):
        page = client.get(PAGE)
        pdf = client.get(f"{PAGE}tm_milano/{letter.uid}/relazione.pdf")
    assert page.status_code == 200
    assert letter.subject.encode() in page.content.replace(b"&lt;", b"<").replace(b"&gt;", b">")
    assert pdf.content == PDF
    assert pdf["Content-Type"] == "application/pdf"
    assert "attachment" in pdf["Content-Disposition"]
    assert pdf["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["owner", "reader", "privacy"])
def test_nobody_else_does(world, sign_in, who):
    client = sign_in(getattr(world, who))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}tm_milano/1/relazione.pdf").status_code == 403


def test_a_stranger_to_the_house_goes_to_sign_in(world):
    assert Client().get(PAGE)["Location"].startswith("/accesso/")


def test_unknown_offices_and_letters_are_not_found(world, sign_in, sandbox):
    client = sign_in(world.coordinator)
    with at(sandbox):
        assert client.get(f"{PAGE}altrove/").status_code == 404
        assert client.get(f"{PAGE}tm_milano/999999/relazione.pdf").status_code == 404


def test_a_silent_provider_is_said(world, sign_in, settings):
    settings.PEC_SANDBOX_IMAP_PORT = 1
    page = sign_in(world.coordinator).get(PAGE)
    assert page.status_code == 200
    assert "non risponde" in page.content.decode()


def test_an_empty_mailbox_has_its_own_words(world, sign_in, sandbox):
    with at(sandbox):
        page = sign_in(world.coordinator).get(f"{PAGE}tm_brescia/")
    assert "La casella è vuota" in page.content.decode()


def test_without_the_sandbox_there_is_no_such_page(world, sign_in, settings):
    settings.ROOT_URLCONF = "config.urls"
    assert sign_in(world.coordinator).get(PAGE).status_code == 404


def test_an_administrator_sees_the_list_but_no_document(world, sign_in, sandbox, letter):
    """Whether mail flows is an administrator's business; what it says is not."""
    client = sign_in(world.administrator)
    with at(sandbox):
        page = client.get(PAGE)
        assert client.get(f"{PAGE}tm_milano/{letter.uid}/relazione.pdf").status_code == 403
    assert page.status_code == 200
    assert b"relazione.pdf" not in page.content
