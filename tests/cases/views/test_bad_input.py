"""What people and machines send that no form expects (handbook safety §9): told in words, never an error page."""

from datetime import timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from cases.actions.diary import write_entry
from cases.actions.transfers import propose_transfer
from cases.diary_content import FACT, EntryContent, ParagraphContent
from cases.models import CaseTransfer, Code, DiaryParagraph, StatusChange, TeamMember
from tests.cases.views.test_diary import typed
from tests.factories.accounts import MembershipFactory

TEXTS = (
    "a\0b",
    "\u202egnp.exe\u200b",
    "x" * 200_000,
    "../../etc/passwd",
    "{{ 7*7 }}<script>",
    "\x1b[31m\x85",
)
DAYS = ("0001-01-01", "9999-12-31", "2026-02-31", "a\0b", "-1", "٢٠٢٦-٠١-٠١")
TIMES = ("02:30", "25:99", "a\0b")


@pytest.fixture
def cases_of(world):
    """Each form of these rooms with something right to begin with: name → address and fields."""
    today = timezone.localdate().isoformat()
    said = EntryContent("colloquio", timezone.now(), paragraphs=(ParagraphContent(FACT, "Prima."),))
    (entry,) = write_entry(cases=[world.case], by=world.coordinator, content=said)
    MembershipFactory(user=world.coordinator, unit=world.other_unit, role=Role.COORDINATORE)
    coming = propose_transfer(
        case=world.sibling, to_unit=world.other_unit, note="Trasloco.", by=world.coordinator
    )
    code = {kind: Code.objects.filter(kind=kind).last().pk for kind in ("fonte", "motivo_chiusura")}
    member = TeamMember.objects.filter(case=world.case, user=world.disabled).get()
    note = {"on": today, "note": "Consegne.", "reason": "Motivo."}
    pk = world.case.pk
    return {
        "diary_create": ([pk], typed(place="Casa", participants="La zia")),
        "diary_quick": ([pk], {"kind": "nota", "facts": "Ha chiamato."}),
        "diary_correct": ([pk, entry.pk], typed(version="1")),
        "case_edit": ([pk], {"opened_on": today, "source_code": code["fonte"], "source": "Zia", **note}),
        "case_move": ([pk, "send_elsewhere"], {**note, "destination": "Consultorio"}),
        "assessment_add": ([pk], {"assessed_on": today, "child": [code["fonte"]], "family": ["1"], **note}),
        "case_transfer": ([pk], {"to_unit": world.other_unit.pk, **note}),
        "transfer_decide": ([coming.pk], {"decision": "no", "answer": "Siamo pieni."}),
        "team_add": ([pk], {"user": world.colleague.pk, "role": "altro", "valid_from": today, **note}),
        "team_end": ([pk, member.pk], {"valid_to": today, **note}),
        "team_hand_over": ([pk], {"to": world.colleague.pk, "role": "altro", **note}),
        "reassign": ([], {"caso": [pk], "to": world.reader.pk, **note}),
    }


def bad_versions(fields, right):
    """Every text, day and time of the form wrong in turn, first beside what is right, then all together."""
    for number in range(len(TEXTS)):
        texts, days, times = TEXTS[number], DAYS[number], TIMES[number % len(TIMES)]
        wrong = {}
        for name, field in fields.items():
            value = days if isinstance(field, forms.DateField) else texts
            wrong[name] = times if isinstance(field, forms.TimeField) else value
        words = {name for name, field in fields.items() if type(field).__name__ == "PlainCharField"}
        yield right | wrong
        yield right | dict.fromkeys(words, texts)
    yield right | {"day": "2026-03-29", "time": "02:30"}


def test_no_form_answers_with_an_error_page(world, sign_in, cases_of):
    client = sign_in(world.coordinator)
    for name, (args, right) in cases_of.items():
        address = reverse(f"cases:{name}", args=args)
        page = client.get(address, {"caso": right.get("caso", [])})
        fields = page.context["form"].fields if page.status_code == 200 else {}
        assert fields, name
        for sent in bad_versions(fields, right):
            answer = client.post(address, sent)
            assert answer.status_code in {200, 302, 404, 409}, (name, sent)
            if answer.status_code == 404:  # a right answer among the wrong ones has decided it
                assert name in {"transfer_decide", "case_move"}
    kept = [*DiaryParagraph.objects.values_list("text", flat=True)]
    kept += CaseTransfer.objects.values_list("note", flat=True)
    kept += StatusChange.objects.values_list("reason", flat=True)
    assert not [text for text in kept if {"\0", "\u202e", "\u200b", "\x1b"} & set(text) or len(text) > 20_000]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\0b.pdf", "\u202egnp.exe", "x" * 500 + ".txt", "CON", "."]
)
def test_the_name_of_a_file_is_nothing(world, sign_in, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("x", b"Lettera")
    upload._name = name
    address = reverse("cases:diary_create", args=[world.case.pk])
    answer = sign_in(world.owner).post(address, typed(attachments=[upload], day=_yesterday()))
    assert answer.status_code in {200, 302}
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and "-" not in path.name]
    assert outside == []


def _yesterday() -> str:
    return (timezone.localdate() - timedelta(days=1)).isoformat()
