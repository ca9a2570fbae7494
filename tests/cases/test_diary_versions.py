from datetime import UTC, datetime

from cases.actions.diary import correct_entry, write_entry
from cases.diary_content import FACT, STATEMENT, EntryContent, ParagraphContent
from cases.diary_versions import versions_of


def said(*paragraphs: ParagraphContent, kind: str = "colloquio") -> EntryContent:
    return EntryContent(
        kind=kind, occurred_at=datetime(2026, 3, 2, 14, 30, tzinfo=UTC), paragraphs=paragraphs
    )


def test_every_version_with_what_changed(world, django_assert_num_queries) -> None:
    mother = ParagraphContent(STATEMENT, "Non torno a casa.", "La madre")
    first = said(ParagraphContent(FACT, "Il padre arriva tardi."), mother)
    (entry,) = write_entry(cases=[world.case], by=world.owner, content=first)
    second = said(ParagraphContent(FACT, "Il padre arriva puntuale."), mother, kind="telefonata")
    correct_entry(entry=entry, by=world.owner, version=1, content=second)
    correct_entry(
        entry=entry, by=world.owner, version=2, content=said(second.paragraphs[0], kind="telefonata")
    )
    with django_assert_num_queries(2):
        third, middle, original = versions_of(entry)
    assert [version.number for version in (third, middle, original)] == [3, 2, 1]
    assert {change.label for change in original.changes} == {"Tipo", "Quando", "Fatti", "Dichiarazioni"}
    changed = {change.label: change.pieces for change in middle.changes}
    assert set(changed) == {"Tipo", "Fatti"}
    assert [(piece.kind, piece.text) for piece in changed["Fatti"]] == [
        ("same", "Il padre arriva "),
        ("gone", "tardi."),
        ("new", "puntuale."),
    ]
    (removed,) = third.changes
    assert (removed.label, removed.pieces[0].kind) == ("Dichiarazioni", "gone")
