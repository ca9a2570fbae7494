"""Two years of diary: scenes put in order of time, written at once as the actions would leave them."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pgtrigger
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cases.enums import ParagraphKind
from cases.models import Case, DiaryEntry, DiaryParagraph
from config.demo.families import NEW, Family, father_of, mother_of
from config.demo.names import school_for
from config.demo.people import People
from config.demo.scenes import ALL, Scene

# Written the same evening or so; the notes of years ago were not registered today.
REGISTERED_AFTER = timedelta(hours=5)
RECENT_DAYS = 100
ARTICLES = (
    ("di la ", "della "), ("a la ", "alla "), ("da la ", "dalla "),
    ("di il ", "del "), ("a il ", "al "), ("da il ", "dal "),
)  # fmt: skip
CHILD_TALKS = "Stanza dei colloqui con i bambini"
EDUCATORS = ("osservazione_scuola", "osservazione_altrove", "accompagnamento")


def write_diaries(families: list[Family], people: People, today: date) -> int:
    """Write every family's diary. Returns the number of entries."""
    chance = random.Random(1989)  # noqa: S311 - a story, not a secret
    pairs = [pair for family in families for pair in _of_family(family, people, today, chance)]
    DiaryEntry.objects.bulk_create([entry for entry, _ in pairs])
    DiaryParagraph.objects.bulk_create([part for _, parts in pairs for part in parts])
    with pgtrigger.ignore("cases.DiaryEntry:update_update"):
        DiaryEntry.objects.update(created_at=F("occurred_at") + REGISTERED_AFTER)
    return len(pairs)


Pair = tuple[DiaryEntry, list[DiaryParagraph]]


def _of_family(family: Family, people: People, today: date, chance: random.Random) -> list[Pair]:
    pairs: list[Pair] = []
    shared = [scene for scene in _fitting(family, None, today) if scene.together]
    for moment, scene in _calendar(family, shared, 11, today, chance):
        pairs += [_entry(family, case, people, moment, scene, today) for case in family.cases]
    for case in family.cases:
        own = [scene for scene in _fitting(family, case, today) if not scene.together]
        moments = _calendar(family, own, 9, today, chance)
        pairs += [_entry(family, case, people, moment, scene, today) for moment, scene in moments]
    return pairs


def _fitting(family: Family, case: Case | None, today: date) -> list[Scene]:
    """The scenes that can be about this family; of a child's own, those of its age."""
    ages = [each.person.age_on(today) or 0 for each in ([case] if case else family.cases)]
    return [
        scene
        for scene in ALL
        if (not scene.themes or family.story.theme in scene.themes)
        and (family.father or not scene.needs_father)
        and all(scene.ages[0] <= age <= scene.ages[1] for age in ages)
        and (len(family.cases) > 1 or "figli" not in " ".join((*scene.facts, *scene.thought, scene.present)))
    ]


def _calendar(
    family: Family, scenes: list[Scene], most: int, today: date, chance: random.Random
) -> list[tuple[datetime, Scene]]:
    """Some of the scenes, each on a working day; every second one in the last months."""
    count = min(len(scenes), 2 if family.stage == NEW else most - chance.randrange(3))
    chosen = sorted(chance.sample(range(len(scenes)), count))
    days = sorted(_day(family.opened_on, today, index, chance) for index in range(count))
    return [
        (_moment(day, chance), scenes[index])
        for day, index in zip(days, _shuffled(chosen, chance), strict=True)
    ]


def _shuffled(chosen: list[int], chance: random.Random) -> list[int]:
    """The first scene of the list opens the story, the others come as they come."""
    rest = chosen[1:]
    chance.shuffle(rest)
    return [*chosen[:1], *rest]


def _day(opened_on: date, today: date, index: int, chance: random.Random) -> date:
    life = max((today - opened_on).days, 2)
    back = chance.randrange(1, min(RECENT_DAYS, life) if index % 2 else life)
    day = today - timedelta(days=back)
    return day - timedelta(days=max(day.weekday() - 4, 0)) if day.weekday() > 4 and back < life - 2 else day


def _moment(day: date, chance: random.Random) -> datetime:
    quarter = chance.randrange(4 * 8 + 2, 4 * 18)
    return timezone.make_aware(datetime.combine(day, time(quarter // 4, quarter % 4 * 15)))


def _entry(family: Family, case: Case, people: People, moment: datetime, scene: Scene, today: date) -> Pair:
    words = {
        "c": case.person.first_name,
        "m": mother_of(family),
        "p": father_of(family),
        "s": school_for(case.person.age_on(today) or 0),
    }
    entry = DiaryEntry(
        case=case,
        kind=scene.kind,
        occurred_at=moment,
        place=_said(scene.place, words),
        participants=_said(scene.present, words),
        hours=Decimal(scene.hours),
        missed=scene.missed,
        reserved=scene.reserved,
        author=_author(family, people, scene),
    )
    parts = [
        *((ParagraphKind.FATTO, "", text) for text in scene.facts),
        *((ParagraphKind.DICHIARAZIONE, speaker, text) for speaker, text in scene.said),
        *((ParagraphKind.VALUTAZIONE, "", text) for text in scene.thought),
    ]
    paragraphs = [
        DiaryParagraph(
            entry=entry, kind=kind, speaker=_said(speaker, words), text=_said(text, words), position=position
        )
        for position, (kind, speaker, text) in enumerate(parts)
    ]
    return entry, paragraphs


def _said(text: str, words: dict[str, str]) -> str:
    filled = text.format(**words)
    for apart, joined in ARTICLES:
        filled = filled.replace(f" {apart}", f" {joined}")
    return filled[:1].upper() + filled[1:]


def _author(family: Family, people: People, scene: Scene) -> User:
    """Who would have been there, among those who work on the family."""
    wanted = people.users["educatrice" if scene.kind in EDUCATORS else "psicologa"]
    fits = scene.kind in EDUCATORS or scene.place == CHILD_TALKS
    return wanted if fits and family.story.tasks and wanted in family.colleagues else family.worker
