"""Database gone, broker gone: the page says so or works without, and nothing is half done."""

import subprocess
import time

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog
from config.launcher.broker import answers, program
from reports.models import Dispatch, FrozenReport, Report
from tests.factories.reports import MailboxFactory, mandate_for, opened_report, ready, submitted
from tests.worker import ringing_at


@pytest.fixture
def no_database(monkeypatch):
    """The server is not there: every connection fails as psycopg makes it fail."""

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    connection.close()
    monkeypatch.setattr(connection, "connect", refuse)
    monkeypatch.setattr(connection, "ensure_connection", refuse)


@pytest.mark.django_db(transaction=True)
def test_database_gone_answers_503_in_italian(world, sign_in, no_database):
    """Row 15."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    response = client.get(reverse("cases:today"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "I dati sono al sicuro" in response.text


@pytest.mark.django_db(transaction=True)
def test_health_without_database(no_database):
    client = Client(raise_request_exception=False)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_ready_when_migrated(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok"}


@pytest.fixture
def broker_gone():
    with ringing_at("redis+socket:///nonexistent/broker.sock"):
        yield


@pytest.fixture
def broker_full(tmp_path):
    """A broker that answers every write with «out of memory»."""
    address = tmp_path / "full.sock"
    command = [program(), "--port", "0", "--unixsocket", address, "--save", "", "--dir", tmp_path]
    command += ["--maxmemory", "100kb", "--maxmemory-policy", "noeviction"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while not answers(address):
            time.sleep(0.02)
        with ringing_at(f"redis+socket://{address}"):
            yield
        running.kill()


@pytest.mark.parametrize("broker", ["broker_gone", "broker_full"])
@pytest.mark.django_db(transaction=True)
def test_broker_gone_or_full_the_approval_stands_and_the_page_answers(world, sign_in, request, broker):
    """Row 3: the bell cannot ring, the row waits for the sweep."""
    request.getfixturevalue(broker)
    assert approved_by_hand(world, sign_in) == 200
    assert Dispatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_one_clear_answer_and_the_repeat_is_the_same_dispatch(world, sign_in):
    """Row 15: the server refuses to write (53100); nothing is half done, and the button works when there is room."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END$$;"
            " CREATE TRIGGER disk_full BEFORE INSERT ON reports_dispatchstep FOR EACH ROW"
            " EXECUTE FUNCTION disk_full();"
        )
    try:
        assert approved_by_hand(world, sign_in) == 503
        assert not FrozenReport.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION disk_full CASCADE")
    report = Report.objects.get()
    for _ in range(2):
        assert press(sign_in(world.coordinator), report) == 200
    assert Dispatch.objects.count() == 1


def approved_by_hand(world, sign_in) -> int:
    """The status of the page after the button of the approval was pressed."""
    MailboxFactory(organisation=world.cooperative)
    report = ready(submitted(opened_report(mandate_for([world.case, world.sibling])), world.owner))
    return press(sign_in(world.coordinator), report)


def press(client: Client, report: Report) -> int:
    client.raise_request_exception = False
    return client.post(reverse("reports:approve", args=[report.pk]), follow=True).status_code


@pytest.mark.django_db(transaction=True)
def test_no_row_in_the_access_log_no_page(world):
    """If the read cannot be logged, nothing of the case goes out (design §4.2)."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_accesslog ADD CONSTRAINT broken CHECK (user_id < 0) NOT VALID")
    try:
        client = Client(raise_request_exception=False)
        client.force_login(world.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.get(reverse("cases:case_detail", args=[world.case.pk]))
        assert response.status_code == 500
        assert world.case.person.last_name not in response.text
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_accesslog DROP CONSTRAINT broken")
    assert not AccessLog.objects.exists()
