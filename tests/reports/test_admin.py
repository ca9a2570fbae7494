import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from reports.models import Mailbox, Outline

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


def test_an_outline_is_previewed_versioned_and_put_in_force(world, sign_in) -> None:
    client = sign_in(world.administrator)
    outline = Outline.objects.get(kind="adm", number=1)
    preview = reverse("admin:reports_outline_preview", args=[outline.pk])
    assertContains(client.get(preview), "Interventi e ore")
    assertContains(client.get(reverse("admin:reports_outline_change", args=[outline.pk])), "brani ammessi")
    made = client.post(reverse("admin:reports_outline_new_version", args=[outline.pk]))
    second = Outline.objects.get(kind="adm", number=2)
    assert made.url == reverse("admin:reports_outline_change", args=[second.pk])
    in_force = reverse("admin:reports_outline_in_force", args=[second.pk])
    assertContains(client.post(in_force, {"from_day": "2026-02-31"}), "valida")
    assertContains(client.post(in_force, {"from_day": "2020-01-01"}), "giorno futuro")
    client.post(in_force, {"from_day": ""})
    second.refresh_from_db()
    assert second.valid_from is not None
    assert sign_in(world.owner).get(preview).status_code in (302, 403)
