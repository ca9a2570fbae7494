"""Writing, correcting and drafting diary entries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.diary import (
    MAX_DRAFT_LETTERS,
    StaleEntryError,
    correct_entry,
    draft_fields,
    save_draft,
    write_entry,
)
from cases.diary_content import (
    EVALUATION,
    FACT,
    STATEMENT,
    EntryContent,
    ParagraphContent,
    PartContent,
    content_of,
)
from cases.diary_reading import copies_of, entries_elsewhere, readable_entries
from cases.diary_versions import versions_of
from cases.models import DiaryDraft, DiaryEntry, TeamMember
from tests.factories.cases import TeamMemberFactory


def content(*paragraphs: ParagraphContent, **fields) -> EntryContent:
    return EntryContent(
        kind="colloquio",
        occurred_at=datetime(2026, 3, 2, 14, 30, tzinfo=UTC),
        paragraphs=paragraphs or (ParagraphContent(FACT, "Il padre si presenta puntuale."),),
        **fields,
    )


def test_one_entry_for_each_sibling(world) -> None:
    entries = write_entry(
        cases=[world.case, world.sibling], by=world.owner, content=content(hours=Decimal("1.5"))
    )
    assert [entry.case_id for entry in entries] == [world.case.pk, world.sibling.pk]
    assert all(content_of(entry) == content(hours=Decimal("1.5")) for entry in entries)


def test_writing_needs_the_right_on_every_case(world) -> None:
    with pytest.raises(PermissionDenied):
        write_entry(cases=[world.case], by=world.reader, content=content())
    with pytest.raises(PermissionDenied):
        write_entry(cases=[world.case, world.sibling], by=world.stranger, content=content())
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize(
    ("paragraphs", "missed"),
    [
        ((), False),
        ((ParagraphContent(STATEMENT, "Non ci vado."),), False),
        ((ParagraphContent(FACT, "x" * 20_001),), False),
    ],
)
def test_what_an_entry_cannot_be(world, paragraphs, missed) -> None:
    wrong = EntryContent(
        kind="colloquio", occurred_at=datetime(2026, 3, 2, tzinfo=UTC), paragraphs=paragraphs, missed=missed
    )
    with pytest.raises(ValidationError):
        write_entry(cases=[world.case], by=world.owner, content=wrong)


def test_a_missed_appointment_needs_no_words(world) -> None:
    missed = EntryContent(kind="colloquio", occurred_at=datetime(2026, 3, 2, tzinfo=UTC), missed=True)
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=missed)
    assert entry.missed


def test_a_correction_is_the_next_version_and_keeps_the_rows(world) -> None:
    first = content(ParagraphContent(FACT, "Uno"), ParagraphContent(STATEMENT, "Due", "La madre"))
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=first)
    fact = entry.paragraphs.get(kind=FACT).pk
    second = content(ParagraphContent(FACT, "Uno bis"), ParagraphContent(EVALUATION, "Tre"))
    corrected = correct_entry(entry=entry, by=world.owner, version=1, content=second)
    assert corrected.version == 2
    assert content_of(DiaryEntry.objects.get(pk=entry.pk)) == second
    assert entry.paragraphs.get(kind=FACT).pk == fact


def test_saving_without_a_change_makes_no_version(world) -> None:
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=content())
    assert correct_entry(entry=entry, by=world.owner, version=1, content=content()).version == 1


def test_only_the_author_corrects(world) -> None:
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=content())
    with pytest.raises(PermissionDenied):
        correct_entry(
            entry=entry, by=world.coordinator, version=1, content=content(ParagraphContent(FACT, "x"))
        )


def test_of_an_entry_by_several_hands_the_equipe_corrects_and_signs(world) -> None:
    """Who coordinates is not in the équipe; a member whose time is over is not either."""
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=content(shared=True))
    mate = TeamMemberFactory(case=world.case, user=world.colleague)
    second = content(ParagraphContent(FACT, "Anche la collega."), shared=True)
    correct_entry(entry=entry, by=world.colleague, version=1, content=second)
    assert [version.by for version in versions_of(entry)] == [str(world.colleague), str(world.owner)]
    TeamMember.objects.filter(pk=mate.pk).update(valid_to=date(2026, 1, 1))
    for who in (world.coordinator, world.colleague):
        with pytest.raises(PermissionDenied):
            correct_entry(entry=entry, by=who, version=2, content=content())


def joint(world):
    """One visit to two siblings, with a word about each alone."""
    hers, his = (ParagraphContent(FACT, text) for text in ("Solo del primo.", "Solo della seconda."))
    parts = [PartContent(world.case.pk, hers), PartContent(world.sibling.pk, his, reserved=False)]
    cases = [world.case, world.sibling]
    return write_entry(cases=cases, by=world.owner, content=content(hours=Decimal(1)), parts=parts)


def texts(user, case):
    rows = readable_entries(user, case)
    return {paragraph.text for entry in rows for paragraph in entry.paragraphs.all()}


def test_each_child_s_part_stays_in_that_child_s_file(world) -> None:
    first, second = joint(world)
    both = "Il padre si presenta puntuale."
    assert texts(world.owner, world.case) == {both, "Solo del primo."}
    assert texts(world.owner, world.sibling) == {both, "Solo della seconda."}
    # Who may only read meets no reserved part, and knows of no sibling.
    assert texts(world.reader, world.case) == {both}
    assert entries_elsewhere(world.reader, first) == []
    assert entries_elsewhere(world.owner, first) == [second]
    parts = DiaryEntry.objects.exclude(part_of=None)
    assert {(part.part_of_id, part.reserved, part.hours) for part in parts} == {
        (first.pk, True, None),
        (second.pk, False, None),
    }


def test_a_part_about_a_sibling_not_written_on_is_refused(world) -> None:
    part = PartContent(world.sibling.pk, ParagraphContent(FACT, "x"))
    with pytest.raises(ValidationError, match="sceglilo"):
        write_entry(cases=[world.case], by=world.owner, content=content(), parts=[part])


def test_a_joint_entry_is_corrected_together_where_it_still_says_the_same(world) -> None:
    first, second = joint(world)
    assert copies_of(world.owner, first) == [second]
    better = content(ParagraphContent(FACT, "Arriva in ritardo."), hours=Decimal(1))
    correct_entry(entry=first, by=world.owner, version=1, content=better, also=[second])
    assert content_of(DiaryEntry.objects.get(pk=second.pk)) == better
    correct_entry(entry=second, by=world.owner, version=2, content=content())
    assert copies_of(world.owner, first) == []
    with pytest.raises(ValidationError, match="dice altro"):
        correct_entry(entry=first, by=world.owner, version=2, content=content(), also=[second])


def test_the_second_of_two_corrections_is_told(world) -> None:
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=content())
    correct_entry(entry=entry, by=world.owner, version=1, content=content(ParagraphContent(FACT, "A")))
    with pytest.raises(StaleEntryError) as stale:
        correct_entry(entry=entry, by=world.owner, version=1, content=content(ParagraphContent(FACT, "B")))
    assert stale.value.current.version == 2


def test_a_draft_is_encrypted_replaced_and_gone_when_the_entry_is_written(world) -> None:
    save_draft(case=world.case, by=world.owner, fields={"facts": ["Parola segreta"]})
    save_draft(case=world.case, by=world.owner, fields={"facts": ["Parola segreta, bis"]})
    _, held = draft_fields(case=world.case, by=world.owner)
    assert held == {"facts": ["Parola segreta, bis"]}
    stored = DiaryDraft.objects.extra(select={"raw": "data"}).values_list("raw", flat=True).get()
    assert "segreta" not in stored
    write_entry(cases=[world.case, world.sibling], by=world.owner, content=content())
    assert not DiaryDraft.objects.exists()


def test_a_draft_has_a_size(world) -> None:
    with pytest.raises(ValidationError):
        save_draft(case=world.case, by=world.owner, fields={"facts": ["x" * MAX_DRAFT_LETTERS]})
