"""What must not be in a report: protected strings of its cases and of the family, and the names of other children."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cases.enums import Kinship
from cases.models import Address, Case, Contact, DiaryEntry, HouseholdMember, Person
from reports.leaks.folding import Folded, fold

SECRET_ADDRESS = "Indirizzo o recapito riservato"  # noqa: S105 - a label
RESERVED_NOTE = "Nota di diario riservata"
OTHER_CHILD = "Nome di un altro minore"
ADULT_AT = 18
# So many words in a row taken from a reserved note are a quotation, not a coincidence.
RUN = 6
NUMBER = re.compile(r"\d[\d\s./()+-]{5,}\d")
NAME_RUN = re.compile(r"\b[A-ZÀ-Þ][\w'’]+(?:\s+[A-ZÀ-Þ][\w'’]+)+")
POSTCODE = re.compile(r"^\s*\d{5}\b")
STREET = re.compile(
    r"^(via|viale|vicolo|corso|piazza|piazzale|largo|strada|contrada|localita|frazione|salita)\s+(.*)$"
)


@dataclass(frozen=True, slots=True)
class Needle:
    """Protected words, folded, and what they are. `run` words are looked for as a quotation."""

    kind: str
    words: str
    quoted: bool = False
    name: bool = False


def needles_for(cases: list[Case], siblings: list[Case], day: date) -> list[Needle]:
    """Everything protected around these cases on `day`; `siblings` are all the cases of their households.

    Five queries, however many rows.
    Addresses, contacts and reserved notes count whatever their date: an old shelter is still a shelter.
    """
    households = {case.household_id for case in cases}
    members = list(
        HouseholdMember.objects.filter(household__in=households).select_related("person").order_by("pk")
    )
    people = {row.person_id for row in members} | {case.person_id for case in [*cases, *siblings]}
    found = [
        *_addresses(people),
        *_reserved([case.pk for case in cases]),
        *_children(cases, members, siblings, day),
    ]
    return list(dict.fromkeys(needle for needle in found if needle.words))


def _addresses(people: set[int]) -> Iterator[Needle]:
    for address in Address.objects.filter(person__in=people, secret=True):
        yield from (Needle(SECRET_ADDRESS, words) for words in parts_of_address(address.text))
    for contact in Contact.objects.filter(person__in=people, secret=True):
        yield from (Needle(SECRET_ADDRESS, words) for words in parts_of_contact(contact.value))


def parts_of_address(text: str) -> Iterator[str]:
    """The whole of it and each telling part: the street without its number, the house, a telephone number."""
    yield fold(text)
    for number in NUMBER.findall(text):
        yield from parts_of_contact(number)
    for part in re.split(r"[,;\n–]| - ", text):
        if POSTCODE.match(part):
            continue
        words = re.sub(r"(\s+(n|nr|num|int|scala|snc))?(\s+\d+\s*\w?)+$", "", fold(part))
        street = STREET.match(words)
        yield words if street or " " in words else ""
        if street and (" " in street[2] or len(street[2]) >= 8):
            yield street[2]


def parts_of_contact(value: str) -> Iterator[str]:
    """A telephone number with and without its prefix, an e-mail address as it is."""
    folded = fold(value)
    digits = re.sub(r"^(00)?39(?=[03]\d{6})", "", folded.replace(" ", ""))
    yield digits if digits.isdigit() and len(digits) >= 6 else folded


def _reserved(case_ids: list[int]) -> Iterator[Needle]:
    entries = list(DiaryEntry.objects.filter(case__in=case_ids, reserved=True).prefetch_related("paragraphs"))
    for entry in entries:
        for paragraph in entry.paragraphs.all():
            words = fold(paragraph.text)
            if len(words.split()) < RUN:
                yield Needle(RESERVED_NOTE, words if len(words) >= 12 else "")
            yield from (Needle(RESERVED_NOTE, run, quoted=True) for run in Folded(paragraph.text).runs(RUN))
        for text in (entry.place, entry.participants):
            yield from (Needle(RESERVED_NOTE, fold(name)) for name in NAME_RUN.findall(text))


def _children(
    cases: list[Case], members: list[HouseholdMember], siblings: Iterable[Case], day: date
) -> Iterator[Needle]:
    """Names of the children of the household the report is not about.

    A first name alone counts too, unless somebody the report may name bears it.
    """
    ours = {case.person_id for case in cases}
    children = {row.person_id: row.person for row in members if _is_child(row, day)}
    children |= {case.person_id: case.person for case in siblings}
    named = [row.person for row in members if row.person_id not in children or row.person_id in ours]
    named += [case.person for case in cases]
    known = {word for person in named for word in fold(person.first_name).split()}
    for pk, person in children.items():
        if pk in ours:
            continue
        yield from _names(person, known)


def _names(person: Person, known: set[str]) -> Iterator[Needle]:
    first, last = fold(person.first_name), fold(person.last_name)
    yield Needle(OTHER_CHILD, f"{first} {last}", name=True)
    yield Needle(OTHER_CHILD, f"{last} {first}", name=True)
    if len(first) >= 3 and first not in known:
        yield Needle(OTHER_CHILD, first, name=True)


def _is_child(row: HouseholdMember, day: date) -> bool:
    age = row.person.age_on(day)
    return age < ADULT_AT if age is not None else row.kinship == Kinship.CHILD
