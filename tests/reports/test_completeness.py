"""Every reason that keeps a report from being submitted, each with the place to mend it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from reports.actions.approval import submit
from reports.actions.outlines import new_version, put_in_force
from reports.actions.writing import add_block, save_block, save_proposals
from reports.completeness import gaps
from reports.enums import BlockKind
from reports.models import Report
from tests.factories.courts import MandateFactory
from tests.factories.reports import answer_mandates, evaluated, mandate_for, opened_report, written

K = BlockKind


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def told(report: Report) -> dict[str, str]:
    return {gap.text: gap.anchor for gap in gaps(fresh(report))}


def spoil(report: Report, **fields: object) -> str:
    """Change the paragraph of a kind that was written by hand; its id in the page."""
    kind = fields.pop("kind")
    block = report.blocks.filter(kind=kind, source_ref="", section__covers_mandates=False).get()
    type(block).objects.filter(pk=block.pk).update(**fields)
    return f"blocco-{block.pk}"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (K.FATTO, {"source": ""}, "un fatto non indica la fonte"),
        (K.DICHIARAZIONE, {"speaker": ""}, "non dice chi l'ha resa"),
        (K.VALUTAZIONE, {"profession": ""}, "con quale professione"),
        (K.VALUTAZIONE, {"personality": True}, "metodo scientifico"),
    ],
)
def test_a_paragraph_that_lacks_something_is_named_where_it_stands(world, kind, fields, words):
    report = written(opened_report(mandate_for([world.case])), world.owner)
    assert told(report) == {}
    anchor = spoil(report, kind=kind, **fields)
    ((text, where),) = told(report).items()
    assert words in text
    assert where == anchor
    with pytest.raises(ValidationError, match=words):
        submit(report=fresh(report), by=world.owner)


def test_an_evaluation_rests_on_written_facts_of_the_report(world):
    report = written(opened_report(mandate_for([world.case])), world.owner)
    anchor = spoil(report, kind=K.FATTO, text="")
    found = told(report)
    assert found["Valutazione professionale: una valutazione non indica i fatti su cui poggia."] != anchor
    assert found["La sezione «Il minore» è vuota."] == "sezione-minore"


def test_an_empty_report_lists_every_legal_section_the_mandate_and_the_proposals(world):
    report = opened_report(mandate_for([world.case]))
    assert told(report) == {
        "La sezione «Il minore» è vuota.": "sezione-minore",
        "La sezione «Interventi svolti rispetto agli incarichi» è vuota.": "sezione-interventi",
        "La sezione «Dichiarazioni delle parti e di terzi» è vuota.": "sezione-dichiarazioni",
        "La sezione «Valutazione professionale» è vuota.": "sezione-valutazione",
        "Manca la sezione «Proposte».": "sezione-proposte",
        "L'incarico «Aggiornamento periodico» non ha risposta.": "sezione-interventi",
    }


def test_a_section_for_each_child_wants_a_word_on_each(world):
    report = opened_report(mandate_for([world.case, world.sibling]))
    fact = add_block(
        report=report, kind=K.FATTO, by=world.owner, child=world.case, text="Va a scuola.", source="Scuola"
    )
    add_block(report=report, kind=K.DICHIARAZIONE, by=world.owner, text="«Bene.»", speaker="La madre")
    evaluated(report, world.owner, fact)
    answer_mandates(report, world.owner)
    save_proposals(report=report, by=world.owner, text="Si propone di proseguire.")
    name = world.sibling.person.full_name
    assert told(report) == {
        f"La sezione «Il minore» non dice nulla di {name}.": f"sezione-minore-{world.sibling.pk}"
    }


def test_every_mandate_of_the_proceeding_wants_an_answer(world):
    mandate = mandate_for([world.case])
    report = written(opened_report(mandate), world.owner)
    MandateFactory(order=mandate.order, cases=[world.case], kind="adm", starts_on=date(2026, 7, 1))
    MandateFactory(order=mandate.order, cases=[world.case], kind="mediazione", starts_on=date(2030, 1, 1))
    assert list(told(report)) == ["L'incarico «Assistenza domiciliare minori» non ha risposta."]
    answer_mandates(report, world.owner)
    assert told(report) == {}


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC))
def test_the_psychologists_part_is_written_by_a_psychologist(world):
    second = new_version(outline=opened_report(mandate_for([world.case])).outline, by=world.administrator)
    second.second_signature = "psicologo"
    second.save()
    second.sections.filter(key="valutazione").update(countersigned=True)
    put_in_force(outline=second, by=world.administrator)
    report = written(opened_report(mandate_for([world.case])), world.owner)
    ((text, anchor),) = told(report).items()
    assert "psicologo" in text
    block = report.blocks.get(kind=K.VALUTAZIONE)
    assert anchor == f"blocco-{block.pk}"
    save_block(block=block, expected_version=block.version, by=world.owner, profession="psicologo")
    assert told(report) == {}
