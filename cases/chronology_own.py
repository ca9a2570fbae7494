"""What this app tells on the *Cronologia* of a case."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.chronology_hooks import Event, Kind
from cases.diary_reading import readable_anywhere
from cases.enums import (
    CaseStatus,
    DeadlineState,
    DocumentFolder,
    EntryKind,
    Kinship,
    ProtectionKind,
    TeamRole,
)
from cases.models import Appointment, Case, DiaryParagraph, HouseholdMember, LegalProtection, TeamMember

LETTERS = 240
WORDS_OF_ENTRY = dict(EntryKind.choices)
WORDS_OF_FOLDER = dict(DocumentFolder.choices)
WORDS_OF_STATUS = dict(CaseStatus.choices)
# What is said of a beginning and of an end, of the name and of the words for its role.
PASSAGES = {
    "team": ("In équipe: {0}", "Lascia l'équipe: {0}", dict(TeamRole.choices)),
    "household": ("Nel nucleo: {0}", "Lascia il nucleo: {0}", dict(Kinship.choices)),
    "protection": ("{1}: inizio", "{1}: fine", dict(ProtectionKind.choices)),
}


def diary(user: User, case: Case) -> Iterator[Event]:
    """Every entry `user` may read, with the beginning of its first paragraph."""
    first = DiaryParagraph.objects.filter(entry=OuterRef("pk")).order_by("position", "pk")
    beginning = Subquery(first.annotate(beginning=Left("text", LETTERS)).values("beginning")[:1])
    rows = readable_anywhere(user).filter(case=case).order_by()
    base, zone = reverse("cases:case_diary", args=[case.pk]), timezone.get_current_timezone()
    names = ("pk", "kind", "occurred_at", "missed", "reserved", beginning)
    for pk, kind, moment, missed, reserved, text in rows.values_list(*names):
        at = moment.astimezone(zone)
        title = WORDS_OF_ENTRY.get(kind, kind)
        if missed:
            title += " (appuntamento mancato)"
        if reserved:
            title += " (riservata)"
        note = f"{text}…" if text and len(text) == LETTERS else text or ""
        yield Event(at.date(), title, f"{base}{pk}/", note, at, "alarm" if kind == "evento_critico" else "")


def documents(user: User, case: Case) -> Iterator[Event]:
    """Every document in its present version, on its own day if it has one."""
    url = reverse("cases:case_documents", args=[case.pk])
    rows = case.documents.filter(replaced_by=None).order_by()
    for title, folder, dated_on, uploaded_at in rows.values_list(
        "title", "folder", "dated_on", "uploaded_at"
    ):
        day = dated_on or timezone.localdate(uploaded_at)
        yield Event(day, f"Documento: {title}", url, WORDS_OF_FOLDER.get(folder, ""))


def life(user: User, case: Case) -> Iterator[Event]:
    """Opening and changes of state."""
    url = case.get_absolute_url()
    yield Event(case.opened_on, "Apertura del fascicolo", url, case.reported_by, tone="now")
    rows = case.status_changes.order_by().values_list("changed_on", "source", "target", "reason")
    for day, source, target, reason in rows:
        before, after = WORDS_OF_STATUS.get(source, source), WORDS_OF_STATUS.get(target, target)
        yield Event(day, f"Da «{before}» a «{after}»", url, reason[:LETTERS], tone="now")


def people(user: User, case: Case) -> Iterator[Event]:
    """Who joined and left the équipe and the household; guardianship, fostering and the like. One query."""
    urls = {
        "team": reverse("cases:case_team", args=[case.pk]),
        "household": reverse("cases:case_household", args=[case.pk]),
    }
    urls["protection"] = urls["household"]
    for where, valid_from, valid_to, name, role, responsible in _people(case):
        begins, ends, words = PASSAGES[where]
        note = words.get(role, role) + (", responsabile" if responsible else "")
        yield Event(valid_from, begins.format(name, note), urls[where], note)
        if valid_to:
            yield Event(valid_to, ends.format(name, note), urls[where], note)


def _people(case: Case) -> Iterable[tuple[str, date, date | None, str, str, bool]]:
    names = ("where", "valid_from", "valid_to", "name", "what", "answers")

    def of(rows: QuerySet[Any], where: str, name: Any, what: str, answers: Any) -> QuerySet[Any]:
        told = {"where": Value(where), "name": name, "what": F(what), "answers": answers}
        return rows.order_by().annotate(**told).values_list(*names)

    team = TeamMember.objects.filter(case=case)
    stays = HouseholdMember.objects.filter(household=case.household_id)
    protections = LegalProtection.objects.filter(person=case.person_id)
    return of(team, "team", _full_name("user"), "role", F("responsible")).union(
        of(stays, "household", _full_name("person"), "kinship", Value(False)),
        of(protections, "protection", F("decree"), "kind", Value(False)),
        all=True,
    )


def _full_name(path: str) -> Concat:
    return Concat(f"{path}__first_name", Value(" "), f"{path}__last_name")


def deadlines(user: User, case: Case) -> Iterator[Event]:
    """Open deadlines on their day, fulfilled ones on the day they were met."""
    url = reverse("cases:case_deadlines", args=[case.pk])
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    rows = case.deadlines.exclude(state=DeadlineState.CANCELLED).order_by()
    for title, state, due_on, closed_at in rows.values_list("title", "state", "due_on", "closed_at"):
        if state == DeadlineState.FULFILLED and closed_at:
            met = closed_at.astimezone(zone).date()
            yield Event(met, f"Scadenza adempiuta: {title}", url, f"era il {due_on:%d/%m/%Y}", tone="done")
        else:
            yield Event(due_on, f"Scadenza: {title}", url, tone="alarm" if due_on < today else "waiting")


def appointments(user: User, case: Case) -> Iterator[Event]:
    """What was planned and is not in the diary: still to come, or called off."""
    zone = timezone.get_current_timezone()
    base = reverse("cases:appointment_detail", args=[case.pk, 0]).removesuffix("0/")
    rows = Appointment.objects.filter(case=case, entry=None).order_by()
    names = ("pk", "kind", "starts_at", "cancelled_at", "cancel_reason")
    for pk, kind, starts_at, cancelled_at, reason in rows.values_list(*names):
        at, word = starts_at.astimezone(zone), WORDS_OF_ENTRY.get(kind, kind)
        title = f"{word}: annullato" if cancelled_at else f"{word} in programma"
        yield Event(at.date(), title, f"{base}{pk}/", reason, at, "" if cancelled_at else "waiting")


OWN = {
    "diario": Kind("Diario", diary),
    "documenti": Kind("Documenti", documents),
    "fascicolo": Kind("Stati del fascicolo", life),
    "persone": Kind("Équipe, nucleo e tutele", people),
    "scadenze": Kind("Scadenze", deadlines),
    "appuntamenti": Kind("Appuntamenti", appointments),
}
