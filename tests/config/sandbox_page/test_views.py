"""What a court found in its mailbox: for the leads of the demo only."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from config.demo.offices import COURT_MAILBOX, DOMAIN, OFFICES
from config.pec_sandbox import faults, outcomes
from config.pec_sandbox.hostile import FORGERIES
from config.pec_sandbox.menu import FAULTS, OUTCOMES
from reports.pec.message import Attachment, compose, new_message_id
from reports.pec.transport import send
from tests.config.demo.conftest import at
from tests.factories.courts import PDF, OfficeFactory

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


# --- What it can play -----------------------------------------------------------------------------------
def test_everything_it_can_play_stands_in_the_menu():
    """Every tag of the outcomes, every forgery, every switch; nothing else."""
    told = re.findall(r"^\| ([a-z0-9 /*-]+) \|", outcomes.__doc__, re.MULTILINE)
    tags = {tag for line in told for tag in line.split(" / ")} - {"tag", "ostile-*"}
    assert set(OUTCOMES) == tags | {""} | {f"ostile-{name}" for name in FORGERIES}
    switches = re.findall(r"^\| (banner|auth|mail|imap) \| ([^|]+) \|", faults.__doc__, re.MULTILINE)
    assert set(FAULTS) == {(key, value) for key, values in switches for value in values.strip().split(", ")}


def test_an_outcome_is_chosen_for_an_office_and_taken_back(world, sign_in, sandbox):
    _, name, _, _, local = OFFICES["tm_milano"]
    office = OfficeFactory(name=name, pec=f"{local}@{DOMAIN}")
    client = sign_in(world.coordinator)
    for tag, address in {"casella-piena": f"{local}+casella-piena@{DOMAIN}", "": f"{local}@{DOMAIN}"}.items():
        with at(sandbox):
            page = client.post(f"{PAGE}tm_milano/esito/", {"outcome": tag}, follow=True)
        office.refresh_from_db()
        assert (page.status_code, office.pec) == (200, address)
    assert sign_in(world.owner).post(f"{PAGE}tm_milano/esito/", {"outcome": ""}).status_code == 403


def test_a_fault_of_the_whole_provider_is_switched_on_and_off(world, sign_in, sandbox, sandbox_faults):
    client = sign_in(world.administrator)
    with at(sandbox):
        page = client.post(f"{PAGE}guasto/", {"fault": "auth 535"}, follow=True)
        assert "Un guasto di tutto il gestore è acceso" in page.content.decode()
        assert faults.read(sandbox.state) == {"auth": "535"}
        client.post(f"{PAGE}guasto/", {"fault": ""})
    assert faults.read(sandbox.state) == {}
