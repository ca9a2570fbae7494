"""Who among the people somebody already meets may be the person about to be written down.

Only persons of cases in sight are looked at, and only their visible cases are named: that somebody else's file
knows the same child must not show, not even as «there may be one». Two rows for one person are then put together
by who sees all of their cases (`cases.actions.merging`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Length, Lower

from accounts.models import User
from cases.enums import Kinship
from cases.fiscal_code import variants
from cases.models import HouseholdMember, Identifier, Person
from cases.permissions import persons_in_sight, saw, visible_cases

MOST = 8
# One letter in six may differ; «Bruschetti» and «Brusketti» pass, «Bruschi» does not.
ALIKE = 0.45
FEW_DAYS = 5


@dataclass(frozen=True)
class Sought:
    """What is known of the person about to be written down."""

    first_name: str
    last_name: str
    birth_date: date | None = None
    tax_code: str = ""


@dataclass
class Candidate:
    """Somebody already known who may be the one; `files` are the visible ones only."""

    person_id: int
    name: str
    birth_date: date | None
    reasons: list[str]
    files: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """One line to choose by."""
        born = f"{self.birth_date:%d/%m/%Y}" if self.birth_date else "data di nascita non indicata"
        return " · ".join([f"{self.name}, {born}", *self.reasons, *self.files])


def candidates(
    *, user: User, controller_id: int, sought: Sought, leaving_out: Iterable[int] = ()
) -> list[Candidate]:
    """Up to MOST persons in sight of `user`, of this titolare, who may be the one sought. Likeliest first."""
    people = persons_in_sight(user).filter(controller=controller_id).exclude(pk__in=list(leaving_out))
    rows = _compared(people, sought).filter(_same(sought)).order_by("-same_code", "-straight", "pk")
    found = [Candidate(row.pk, row.full_name, row.birth_date, _reasons(row, sought)) for row in rows[:MOST]]
    _name_files(user, found)
    return found


def _plain(text: object) -> Func:
    """Letters only, lower case, without accents: «D'Alò» and «dalo» are one."""
    bare = Lower(Func(text, function="UNACCENT", output_field=TextField()))
    letters = Value("[^a-z]"), Value(""), Value("g")
    return Func(bare, *letters, function="REGEXP_REPLACE", output_field=TextField())


def _sound(text: object) -> Func:
    return Func(_plain(text), function="DMETAPHONE", output_field=TextField())


def _compared(people: QuerySet[Person], sought: Sought) -> Any:
    """Each person with how alike the names are, straight and swapped."""
    first, last = _plain(Value(sought.first_name)), _plain(Value(sought.last_name))
    codes = Identifier.objects.filter(person=OuterRef("pk"), value__in=variants(sought.tax_code))
    return people.annotate(
        plain_first=_plain(F("first_name")), plain_last=_plain(F("last_name")), same_code=Exists(codes)
    ).annotate(
        first_first=TrigramSimilarity("plain_first", first),  # type: ignore[arg-type]
        last_last=TrigramSimilarity("plain_last", last),  # type: ignore[arg-type]
        first_last=TrigramSimilarity("plain_first", last),  # type: ignore[arg-type]
        last_first=TrigramSimilarity("plain_last", first),  # type: ignore[arg-type]
        straight=F("first_first") + F("last_last"),
        swapped=F("first_last") + F("last_first"),
        sound_first=_sound(F("first_name")),
        sound_last=_sound(F("last_name")),
        sound_first_length=Length(_sound(F("first_name"))),
        sound_last_length=Length(_sound(F("last_name"))),
    )


def _same(sought: Sought) -> Q:
    straight = _one_name("first", "first", sought.first_name) & _one_name("last", "last", sought.last_name)
    crossed = _one_name("first", "last", sought.last_name) & _one_name("last", "first", sought.first_name)
    names = straight | crossed
    if sought.birth_date is None:
        return Q(same_code=True) | names
    born = Q(birth_date=None) | _about(sought.birth_date)
    one_name = Q(first_first__gte=ALIKE) | Q(last_last__gte=ALIKE)
    return Q(same_code=True) | (names & born) | (Q(birth_date=sought.birth_date) & one_name)


def _one_name(known: str, typed: str, text: str) -> Q:
    """The known name looks like what was typed as this one, or sounds the same; one consonant is no sound."""
    heard = Q(**{f"sound_{known}": _sound(Value(text)), f"sound_{known}_length__gte": 2})
    return Q(**{f"{known}_{typed}__gte": ALIKE}) | heard


def _about(day: date) -> Q:
    """A few days off, day and month exchanged, or another year."""
    days = timedelta(days=FEW_DAYS)
    near = Q(birth_date__range=(day - days, day + days))
    near |= Q(birth_date__month=day.month, birth_date__day=day.day)
    if day.day <= 12:
        near |= Q(birth_date=day.replace(month=day.day, day=day.month))
    return near


def _reasons(row: Any, sought: Sought) -> list[str]:
    """Why this one is offered, in words."""
    found = ["stesso codice fiscale"] if row.same_code else []
    typed = (sought.first_name.casefold().strip(), sought.last_name.casefold().strip())
    known = (row.first_name.casefold(), row.last_name.casefold())
    if typed == known[::-1]:
        found.append("nome e cognome scambiati")
    elif typed == known:
        found.append("stesso nome e cognome")
    elif row.swapped > row.straight:
        found.append("nome e cognome simili, scambiati")
    else:
        found.append("nome o cognome simile")
    if sought.birth_date and row.birth_date:
        same = sought.birth_date == row.birth_date
        found.append("stessa data di nascita" if same else "data di nascita vicina")
    return found


def _name_files(user: User, found: Sequence[Candidate]) -> None:
    """The visible files each candidate is known from."""
    people = {candidate.person_id: candidate for candidate in found}
    cases = visible_cases(user)
    own = cases.filter(person__in=people).order_by("-opened_on", "pk")
    for pk, person, reference in own.values_list("pk", "person", "reference"):
        people[person].files.append(f"fascicolo {reference}")
        saw([pk])
    stays = HouseholdMember.objects.filter(person__in=people, household__in=cases.values("household"))
    homes = dict(stays.order_by("pk").values_list("person", "household"))
    kinships = dict(stays.order_by("pk").values_list("person", "kinship"))
    around = cases.filter(household__in=homes.values()).order_by("household", "pk").distinct("household")
    first = {
        household: (pk, reference)
        for pk, household, reference in around.values_list("pk", "household", "reference")
    }
    for person, household in homes.items():
        if not people[person].files and household in first:
            pk, reference = first[household]
            people[person].files.append(
                f"{Kinship(kinships[person]).label.lower()} nel fascicolo {reference}"
            )
            saw([pk])
