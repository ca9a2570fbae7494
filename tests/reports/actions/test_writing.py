"""Paragraphs saved, placed, shared and commented: nothing is lost, nobody writes in another's section."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import DiaryParagraph
from reports.actions.placing import move_block, place_block
from reports.actions.sharing import entrust, settle_comment
from reports.actions.sources import add_from_record, pull, settle_source
from reports.actions.writing import (
    Conflict,
    ProposalsConflict,
    add_block,
    comment,
    remove_block,
    save_block,
    save_proposals,
)
from reports.block_versions import versions_of
from reports.comparing import compare, previous_report
from reports.disclosure import blocks_for
from reports.enums import BlockKind
from tests.factories.cases import CaseFactory, DiaryEntryFactory, DiaryParagraphFactory, TeamMemberFactory
from tests.factories.reports import TODAY, evaluated, mandate_for, opened_report, written

K = BlockKind


def fact(report, world, text="Un fatto.", **values):
    values.setdefault("source", "Visita")
    return add_block(report=report, kind=K.FATTO, by=world.owner, text=text, **values)


def section(report, key):
    return report.outline.sections.get(key=key)


def order(report, key="minore"):
    return list(report.blocks.filter(section__key=key).values_list("text", flat=True))


def test_a_second_tab_overwrites_nothing(world, report):
    block = fact(report, world)
    save_block(block=block, expected_version=1, by=world.owner, text="Prima scheda.")
    with pytest.raises(Conflict) as clash:
        save_block(block=block, expected_version=1, by=world.coordinator, text="Seconda scheda.")
    assert (clash.value.current.text, clash.value.current.edited_by) == ("Prima scheda.", world.owner)
    with pytest.raises(Conflict):
        remove_block(block=block, expected_version=1, by=world.owner)
    save_proposals(report=report, by=world.owner, text="Prima.", expected_version=1)
    with pytest.raises(ProposalsConflict):
        save_proposals(report=report, by=world.owner, text="Seconda.", expected_version=1)


def test_only_what_is_named_changes_and_the_same_twice_is_no_version(world, report):
    block = fact(report, world, place="casa")
    saved = save_block(block=block, expected_version=1, by=world.owner, text="Altro testo.")
    assert (saved.place, saved.source, saved.version) == ("casa", "Visita", 2)
    assert save_block(block=block, expected_version=2, by=world.owner, text="Altro testo.").version == 2


def test_an_evaluation_rests_only_on_facts_of_its_report(world, report):
    mine, judged = fact(report, world), evaluated(report, world.owner, fact(report, world))
    elsewhere = fact(opened_report(mandate_for([world.case])), world)
    save_block(block=judged, expected_version=2, by=world.owner, facts=[mine])
    assert [basis.fact for basis in judged.bases.all()] == [mine]
    for wrong in (elsewhere, judged):
        with pytest.raises(ValidationError, match="poggia su fatti"):
            save_block(block=judged, expected_version=3, by=world.owner, facts=[wrong])
    with pytest.raises(ValidationError, match="non è fra quelli"):
        save_block(block=mine, expected_version=1, by=world.owner, child=CaseFactory())


def test_a_section_takes_only_its_kinds(world, report):
    with pytest.raises(ValidationError, match="non ammette"):
        add_block(report=report, kind=K.FATTO, by=world.owner, section=section(report, "valutazione"))
    block = fact(report, world)
    with pytest.raises(ValidationError, match="non ammette"):
        place_block(
            block=block, section=section(report, "valutazione"), child=None, before=None, by=world.owner
        )


def test_paragraphs_keep_the_order_they_are_given(world, report):
    one, two, three = (fact(report, world, text) for text in ("uno", "due", "tre"))
    assert move_block(block=three, up=True, by=world.owner) == 2
    assert order(report) == ["uno", "tre", "due"]
    assert move_block(block=one, up=True, by=world.owner) == 1
    place = place_block(block=one, section=section(report, "minore"), child=None, before=None, by=world.owner)
    assert (place, order(report)) == (3, ["tre", "due", "uno"])
    place_block(block=two, section=section(report, "adulti"), child=world.case, before=None, by=world.owner)
    two.refresh_from_db()
    assert (two.section.key, two.child, two.version) == ("adulti", world.case, 2)
    assert (order(report), order(report, "adulti")) == (["tre", "uno"], ["due"])


def test_an_entrusted_section_is_written_by_its_writer_and_the_author(world, report):
    mine = fact(report, world)
    psychologist = TeamMemberFactory(case=world.case).user
    place = section(report, "minore")
    with pytest.raises(ValidationError, match="non è nell'équipe"):
        entrust(report=report, section=place, to=psychologist, by=world.owner)
    TeamMemberFactory(case=world.sibling, user=psychologist)
    entrust(report=report, section=place, to=psychologist, by=world.owner)
    saved = save_block(block=mine, expected_version=1, by=psychologist, text="Scritto da chi la cura.")
    save_block(block=mine, expected_version=saved.version, by=world.owner, text="E dall'autore.")
    for refused in (
        lambda: save_block(block=mine, expected_version=3, by=world.coordinator, text="No."),
        lambda: add_block(report=report, kind=K.FATTO, by=world.coordinator),
        lambda: move_block(block=mine, up=True, by=world.coordinator),
        lambda: remove_block(block=mine, expected_version=3, by=world.coordinator),
        lambda: entrust(report=report, section=place, to=None, by=psychologist),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    entrust(report=report, section=place, to=None, by=world.coordinator)
    save_block(block=mine, expected_version=3, by=world.coordinator, text="Ora sì.")


def test_a_comment_on_a_paragraph_is_opened_settled_and_survives_it(world, report):
    block = fact(report, world)
    note = comment(report=report, by=world.coordinator, text="Da chi?", block=block)
    settled = settle_comment(comment=note, done=True, by=world.owner)
    assert (settled.resolved_by, settled.resolved_at is None) == (world.owner, False)
    assert settle_comment(comment=note, done=False, by=world.coordinator).resolved_at is None
    remove_block(block=block, expected_version=1, by=world.owner)
    note.refresh_from_db()
    assert note.block is None


def test_pull_takes_one_piece_once_and_the_news_come_without_the_removed(world):
    row = DiaryParagraphFactory(entry=_entry(world), text="Vive con la madre.")
    report = opened_report(mandate_for([world.case]))
    ref = f"paragraph:{row.pk}"
    with pytest.raises(ValidationError, match="già nella relazione"):
        pull(report=report, ref=ref, by=world.owner)
    block = report.blocks.get(source_ref=ref)
    remove_block(block=block, expected_version=1, by=world.owner)
    DiaryParagraphFactory(entry=_entry(world), text="Nuova nota.")
    add_from_record(report=report, by=world.owner)
    assert report.blocks.filter(text="Nuova nota.").exists()
    assert not report.blocks.filter(source_ref=ref).exists()
    back = pull(report=report, ref=ref, by=world.owner)
    assert (back.kind, back.source_text, back.section.key) == (K.FATTO, "Vive con la madre.", "minore")
    with pytest.raises(ValidationError, match="non c'è più"):
        pull(report=report, ref="paragraph:999999", by=world.owner)


@pytest.mark.parametrize(("take", "text"), [(True, "Vive con il padre."), (False, "Il mio testo.")])
def test_a_changed_source_is_taken_or_left(world, take, text):
    row = DiaryParagraphFactory(entry=_entry(world), text="Vive con la madre.")
    report = opened_report(mandate_for([world.case]))
    block = report.blocks.get(source_ref=f"paragraph:{row.pk}")
    save_block(block=block, expected_version=1, by=world.owner, text="Il mio testo.")
    DiaryParagraph.objects.filter(pk=row.pk).update(text="Vive con il padre.")
    with pytest.raises(Conflict):
        settle_source(block=block, expected_version=1, take=take, by=world.owner)
    settled = settle_source(block=block, expected_version=2, take=take, by=world.owner)
    assert (settled.text, settled.source_text, settled.version) == (text, "Vive con il padre.", 3)
    first, *_, last = versions_of(block)[::-1]
    assert (first.number, last.number, last.by) == (1, 3, world.owner)
    if take:
        assert any(piece.kind == "gone" for change in last.changes for piece in change.pieces)


def _entry(world):
    return DiaryEntryFactory(case=world.case, author=world.owner, occurred_at=f"{TODAY:%Y-%m-%d}T09:00+01:00")


def test_two_reports_are_compared_section_by_section(world):
    mandate = mandate_for([world.case], every_months=3)
    old = written(opened_report(mandate, 1), world.owner)
    new = opened_report(mandate, 2)
    fact(new, world, "Il minore frequenta la palestra.")
    assert previous_report(new, world.owner) == old
    assert previous_report(old, world.owner) is None
    assert previous_report(new, world.stranger) is None
    pairs = {pair.heading: pair for pair in compare(old, new)}
    assert [piece.kind for piece in pairs["Il minore"].words] == ["same", "gone", "new"]
    assert pairs["Proposte"].now == ""


def test_a_copy_about_one_child_holds_nothing_of_the_other(world, report):
    common, own = fact(report, world, "Di tutti."), fact(report, world, "Del primo.", child=world.case)
    other = fact(report, world, "Del fratello.", child=world.sibling)
    held = fact(report, world, "Trattenuto.", disclosure_hold=True)
    on_other = evaluated(report, world.owner, other, "Lettura sul fratello.")
    on_own = evaluated(report, world.owner, own)
    found = {row.pk for row in blocks_for(report, [world.case]) if not row.source_ref}
    assert found == {common.pk, own.pk, on_own.pk}
    assert {other.pk, held.pk, on_other.pk} & found == set()
