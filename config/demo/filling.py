"""Filling an empty database with the demo, all or nothing."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import asked_once
from cases.actions.documents import add_document
from cases.actions.life import move_case
from cases.enums import CodeKind, DocumentFolder
from cases.models import Code
from config.demo.agendas import plan_agendas
from config.demo.diary import write_diaries
from config.demo.families import (
    CLOSED,
    Family,
    leave_some_without_responsible,
    make_history,
    open_family,
    plan_families,
)
from config.demo.letters import write_letters
from config.demo.offices import found_offices
from config.demo.orders import register_orders
from config.demo.paper import page
from config.demo.people import People, hire
from config.demo.plans import write_plans
from config.demo.reports import write_reports
from config.demo.sandbox import refresh_mailboxes
from config.demo.services import enrol


@dataclass(frozen=True)
class Filled:
    """What was made."""

    families: int
    cases: int
    entries: int


def is_filled() -> bool:
    """Whether anybody is there already: nothing is ever added to a database in use."""
    return User.objects.exists()


@transaction.atomic
def fill(*, today: date | None = None) -> Filled:
    """Write the whole demo. Dates follow `today`."""
    day = today or timezone.localdate()
    people = hire()
    refresh_mailboxes()
    with asked_once():  # nobody is hired or leaves any more
        families, entries = _write(people, day)
    return Filled(len(families), sum(len(family.cases) for family in families), entries)


def _write(people: People, day: date) -> tuple[list[Family], int]:
    """The families and all that happened to them; with the number of diary entries."""
    families = plan_families(people, day)
    for family in families:
        open_family(family)
    make_history()
    docket = register_orders(families, found_offices(), day)
    entries = write_diaries(families, people, day)
    enrol(families, docket, day)
    write_plans(families, day)
    add_documents(families)
    plan_agendas(families, people, day)
    leave_some_without_responsible(families, day)
    write_reports(docket, people, day)
    close_some(families, day)
    write_letters()
    return families, entries


def add_documents(families: list[Family]) -> None:
    """A few papers in the folders."""
    for family in families[::3]:
        case = family.cases[0]
        words = (
            f"Calendario degli incontri del nucleo {family.surname}. Documento di prova, persone inventate."
        )
        add_document(
            case=case,
            folder=DocumentFolder.AGREEMENTS,
            title="Calendario degli incontri",
            file=page([words]),
            by=family.worker,
        )


def close_some(families: list[Family], today: date) -> None:
    """The cases whose story has ended."""
    for family in families:
        for case in family.cases if family.stage == CLOSED else []:
            reason = "Risoluzione del bisogno; la famiglia è stata salutata con un ultimo incontro."
            move_case(
                case=case,
                move="close",
                on=today - timedelta(days=9),
                closure=Code.objects.get(kind=CodeKind.CLOSURE, code="4"),
                situation=Code.objects.get(kind=CodeKind.SITUATION, code="1"),
                reason=reason,
                by=family.worker,
            )
