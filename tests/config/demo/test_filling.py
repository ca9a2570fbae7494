"""The demo: believable, complete in its states, impossible in its people."""

import io
import re
from collections import Counter

import pytest
from codicefiscale import codicefiscale
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Count, F
from django.test import Client
from django.utils import timezone

from accounts.models import Absence, Membership, Organisation, Unit, User
from cases.enums import DeadlineState
from cases.models import (
    Address,
    Appointment,
    Case,
    Deadline,
    DiaryEntry,
    DiaryParagraph,
    Document,
    Household,
    Identifier,
    Person,
    TeamMember,
)
from cases.uploads import checked_pdf
from config.demo.letters import LETTERS, OURS
from config.demo.people import ACCOUNTS, PASSWORD, SHOWN
from courts.models import Hearing, Mandate, Order
from peipa.models import Plan
from reports.enums import ReportState
from reports.models import Dispatch, Mailbox, Receipt, Report
from reports.pec.states import DispatchState
from services.models import Enrolment, ServiceKind
from tests.config.demo.conftest import at

# django_db puts them before the tests that empty the tables.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]
TABLES = (
    User, Membership, Organisation, Unit, Person, Household, Address, DiaryEntry, DiaryParagraph, Document, Order,
    Mandate, Deadline, Enrolment, Plan, Report, Dispatch, Mailbox,
)  # fmt: skip


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES} | {"Case": Case.unscoped.count()}


def test_it_has_the_size_that_was_asked_for(filled):
    assert (Organisation.objects.count(), Unit.objects.count(), User.objects.count()) == (3, 4, 12)
    assert Household.objects.count() == filled.families == 60
    assert Case.unscoped.count() == filled.cases > 80
    families = Case.unscoped.values("household").annotate(n=Count("pk"))
    assert max(row["n"] for row in families) == 3
    entries = [case.n for case in Case.unscoped.filter(closed_on=None).annotate(n=Count("diary"))]
    assert sum(entries) / len(entries) > 12
    assert set(Enrolment.objects.values_list("kind", flat=True)) == set(
        ServiceKind.objects.values_list("pk", flat=True)
    )


def test_filling_again_changes_nothing(sandbox):
    before = counts()
    said = io.StringIO()
    with at(sandbox):
        call_command("fill_demo", stdout=said)
    assert counts() == before
    assert "ci sono già" in said.getvalue()


def test_a_second_start_points_the_mailboxes_at_the_new_ports(sandbox, settings):
    with at(sandbox):
        settings.PEC_SANDBOX = True
        settings.PEC_SANDBOX_SMTP_PORT = 4025
        call_command("demo_sandbox", stdout=io.StringIO())
        assert set(Mailbox.objects.values_list("smtp_port", flat=True)) == {4025}
        assert sandbox.trust_path.read_text() in set(Mailbox.objects.values_list("trust_pem", flat=True))


def test_no_tax_code_can_be_anybodys():
    codes = list(Identifier.objects.filter(kind="cf").values_list("value", flat=True))
    assert len(codes) > 60
    assert all(re.fullmatch(r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]", code) for code in codes)
    assert not [code for code in codes if codicefiscale.is_valid(code)]


def test_reports_are_in_every_state():
    states = set(Report.objects.values_list("state", flat=True))
    assert states == set(ReportState.values) - {ReportState.ANNULLATA}
    tags = {address.partition("@")[0].partition("+")[2] for address in recipients()}
    assert {"", "ritardo", "casella-piena", "non-accettazione", "ostile-altra-ca", "muto"} <= tags
    assert Dispatch.objects.filter(state=DispatchState.DA_DEPOSITARE).exists()
    assert Report.objects.filter(author=None).exists()


def recipients() -> list[str]:
    return list(Dispatch.objects.values_list("recipient", flat=True))


def test_nothing_poses_as_proof():
    """What is delivered is delivered by the running workers, never written by hand."""
    assert not Receipt.objects.exists()
    fulfilled = Deadline.objects.filter(state=DeadlineState.FULFILLED)
    assert not fulfilled.filter(origin__startswith="mandate:").exists()
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"in_coda", "da_depositare"}
    assert not Dispatch.objects.exclude(message=None).exists()


def test_somebody_has_written(sandbox):
    """In the mailbox, for the running workers to read: two courts, a lawyer, and ordinary mail."""
    kinds = [letter.kind for letter in sandbox.letters(OURS)]
    assert kinds.count("posta-certificata") >= len(LETTERS)
    assert "errore" in kinds


def test_deadlines_are_past_near_and_far():
    today = timezone.localdate()
    days = [(due_on - today).days for due_on in Deadline.objects.open().values_list("due_on", flat=True)]
    assert min(days) < 0
    assert any(0 <= day <= 7 for day in days)
    assert max(days) > 60


def test_something_is_planned_and_somebody_will_be_away():
    planned = Appointment.objects.planned()
    assert planned.filter(starts_at__gt=timezone.now()).count() > 15
    assert planned.values("batch").distinct().count() < planned.count()  # siblings together
    assert Absence.objects.filter(starts_on__gt=timezone.localdate()).exists()
    ahead = Hearing.objects.filter(at__gt=timezone.now()).values_list("at", flat=True)
    days = [timezone.localdate(at).weekday() for at in (*ahead, *planned.values_list("starts_at", flat=True))]
    assert len(set(ahead)) > 8, "nobody is in eight courts at once"
    assert max(days) < 5


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_everybody_can_sign_in(account):
    client = Client()
    assert client.login(email=account.email, password=PASSWORD)
    assert client.get("/").status_code == 200


def test_sign_ins_are_printed_one_for_each_role():
    said = io.StringIO()
    call_command("demo_accounts", stdout=said)
    assert all(account.email in said.getvalue() for account in SHOWN)
    assert PASSWORD in said.getvalue()
    roles = {role for account in SHOWN for role, _ in account.posts}
    assert roles == set(Membership.objects.values_list("role", flat=True))


def test_diary_reads_like_one_somebody_wrote():
    texts = list(DiaryParagraph.objects.values_list("text", "speaker"))
    joined = "\n".join(" ".join(row) for row in texts)
    assert not re.search(r"[{}]|\b(di|a|da) (la|il) sign", joined)
    assert all(text[:1].isupper() or text[:1] == "«" for text, _ in texts)
    kinds = Counter(DiaryParagraph.objects.values_list("kind", flat=True))
    assert set(kinds) == {"fatto", "dichiarazione", "valutazione"}
    assert not DiaryEntry.objects.filter(occurred_at__gt=timezone.now()).exists()
    assert not DiaryEntry.objects.filter(occurred_at__date__lt=F("case__opened_on")).exists()


def test_rows_written_without_an_action_are_what_an_action_would_write():
    for entry in DiaryEntry.objects.all()[:60]:
        entry.full_clean()
    for paragraph in DiaryParagraph.objects.all()[:60]:
        paragraph.full_clean(exclude=["words"])
    for order in Order.objects.select_related("proceeding"):
        order.full_clean()
        assert set(order.cases.all()) <= set(order.proceeding.cases.all())


def test_paper_of_an_order_would_pass_the_door():
    order = Order.objects.first()
    assert order is not None
    checked = checked_pdf(SimpleUploadedFile("o.pdf", order.file.read(), "application/pdf"))
    assert checked.sha256 == order.file_sha256


def test_only_a_few_cases_have_nobody():
    held = TeamMember.objects.in_force(timezone.localdate()).filter(responsible=True).values("case")
    alone = Case.unscoped.filter(closed_on=None).exclude(pk__in=held)
    assert 0 < alone.count() <= 5


def test_some_addresses_are_secret():
    assert Address.objects.filter(secret=True).count() > 5
