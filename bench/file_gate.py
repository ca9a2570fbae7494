"""The equality gate of the file: a quick wrong answer is no answer. What fails here is not measured."""

from accounts.models import User
from bench.file_data import COMMON, MIDDLING, RARE, Cast, word
from bench.table import UnequalError
from cases.chronology import events_of
from cases.diary_reading import readable_anywhere
from cases.diary_search import places
from cases.listing import Asked, found, page_of_cases
from cases.models import DiaryEntry, DiaryParagraph
from cases.permissions import Cursor, caseload_ids, count_caseload, get_case, visible_cases
from cases.search import words_of

PAGE, HITS = 50, 20
DEPTHS = (0, PAGE, 4 * PAGE)


def check(cast: Cast, case: int) -> None:
    """Raise UnequalError unless every quick way gives the rows of the plain one."""
    for user in (cast.lead, cast.worker, cast.newcomer):
        _caseload(user)
        for rank in (COMMON, MIDDLING, RARE):
            _search(user, word(rank))
    _chronology(cast.worker, case)


def _caseload(user: User) -> None:
    """The merge against the rule; the keyset against the offset; nothing of a case out of sight."""
    rule = [(case.next_deadline, case.pk) for case in _by_deadline(user)]
    merged = [(place.deadline, place.case_id) for place in caseload_ids(user, limit=len(rule) + PAGE)]
    _equal("elenco dei casi", merged, rule)
    _equal("conto dei casi", count_caseload(user, cap=10**9), len(rule))
    for depth in DEPTHS:
        after = Cursor(*rule[depth - 1]) if 0 < depth <= len(rule) else None
        if depth and after is None:
            continue
        page = page_of_cases(user, Asked(), after=str(after or ""), limit=PAGE)
        _equal("pagina dell'elenco", [case.pk for case in page.cases], [pk for _, pk in rule[depth:][:PAGE]])
    filtered = found(user, Asked(scadenza="scadute")).values_list("pk", flat=True)
    _equal("casi filtrati fuori vista", set(filtered) - {pk for _, pk in rule}, set())


def _by_deadline(user: User) -> list:  # type: ignore[type-arg]
    rows = visible_cases(user).filter(closed_on=None, next_deadline__isnull=False)
    return list(rows.only("next_deadline").order_by("next_deadline", "pk"))


def _search(user: User, text: str) -> None:
    """The merged search against the rule, reserved notes included."""
    rule = DiaryParagraph.objects.filter(words=words_of(text), entry__in=readable_anywhere(user))
    expected = list(rule.order_by("-entry__occurred_at", "-pk").values_list("pk", flat=True)[:HITS])
    _equal(f"ricerca di «{text}»", [place.pk for place in places(user, text, limit=HITS)], expected)


def _chronology(user: User, case: int) -> None:
    entries = DiaryEntry.objects.filter(case=case).count()
    told = events_of(user, get_case(user, case), chosen=["diario"])
    _equal("cronologia", len(told), entries)


def _equal(what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise UnequalError(f"{what}: risultati diversi, niente è stato misurato")
