"""Reading the log of accesses: of one case by those who answer for it, of an ente by its privacy officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import AccessLog, User
from cases.access_wording import words_for
from cases.models import Case, TeamMember
from cases.period import day_after, day_start
from cases.permissions import leads_unit_of, registered_cases

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
MAX_REFERENCES = 6
EMERGENCY = "emergenza"  # how the gate marks what was read under an emergency access
MOST_PEOPLE = 200


class Among(Func):
    """Whether the first value is in the array that follows."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class AccessLine:
    """One answer of the product, in words."""

    at: datetime
    who: str
    email: str
    what: str
    act: str
    references: Sequence[str] = ()
    more: int = 0
    emergency: bool = False


def answers_for(user: User, case: Case) -> bool:
    """Whether `user` is the responsible of the case today or leads its unit."""
    rows = TeamMember.objects.in_force(timezone.localdate()).filter(case=case, user=user, responsible=True)
    return rows.exists() or leads_unit_of(user, case)


def in_period(rows: QuerySet[AccessLog], start: date | None, end: date | None) -> QuerySet[AccessLog]:
    """Those of the rows between two days, both included; an empty day leaves that side open."""
    if start:
        rows = rows.filter(at__gte=day_start(start))
    return rows.filter(at__lt=day_after(end)) if end else rows


def filtered(rows: QuerySet[AccessLog], *, who: str, act: str) -> QuerySet[AccessLog]:
    """Those of the rows of people with this name or e-mail, and of this kind; empty texts filter nothing."""
    if who:
        named = User.objects.all()
        for word in who.split()[:4]:
            named = named.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
            )
        rows = rows.filter(user_id__in=list(named.values_list("pk", flat=True)[:MOST_PEOPLE]))
    if act == EMERGENCY:
        return rows.filter(why__startswith=EMERGENCY)
    if act:
        written = Q(method__in=sorted(CHANGES))
        return rows.filter(written if act == "scrittura" else ~written)
    return rows


def cases_asked_for(user: User | AnonymousUser, reference: str, *, same_child: bool) -> dict[int, str]:
    """Id → reference of the officer's own case with this reference, or of all of the same child."""
    cases = registered_cases(user)
    asked = cases.filter(reference=reference)
    if same_child:
        asked = cases.filter(person__in=asked.values("person"))
    return {case["pk"]: case["reference"] for case in asked}


def register_rows(
    user: User | AnonymousUser,
    *,
    reference: str,
    email: str,
    start: date,
    end: date,
    same_child: bool = False,
) -> QuerySet[AccessLog]:
    """The accesses of a period to cases of the ente whose privacy officer `user` is."""
    cases = registered_cases(user)
    if reference:
        found = cases_asked_for(user, reference, same_child=same_child)
        rows = AccessLog.objects.filter(case_ids__overlap=list(found)) if found else AccessLog.objects.none()
    else:
        # A page that listed cases of several enti counts if one of them is of the officer's ente.
        touched = cases.filter(Among(F("pk"), OuterRef("case_ids")))
        rows = AccessLog.objects.filter(Exists(touched))
    if email:
        rows = rows.filter(user_email=email.lower())
    return in_period(rows, start, end)


def in_words(
    rows: Sequence[AccessLog],
    references: dict[int, str] | None = None,
    *,
    most: int | None = MAX_REFERENCES,
) -> list[AccessLine]:
    """The rows for people to read. `references`: the cases that may be named, by id, `most` of a row. One query."""
    names = {person.pk: str(person) for person in User.objects.filter(pk__in={row.user_id for row in rows})}
    return [_line(row, names.get(row.user_id, row.user_email), references or {}, most) for row in rows]


def _line(row: AccessLog, who: str, references: dict[int, str], most: int | None) -> AccessLine:
    named = sorted(references[pk] for pk in row.case_ids if pk in references)
    return AccessLine(
        at=row.at,
        who=who,
        email=row.user_email,
        what=words_for(row.action),
        act="Scrittura" if row.method in CHANGES else "Lettura",
        emergency=row.why.startswith(EMERGENCY),
        references=named[:most],
        more=max(len(named) - (most or len(named)), 0),
    )


def references_of(
    user: User | AnonymousUser, rows: Sequence[AccessLog], reference: str, *, same_child: bool = False
) -> dict[int, str]:
    """Id → reference of the officer's own cases in these rows; only those asked for, if one was."""
    if reference:
        return cases_asked_for(user, reference, same_child=same_child)
    cases = registered_cases(user).filter(pk__in={pk for row in rows for pk in row.case_ids})
    return {case["pk"]: case["reference"] for case in cases}
