import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from reports.models import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def values(world) -> dict[str, object]:
    return {
        "organisation": world.comune.pk,
        "address": "ente@pec.example",
        "state": "attiva",
        "username": "ente",
        "password": "segretissima parola",
        "smtp_host": "smtp.pec.example",
        "smtp_port": 465,
        "imap_host": "imap.pec.example",
        "imap_port": 993,
        "encryption": "ssl",
        "trust_pem": "",
    }


def test_the_password_of_a_mailbox_goes_in_and_never_comes_out(world, sign_in, values) -> None:
    client = sign_in(world.administrator)
    add = reverse("admin:reports_mailbox_add")
    assertContains(client.post(add, values | {"password": ""}), "Serve la password della casella.")
    assertNotContains(client.post(add, values | {"smtp_port": "x"}), "segretissima")
    assert client.post(add, values).status_code == 302

    mailbox = Mailbox.objects.get()
    change = reverse("admin:reports_mailbox_change", args=[mailbox.pk])
    assertNotContains(client.get(change), "segretissima")
    assert client.post(change, values | {"password": "", "username": "altro"}).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.password, mailbox.username) == ("segretissima parola", "altro")
    history = client.get(reverse("admin:reports_mailbox_history", args=[mailbox.pk]))
    assertNotContains(history, "Password")
