"""Requests for the record as people read them, and what the copy of one is made of."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cases.models import Address, Case, Contact, HouseholdMember, RecordsItem, RecordsRequest
from cases.records_hooks import Candidate, RecordText, sources
from cases.redaction import fingerprint, words_of


@dataclass(frozen=True)
class Part:
    """One chosen item with its text of today and whether somebody has read it over as it is."""

    item: RecordsItem
    label: str
    text: RecordText | None

    @property
    def ready(self) -> bool:
        """Read over by a person, and not changed since; or a file given as it is."""
        if self.text is None or self.item.checked_by_id is None:
            return False
        if self.item.as_it_is:
            return bool(self.text.original)
        return bool(self.text.passages) and self.item.text_sha256 == fingerprint(self.text.passages)

    @property
    def state(self) -> str:
        """In one word, for the list."""
        if self.text is None:
            return "Non c'è più"
        if self.ready:
            return "Com'è" if self.item.as_it_is else "Riletto"
        return "Cambiato: da rileggere" if self.item.checked_by_id else "Da rileggere"


def parts_of(request: RecordsRequest) -> list[Part]:
    """The chosen items of a request, in their order, with their text of now."""
    return [
        Part(item, sources[item.kind].label, sources[item.kind].read(request.case, item.object_id))
        for item in request.items.select_related("checked_by")
        if item.kind in sources
    ]


def candidates_of(user: User, case: Case) -> dict[str, list[Candidate]]:
    """Everything of the case that `user` may read and put into a copy, by kind."""
    return {kind: list(source.candidates(user, case)) for kind, source in sources.items()}


def protected_words(case: Case) -> list[str]:
    """Secret addresses and contacts of the household: they go from every copy, asked for or not."""
    people = HouseholdMember.objects.filter(household=case.household_id).values("person")
    whose = Q(person__in=people) | Q(person=case.person_id)
    addresses = [row.text for row in Address.objects.filter(whose, secret=True)]
    contacts = [row.value for row in Contact.objects.filter(whose, secret=True)]
    streets = [text.split(",")[0] for text in addresses]
    return words_of("\n".join([*addresses, *streets, *contacts]))


def suggested_words(case: Case) -> str:
    """The names of everybody else in the household: a person takes out of the list who asks."""
    rows = HouseholdMember.objects.filter(household=case.household_id).exclude(person=case.person_id)
    people = [row.person for row in rows.select_related("person")]
    names = {f"{one.first_name} {one.last_name}" for one in people}
    turned = {f"{one.last_name} {one.first_name}" for one in people}
    return "\n".join(sorted(names | turned))


def words_to_remove(request: RecordsRequest) -> list[str]:
    """Every word that goes from every item, the longest first."""
    return words_of("\n".join([request.words, *protected_words(request.case)]))


def is_late(request: RecordsRequest) -> bool:
    """Whether the day to answer by has passed without a decision."""
    return not request.decision and request.due_on < timezone.localdate()
