"""Words in the diaries `user` may read, the newest first: each unit walks its own index and the few rows are merged.

The same rows as `cases.diary_reading.readable_anywhere` gives; the plan stays flat when diaries grow (handbook
performance §3). A common word is found by walking the unit's newest paragraphs, a rare one by the index of words.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.models import User
from cases.near_words import NEWEST, near_query
from cases.paging import PAGE_SIZE, Place
from cases.permissions import sight_of

# The units of the cases that a name opens (équipe, grant, emergency).
UNITS_OF_MINE = """
SELECT DISTINCT c.unit_id FROM cases_caseaccess a JOIN cases_case c ON c.id = a.case_id
WHERE a.principal = ANY (%(names)s::text[]) AND a.case_id <> ALL (%(barred)s::bigint[])
  AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)
"""
# Whether a paragraph may be read is asked of the newest ones only, one after the other until there are enough: an
# EXISTS would be turned round, and the access to every case of a unit be read first. The rows come out in the order of
# the innermost SELECT: a second ORDER BY would have all of them fetched.
STATEMENT = """
SELECT found.moment, found.id
FROM unnest(%(units)s::bigint[]) AS u (unit_id)
CROSS JOIN LATERAL (
    SELECT p.moment, p.id FROM (
        SELECT p.moment, p.id, p.case_key, p.entry_id FROM cases_diaryparagraph p
        WHERE p.unit_key = u.unit_id {words} {beyond} AND p.case_key <> ALL (%(barred)s::bigint[])
        ORDER BY p.moment {way}, p.id {way} OFFSET 0
    ) p
    WHERE (
        SELECT bool_or(a.can_change OR {open}) FROM cases_caseaccess a
        WHERE a.case_id = p.case_key AND a.principal = ANY (%(principals)s::text[])
          AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)
    )
    LIMIT %(limit)s
) found
ORDER BY found.moment {way}, found.id {way} LIMIT %(limit)s
"""
# Who has one of these posts in a unit sees its cases.
POSTS = ("lead:", "unit:")
WORDS = "AND p.words @@ websearch_to_tsquery('bandolo', %(text)s)"
NEAR = "AND p.words @@ %(near)s::tsquery"
OPEN = "NOT EXISTS (SELECT FROM cases_diaryentry e WHERE e.id = p.entry_id AND e.reserved)"


def places(
    user: User | AnonymousUser,
    text: str,
    *,
    limit: int,
    beyond: Place | None = None,
    newer: bool = False,
    near: str = "",
) -> list[Place]:
    """The newest `limit` paragraphs with these words, or those next to `beyond`: older, or with `newer` the nearest
    newer ones. Without words: of all; `near` is a tsquery to ask instead of the words. Two queries."""
    statement, values = statement_for(user, text, limit=limit, beyond=beyond, newer=newer, near=near)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Place(moment, pk) for moment, pk in cursor.fetchall()]


def statement_for(
    user: User | AnonymousUser,
    text: str,
    *,
    limit: int,
    beyond: Place | None = None,
    newer: bool = False,
    near: str = "",
) -> tuple[str, dict[str, Any]]:
    """The SQL of `places` with its values. One query, for the units of the cases of one's own."""
    values = sight_of(user)
    names = [name for name in values["principals"] if not name.startswith(POSTS)]
    posts = {int(name.partition(":")[2]) for name in values["principals"] if name.startswith(POSTS)}
    statement = STATEMENT.format(
        words=NEAR if near else WORDS if text else "",
        beyond=f"AND (p.moment, p.id) {'>' if newer else '<'} (%(moment)s, %(pk)s)" if beyond else "",
        way="ASC" if newer else "DESC",
        open=OPEN,
    )
    values |= {
        "units": sorted(posts | _units_of_mine({**values, "names": names})),
        "text": text,
        "near": near,
        "limit": limit,
        "moment": beyond.moment if beyond else None,
        "pk": beyond.pk if beyond else None,
    }
    return statement, values


def _units_of_mine(values: dict[str, Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(UNITS_OF_MINE, values)
        return {unit for (unit,) in cursor.fetchall()}


@dataclass(frozen=True)
class Found:
    """The places on one page, the newest first; where the pages beside it begin; how many there are in all, up
    to one more than was counted; `near` is what was looked for when the words as typed are nowhere."""

    shown: list[Place]
    older: Place | None
    newer: Place | None
    count: int
    near: str = ""


def find_in_diary(user: User | AnonymousUser, text: str, *, before: str, after: str, cap: int) -> Found:
    """One page of the paragraphs with these words, or with words near to them where there is none; `before` and
    `after` are texts of `Place`. Four queries, five more for the words near."""
    newest, near = places(user, text, limit=cap + 1), ""
    if not newest:
        near = near_query([place.pk for place in places(user, "", limit=NEWEST)], text)
        newest = places(user, text, limit=cap + 1, near=near) if near else []
    older_than, newer_than = Place.parse(before), Place.parse(after)
    beside = partial(places, user, text, limit=PAGE_SIZE + 1, near=near)
    if newer_than and not older_than:
        found = beside(beyond=newer_than, newer=True)
        more_older, more_newer = True, len(found) > PAGE_SIZE
        shown = found[:PAGE_SIZE][::-1]
    else:
        found = beside(beyond=older_than) if older_than else newest
        more_older, more_newer = len(found) > PAGE_SIZE, older_than is not None
        shown = found[:PAGE_SIZE]
    return Found(
        shown,
        shown[-1] if shown and more_older else None,
        shown[0] if shown and more_newer else None,
        len(newest),
        near,
    )
