"""The merged search of the diary finds exactly what the plain rule says, whoever asks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Unit
from cases.diary_reading import readable_anywhere
from cases.diary_search import find_in_diary, places
from cases.models import Barrier, Case, DiaryEntry, DiaryParagraph, TeamMember
from cases.search import words_of
from tests.factories.cases import CaseFactory, DiaryEntryFactory, DiaryParagraphFactory, TeamMemberFactory

WHO = ("owner", "coordinator", "reader", "colleague", "stranger", "outsider", "administrator", "disabled")


@pytest.fixture
def diaries(world):
    """Cases opened in every way there is, each with open and reserved notes; one of them closed to the owner."""
    restricted = CaseFactory(unit=world.unit, restricted=True)
    elsewhere = CaseFactory(unit=world.other_unit)
    barred = CaseFactory(unit=world.unit)
    for case in (elsewhere, barred):
        TeamMemberFactory(case=case, user=world.owner)
    for user in (world.owner, world.coordinator):
        Barrier.objects.create(
            case=barred,
            user=user,
            kind="parente",
            reason="Zia.",
            valid_from=date(2026, 1, 1),
            registered_by=world.coordinator,
        )
    Unit.objects.filter(pk=world.other_unit.pk).update(case_scope="unit")
    for day, case in enumerate((world.case, world.sibling, restricted, elsewhere, barred) * 2):
        at = datetime(2026, 3, 1 + day // 2, tzinfo=UTC)  # two of one moment: the id settles their order
        entry = DiaryEntryFactory(case=case, occurred_at=at, reserved=day % 3 == 0)
        DiaryParagraphFactory(entry=entry, text="Una parola unica sulla scuola.")
    return world


def by_the_rule(user, text: str) -> list[int]:
    rows = DiaryParagraph.objects.filter(words=words_of(text), entry__in=readable_anywhere(user))
    return list(rows.order_by("-entry__occurred_at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("text", ["scuole", "parola unica", "calcio"])
def test_the_same_rows_in_the_same_order_as_the_rule(diaries, who, text):
    user = getattr(diaries, who)
    assert [place.pk for place in places(user, text, limit=50)] == by_the_rule(user, text)


def test_pages_there_and_back(world):
    for day in range(60):
        entry = DiaryEntryFactory(case=world.case, occurred_at=datetime(2026, 1, 1 + day // 2, tzinfo=UTC))
        DiaryParagraphFactory(entry=entry)
    first = find_in_diary(world.owner, "scuola", before="", after="", cap=40)
    second = find_in_diary(world.owner, "scuola", before=str(first.older), after="", cap=40)
    third = find_in_diary(world.owner, "scuola", before=str(second.older), after="", cap=40)
    back = find_in_diary(world.owner, "scuola", before="", after=str(third.newer), cap=40)
    pks = [place.pk for found in (first, second, third) for place in found.shown]
    assert pks == by_the_rule(world.owner, "scuola")
    assert (back.shown, back.newer) == (second.shown, second.shown[0])
    assert (first.count, first.newer, third.older) == (41, None, None)


def test_the_keys_follow_the_entry_and_the_case(world):
    paragraph = DiaryParagraphFactory(entry=DiaryEntryFactory(case=world.case))
    moved = paragraph.entry.occurred_at - timedelta(days=400)
    DiaryEntry.objects.filter(pk=paragraph.entry_id).update(occurred_at=moved)
    TeamMember.objects.filter(case=world.case).delete()
    Case.unscoped.filter(pk=world.case.pk).update(unit=world.other_unit)
    paragraph.refresh_from_db()
    assert (paragraph.case_key, paragraph.unit_key, paragraph.moment) == (
        world.case.pk,
        world.other_unit.pk,
        moved,
    )
    # A paragraph saved whole by somebody who read it before keeps the keys of now.
    stale = DiaryParagraph.objects.get(pk=paragraph.pk)
    stale.unit_key, stale.case_key = 0, 0
    stale.save()
    stale.refresh_from_db()
    assert (stale.case_key, stale.unit_key) == (world.case.pk, world.other_unit.pk)
