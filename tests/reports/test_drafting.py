"""The first draft and what the record gives to the page: by kind, by child, with its source."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import DiaryParagraph
from reports.drafting.collect import pieces_of
from reports.record_panel import offers
from reports.source_changes import source_changes
from reports.workbench import sections_on_page
from services.catalogue.models import Enrolment
from tests.factories.cases import DiaryEntryFactory, DiaryParagraphFactory
from tests.factories.courts import MandateFactory
from tests.factories.peipa import ObjectiveFactory, PlanFactory
from tests.factories.reports import mandate_for, opened_report
from tests.factories.services import EnrolmentFactory

FIRST_DAY = datetime(2026, 6, 3, 9, tzinfo=UTC)


def entry(world, case, day=0, **fields):
    values = {"kind": "visita_domiciliare", "place": "casa", "hours": "1.5"}
    return DiaryEntryFactory(
        case=case, author=world.owner, occurred_at=FIRST_DAY + timedelta(days=day), **(values | fields)
    )


def opened_over(world, children=None):
    return opened_report(mandate_for(children or [world.case, world.sibling]))


def test_six_months_become_typed_paragraphs_with_their_source(world):
    visit = entry(world, world.case)
    DiaryParagraphFactory(entry=visit, kind="fatto", text="La stanza è in ordine.")
    DiaryParagraphFactory(entry=visit, kind="dichiarazione", text="«Sto bene.»", speaker="Il minore")
    DiaryParagraphFactory(entry=visit, kind="valutazione", text="La cura è cresciuta.")
    entry(world, world.case, 1, kind="colloquio", missed=True, participants="La madre")
    ObjectiveFactory(
        plan=PlanFactory(case=world.case, author=world.owner, starts_on=date(2026, 7, 1), state="attivo")
    )
    report = opened_over(world, [world.case])
    found = {row.source_ref.partition(":")[0]: row for row in report.blocks.all()}
    assert {"household", "contacts", "missed", "mandate", "plan", "paragraph"} <= set(found)
    assert all(row.source and row.source_text == row.text for row in report.blocks.all())
    fact = report.blocks.get(text="La stanza è in ordine.")
    assert (fact.section.key, fact.observer, fact.verified) == (
        "minore",
        world.owner.get_full_name(),
        "osservato",
    )
    said = report.blocks.get(kind="dichiarazione")
    assert (said.section.key, said.speaker, said.wording) == ("dichiarazioni", "Il minore", "testuale")
    assert said.listener == world.owner.get_full_name()
    judged = report.blocks.get(kind="valutazione")
    assert [basis.fact for basis in judged.bases.all()] == [fact]
    assert (judged.evaluator, judged.profession) == (world.owner.get_full_name(), world.owner.profession)
    assert found["contacts"].text.endswith("registra visita domiciliare (1), per un totale di 1,5 ore.")
    assert found["mandate"].mandate == report.mandate
    assert "con la madre" in found["missed"].text


def test_what_is_about_one_child_says_so_and_what_is_shared_comes_once(world):
    for child in (world.case, world.sibling):
        DiaryParagraphFactory(entry=entry(world, child), text="I fratelli arrivano insieme.")
    DiaryParagraphFactory(entry=entry(world, world.sibling, 2), text="Solo il fratello.")
    report = opened_over(world)
    assert report.blocks.get(text="I fratelli arrivano insieme.").child is None
    own = report.blocks.get(text="Solo il fratello.")
    assert own.child == world.sibling
    counted = report.blocks.get(source_ref=f"contacts:{world.sibling.pk}")
    pages = sections_on_page(report, world.owner, writing_now=True)
    said = {item.block: item.about for page in pages for group in page.groups for item in group.items}
    assert said[own] == "", "it stands under the child's name"
    assert said[counted] == world.sibling.person.full_name


def test_services_speak_for_the_mandate_they_carry_out(world):
    mandate = mandate_for([world.case])
    other = MandateFactory(
        order=mandate.order,
        cases=[world.case],
        kind="adm",
        starts_on=date(2026, 6, 1),
        task_text="Attivare l'educativa domiciliare.",
    )
    EnrolmentFactory(case=world.case, mandate=other, requested_on=date(2026, 6, 5))
    report = opened_report(mandate)
    answer = report.blocks.get(source_ref=f"mandate:{other.pk}")
    assert "educativa domiciliare" in answer.text
    assert Enrolment.objects.get().kind.name in answer.text
    assert not report.blocks.filter(source_ref=f"mandate:{mandate.pk}").exists(), (
        "nothing is on record for it"
    )
    contacts = report.blocks.get(source_ref=f"contacts:{world.case.pk}")
    assert contacts.text.endswith("il diario del servizio non registra alcun contatto.")


def count(action) -> int:
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)


def test_the_draft_costs_the_same_for_200_entries_as_for_10(world):
    def fill(start, number):
        for day in range(start, start + number):
            row = entry(world, world.case, day % 150, kind="colloquio" if day % 2 else "riunione_rete")
            DiaryParagraphFactory(entry=row, text=f"Fatto {day}.")
            DiaryParagraphFactory(entry=row, kind="valutazione", text=f"Lettura {day}.")

    fill(0, 10)
    first = mandate_for([world.case, world.sibling])
    opened_report(mandate_for([world.case, world.sibling]))  # what is looked up once is looked up now
    few = count(lambda: opened_report(first))
    fill(10, 190)
    second = mandate_for([world.case, world.sibling])
    many = count(lambda: opened_report(second))
    assert many == few
    report = second.reports.get()
    assert report.blocks.count() > 390
    assert count(lambda: pieces_of(report, list(report.covered.all()))) < 16


def test_a_changed_source_is_told_with_both_texts(world):
    row = DiaryParagraphFactory(entry=entry(world, world.case), text="Vive con la madre.")
    gone = DiaryParagraphFactory(entry=entry(world, world.case, 1), text="Nota poi riservata.")
    report = opened_over(world, [world.case])
    cases = list(report.covered.all())
    assert source_changes(report, cases) == []
    DiaryParagraph.objects.filter(pk=row.pk).update(text="Vive con il padre.")
    gone.entry.reserved = True
    gone.entry.save()
    changes = {change.block.source_ref: change for change in source_changes(report, cases)}
    told = changes[f"paragraph:{row.pk}"]
    assert (told.then, told.now) == ("Vive con la madre.", "Vive con il padre.")
    assert [piece.kind for piece in told.words] == ["same", "gone", "new"]
    assert changes[f"paragraph:{gone.pk}"].now == ""


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ({}, 2),
        ({"words": "quaderni scuola"}, 1),
        ({"words": "inesistente"}, 0),
        ({"group": "mancati"}, 0),
    ],
)
def test_the_panel_finds_by_kind_and_by_words(world, asked, texts):
    DiaryParagraphFactory(entry=entry(world, world.case), text="Porta i quaderni di scuola.")
    DiaryParagraphFactory(entry=entry(world, world.case, 3), text="Gioca in cortile.")
    report = opened_over(world, [world.case])
    found = offers(report, list(report.covered.all()), **({"group": "diario"} | asked))
    assert len(found.rows) == found.total == texts
    assert all(row.block_pk for row in found.rows)
