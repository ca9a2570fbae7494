import pytest
from django.urls import reverse
from django.utils import timezone

from cases import closing, summary_hooks
from cases.models import Case, Code, StatusChange
from cases.summary_hooks import Panel, Row
from tests.factories.cases import (
    DeadlineFactory,
    DiaryEntryFactory,
    DiaryParagraphFactory,
    HouseholdMemberFactory,
    TeamMemberFactory,
)


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.pk, *more])


def test_detail_same_queries_for_little_and_much(
    world, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    def add(n):
        DeadlineFactory(case=world.case)
        DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case))
        HouseholdMemberFactory(household=world.case.household)
        TeamMemberFactory(case=world.case)
        StatusChange.objects.create(
            case=world.case,
            source="segnalata",
            target="in_valutazione",
            changed_on=timezone.localdate(),
            changed_by=world.owner,
        )

    add(0)
    client = sign_in(world.owner)
    with django_assert_max_num_queries(20) as few:
        client.get(url("case_detail", world.case))
    for n in range(3):
        add(n)
    with django_assert_num_queries(len(few)):
        client.get(url("case_detail", world.case))


def test_detail_hides_the_text_of_a_reserved_entry(world, sign_in):
    DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case), text="Parole aperte.")
    DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case, reserved=True), text="Parole riservate.")
    page = sign_in(world.reader).get(url("case_detail", world.case))
    assert "Parole aperte." in page.text
    assert "Parole riservate." not in page.text


def test_detail_title_carries_no_name(world, sign_in):
    page = sign_in(world.owner).get(url("case_detail", world.case))
    assert f"<title>Fascicolo {world.case.reference} · Bandolo</title>" in page.text


def test_detail_moves_only_for_who_may_change(world, sign_in):
    assess = url("case_move", world.case, "assess")
    assert assess in sign_in(world.owner).get(url("case_detail", world.case)).text
    assert assess not in sign_in(world.reader).get(url("case_detail", world.case)).text


def test_detail_panels_of_other_apps(world, sign_in, monkeypatch):
    panel = Panel("Relazioni", [Row("Indagine", "/relazioni/1/", badge="Bozza", tone="draft")])
    monkeypatch.setattr(summary_hooks, "panels", [lambda user, case: panel, lambda user, case: None])
    page = sign_in(world.owner).get(url("case_detail", world.case))
    assert page.context["panels"] == [panel]
    assert 'href="/relazioni/1/"' in page.text


def test_move_a_case_through_its_life(world, sign_in):
    client = sign_in(world.owner)
    kinds = {"closure": "motivo_chiusura", "situation": "situazione_chiusura"}
    codes = {name: Code.objects.get(kind=kind, code="4").pk for name, kind in kinds.items()}
    day = {"on": timezone.localdate().isoformat(), "reason": "Deciso in équipe.", **codes}
    for name in ("assess", "take_charge", "activate", "suspend", "close", "reopen"):
        answer = client.post(url("case_move", world.case, name), day)
        assert answer.url == world.case.get_absolute_url()
    assert Case.unscoped.get(pk=world.case.pk).status == "riaperto"
    assert StatusChange.objects.filter(case=world.case).count() == 6
    assert "Risoluzione del bisogno; alla chiusura" in client.get(world.case.get_absolute_url()).text


def test_move_not_declared_for_this_state_is_a_404(world, sign_in):
    client = sign_in(world.owner)
    assert client.get(url("case_move", world.case, "close")).status_code == 404
    assert client.post(url("case_move", world.case, "save"), {}).status_code == 404


def test_move_missing_reason_and_bad_day_are_told(world, sign_in):
    page = sign_in(world.owner).post(
        url("case_move", world.case, "decline"), {"on": "2026-02-31", "reason": ""}
    )
    assert page.context["form"].errors["on"] == ["Inserisci una data valida."]
    assert page.context["form"].errors["reason"] == ["Questo campo è obbligatorio."]


def test_move_refused_by_the_action_stands_beside_the_field(world, sign_in):
    page = sign_in(world.owner).post(
        url("case_move", world.case, "assess"), {"on": "2020-01-01", "reason": "Parole mie"}
    )
    assert page.context["form"].errors["on"] == ["La data non può precedere il 15/01/2025."]
    assert "Parole mie" in page.text


def test_move_closing_tells_what_is_still_open(world, sign_in, monkeypatch):
    Case.unscoped.filter(pk=world.case.pk).update(status="presa_in_carico")
    monkeypatch.setattr(closing, "blockers", [lambda case: ["C'è ancora un incarico attivo."]])
    client = sign_in(world.owner)
    page = client.get(url("case_move", world.case, "close"))
    assert page.context["reasons"] == ["C'è ancora un incarico attivo."]
    page = client.post(
        url("case_move", world.case, "close"), {"on": timezone.localdate().isoformat(), "reason": "Fine"}
    )
    assert page.status_code == 200
    assert Case.unscoped.get(pk=world.case.pk).is_open


def test_edit_corrects_the_case(world, sign_in):
    code = Code.objects.get(kind="fonte", code="13")
    data = {"opened_on": "2025-03-01", "source_code": code.pk, "source": "La maestra", "reason": "Assenze."}
    sign_in(world.owner).post(url("case_edit", world.case), data)
    world.case.refresh_from_db()
    case = world.case
    assert (case.opened_on.isoformat(), case.source_code, case.source) == ("2025-03-01", code, "La maestra")


@pytest.mark.parametrize("reason", ["Motivo\x00", "M" * 4001])
def test_edit_bad_words_are_told(world, sign_in, reason):
    data = {"opened_on": "2025-03-01", "source": "Scuola", "reason": reason}
    page = sign_in(world.owner).post(url("case_edit", world.case), data)
    assert list(page.context["form"].errors) == ["reason"]
