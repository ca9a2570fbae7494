"""Database gone, broker gone: the page says so or works without, and nothing is half done."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog
from reports.models import FrozenReport
from tests.factories.reports import MailboxFactory, mandate_for, opened_report, ready, submitted


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
def no_broker(settings):
    from config.celery import app  # noqa: PLC0415 - the app the settings configure

    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nonexistent/broker.sock"
    app.amqp._producer_pool = None
    yield
    app.conf.broker_url = before
    app.amqp._producer_pool = None


@pytest.mark.django_db(transaction=True)
def test_broker_gone_the_approval_stands_and_the_page_answers(world, sign_in, no_broker):
    MailboxFactory(organisation=world.cooperative)
    report = opened_report(mandate_for([world.case, world.sibling]))
    ready(submitted(report, world.owner))
    response = sign_in(world.coordinator).post(reverse("reports:approve", args=[report.pk]), follow=True)
    assert response.status_code == 200
    frozen = FrozenReport.objects.get(report=report)
    assert frozen.dispatches.count() == 1


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
