"""One box over everything: persons and references, diary, documents and what the apps above add; only what
the person may see.

Hits, counts and snippets come from rows that have passed the gate: what is hidden leaves no trace, not
even in a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchQueryField,
    TrigramStrictWordSimilarity,
)
from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Lower

from accounts.models import User
from cases.diary_search import find_in_diary
from cases.enums import DocumentFolder, EntryKind, Kinship, ParagraphKind
from cases.models import Case, DiaryParagraph, Document
from cases.paging import Place
from cases.permissions import saw, visible_cases, within_sight
from cases.search_hooks import Group, found_elsewhere

CONFIG = "bandolo"
MAX_PEOPLE = 50
MAX_DOCUMENTS = 50
MAX_COUNT = 200
# Two letters wrong in an ordinary surname still pass, another surname of the same length does not.
ALIKE = 0.42
# Characters nobody types, around the words that were found.
FOUND, END = "\ue000", "\ue001"


@dataclass(frozen=True)
class PersonHit:
    """A person of a visible case: its subject, or somebody of its household."""

    case_id: int
    reference: str
    person_id: int
    name: str
    relation: str
    score: float


@dataclass(frozen=True)
class DiaryHit:
    """A paragraph of the diary; `snippet` is text and whether it was what was looked for."""

    case_id: int
    reference: str
    name: str
    entry_id: int
    kind: str
    nature: str
    occurred_at: datetime
    snippet: list[tuple[str, bool]]


@dataclass(frozen=True)
class DocumentHit:
    """A document by its title."""

    case_id: int
    reference: str
    name: str
    title: str
    folder: str


@dataclass(frozen=True)
class Results:
    """What one search found. `diary_count` stops one above MAX_COUNT; `near` says that the diary holds words like
    those typed, not these."""

    people: list[PersonHit]
    diary: list[DiaryHit]
    diary_count: int
    older: Place | None
    newer: Place | None
    documents: list[DocumentHit]
    groups: list[Group]
    near: bool = False

    @property
    def empty(self) -> bool:
        return not (self.people or self.diary or self.documents or self.groups)


def search(user: User | AnonymousUser, text: str, *, before: str = "", after: str = "") -> Results:
    """Everything `user` may see that answers to `text`; `before` and `after` page through the diary."""
    people, documents = find_people(user, text), find_documents(user, text)
    found = find_in_diary(user, text, before=before, after=after, cap=MAX_COUNT)
    words = Cast(Value(found.near), SearchQueryField()) if found.near else words_of(text)
    diary = [_diary_hit(row) for row in _paragraphs(found.shown, words)]
    groups = found_elsewhere(user, text)
    for hits in (people, diary, documents):
        saw(hit.case_id for hit in hits)
    for group in groups:
        saw(hit.case_id for hit in group.hits)
    near = bool(found.near)
    return Results(people, diary, found.count, found.older, found.newer, documents, groups, near)


# --- Persons and references -----------------------------------------------------------------------------
def find_people(user: User | AnonymousUser, text: str) -> list[PersonHit]:
    """Subjects of visible cases and members of their households by name, typos and order forgiven.

    A case whose reference holds `text` counts as its subject found.
    """
    subjects = list(_people_at(visible_cases(user), "person", None, text))
    members = _people_at(
        visible_cases(user), "household__members__person", "household__members__kinship", text
    )
    # A child with a case of its own leads there, not to the cases of its brothers and sisters.
    known = {hit.person_id for hit in subjects}
    others = {(hit.case_id, hit.person_id): hit for hit in members if hit.person_id not in known}
    ordered = sorted([*subjects, *others.values()], key=lambda hit: (-hit.score, hit.name, hit.reference))
    return ordered[:MAX_PEOPLE]


# Each name is put into plain letters once, each likeness reckoned once: a coordinator meets many people.
PEOPLE = """
WITH met (case_id, reference, person_id, name, plain, kinship) AS MATERIALIZED ({people})
SELECT case_id, reference, person_id, name, kinship, score FROM (
    SELECT *, greatest(similarity(plain, %s), strict_word_similarity(%s, plain)) AS score FROM met OFFSET 0
) likely
WHERE score >= %s OR ({words}) {or_reference}
ORDER BY score DESC, name, case_id LIMIT %s
"""


def _people_at(cases: QuerySet[Case], path: str, relation: str | None, text: str) -> Iterator[PersonHit]:
    name = Concat(f"{path}__first_name", Value(" "), f"{path}__last_name", output_field=TextField())
    rows = cases.annotate(name=name, plain=Lower(_unaccent(name)))
    people, values = rows.values_list(
        "pk", "reference", f"{path}_id", "name", "plain", relation or "pk"
    ).query.sql_with_params()
    typed = _plain(text)
    words = typed.split()[:8]
    # A household member stands for who it is, not for the number of the case.
    numbers = [text] if relation is None else []
    statement = PEOPLE.format(
        people=people,
        words=" AND ".join("strpos(plain, %s) > 0" for _ in words) or "false",
        or_reference="OR strpos(upper(reference), upper(%s)) > 0" if numbers else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, typed, typed, ALIKE, *words, *numbers, MAX_PEOPLE])
        found = cursor.fetchall()
    for case, reference, person, full, kinship, score in found:
        label = Kinship(kinship).label if relation else ""
        yield PersonHit(case, reference, person, full, label, 2.0 if text in reference else score)


def _plain(text: str) -> str:
    """Small letters without accents, as the database makes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(unaccent(%s))", [text])
        return str(cursor.fetchone()[0])


def _unaccent(text: Any) -> Func:
    return Func(text, function="UNACCENT", output_field=TextField())


def _every_word(field: str, text: str) -> Q:
    """Every word typed occurs in the field, in any order."""
    condition = Q()
    for word in text.split()[:8]:
        condition &= Q(**{f"{field}__contains": Lower(_unaccent(Value(word)))})
    return condition


# --- Diary ----------------------------------------------------------------------------------------------
def _paragraphs(places: list[Place], words: SearchQuery | Cast) -> list[DiaryParagraph]:
    """The paragraphs at these places, which have passed the gate, with their snippets, in the same order."""
    rows = DiaryParagraph.objects.select_related("entry__case__person").annotate(
        snippet=marked("text", words)
    )
    found = rows.in_bulk([place.pk for place in places])
    return [found[place.pk] for place in places]


def words_of(text: str) -> SearchQuery:
    """What was typed, as Italian stems without accents: quotes and minus sign as on the page of the search."""
    return SearchQuery(text, config=CONFIG, search_type="websearch")


def marked(field: str, query: SearchQuery | Cast) -> SearchHeadline:
    """The passages of a text field around what was found, for `pieces`."""
    return SearchHeadline(
        field,
        query,
        config=CONFIG,
        start_sel=FOUND,
        stop_sel=END,
        max_fragments=2,
        max_words=22,
        min_words=8,
        short_word="0",  # a passage begins with its article
    )


def _diary_hit(row: DiaryParagraph) -> DiaryHit:
    entry = row.entry
    return DiaryHit(
        case_id=entry.case_id,
        reference=entry.case.reference,
        name=entry.case.person.full_name,
        entry_id=entry.pk,
        kind=EntryKind(entry.kind).label,
        nature=ParagraphKind(row.kind).label,
        occurred_at=entry.occurred_at,
        snippet=list(pieces(row.snippet)),  # type: ignore[attr-defined]
    )


def pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    """A marked snippet as runs of plain text, each found or not; the page escapes them."""
    before, *marked = snippet.split(FOUND)
    yield before.replace(END, ""), False
    for run in marked:
        found, _, rest = run.partition(END)
        yield found, True
        yield rest.replace(END, ""), False


# --- Documents ------------------------------------------------------------------------------------------
def find_documents(user: User | AnonymousUser, text: str) -> list[DocumentHit]:
    """Documents of visible cases, in their present version, by title, correspondent or protocol: newest first."""
    typed = Lower(_unaccent(Value(text)))
    current = within_sight(Document.objects.filter(replaced_by=None), user)
    said = Concat("title", Value(" "), "correspondent", Value(" "), "protocol_number")
    rows = current.annotate(plain=Lower(_unaccent(said)))
    score = TrigramStrictWordSimilarity(typed, F("plain"))  # type: ignore[arg-type]
    alike = rows.annotate(score=score)
    matches = alike.filter(_every_word("plain", text) | Q(score__gte=ALIKE + 0.1))
    newest = matches.select_related("case__person").order_by("-uploaded_at", "-pk")[:MAX_DOCUMENTS]
    return [
        DocumentHit(
            row.case_id,
            row.case.reference,
            row.case.person.full_name,
            row.title,
            DocumentFolder(row.folder).label,
        )
        for row in newest
    ]
