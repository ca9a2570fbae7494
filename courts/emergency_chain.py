"""Art. 403 c.c.: the chain of steps, from which event each one runs, and where a clock stands.

Source: handbook courts §2.2. How much time each step has is data (`courts.models.LegalNumber`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import models

from courts.enums import EmergencyStepKind as K
from courts.legal_numbers import term_of
from courts.models import EmergencyStep, LegalNumber
from courts.reckoning import due
from courts.terms import ROME, DueMoment, Rolling, Unit, due_at
from courts.terms.wording import clock_time

AT_RISK_SHARE = 4  # the last quarter of the time
AT_RISK_BELOW = timedelta(hours=6)
UNCERTAIN = "Da verificare: la fonte o la prassi è incerta."
# Own knowledge of the project, not read from a source (handbook courts §2.2): the page marks it.
LOSS = (
    "La misura perde efficacia se {what} entro il termine; "
    "in quel caso il Tribunale può adottare propri provvedimenti urgenti."
)


@dataclass(frozen=True, slots=True)
class Link:
    """One step: after which other it runs (None: from the placement in safety), whose it is, what it takes."""

    kind: K
    after: K | None
    runs_from: str
    who: str
    what: str
    missed: str
    now: str
    ours: bool = False
    loses_effect: bool = False

    @property
    def slug(self) -> str:
        """The name of its number in the table of legal numbers."""
        return f"403-{self.kind.replace('_', '-')}"


CHAIN: tuple[Link, ...] = (
    Link(
        K.TRASMISSIONE,
        None,
        "dalla messa in sicurezza",
        "Servizio o forze dell’ordine",
        "Trasmettere alla Procura minorile il provvedimento, i documenti e una breve relazione dei motivi.",
        LOSS.format(what="gli atti non sono trasmessi"),
        "Se gli atti sono già partiti, spunta il passo con l’ora vera e la prova. Altrimenti trasmetti ora "
        "e avvisa subito il pubblico ministero.",
        ours=True,
        loses_effect=True,
    ),
    Link(
        K.RICHIESTA_PM,
        K.TRASMISSIONE,
        "dalla trasmissione",
        "Pubblico ministero minorile",
        "Il PM revoca l’allontanamento oppure chiede al Tribunale di convalidarlo.",
        LOSS.format(what="la richiesta di convalida non arriva"),
        "Chiedi subito notizie alla Procura e avvisa il coordinatore.",
        loses_effect=True,
    ),
    Link(
        K.CONVALIDA,
        K.RICHIESTA_PM,
        "dalla richiesta del PM",
        "Tribunale per i minorenni",
        "Il Tribunale decide sulla convalida, nomina il curatore speciale e il giudice, fissa l’udienza.",
        LOSS.format(what="il decreto non arriva"),
        "Chiedi subito notizie alla cancelleria del Tribunale e alla Procura.",
        loses_effect=True,
    ),
    Link(
        K.NOTIFICA,
        K.CONVALIDA,
        "dal decreto",
        "Pubblico ministero minorile",
        "Il decreto è notificato ai genitori e al curatore speciale.",
        "Non risulta la notifica del decreto ai genitori e al curatore speciale.",
        "Chiedi notizie alla Procura: se è avvenuta, spunta il passo con l’ora e la prova.",
    ),
    Link(
        K.UDIENZA,
        K.CONVALIDA,
        "dal decreto",
        "Tribunale per i minorenni",
        "Si tiene l’udienza fissata dal decreto.",
        "Non risulta che l’udienza si sia tenuta.",
        "Chiedi notizie alla cancelleria del Tribunale: se si è tenuta, spunta il passo.",
    ),
    Link(
        K.DECISIONE,
        K.UDIENZA,
        "dall’udienza",
        "Tribunale per i minorenni",
        "Il collegio conferma, modifica o revoca il decreto.",
        LOSS.format(what="il decreto non arriva"),
        "Chiedi subito notizie alla cancelleria del Tribunale.",
        loses_effect=True,
    ),
    Link(
        K.RECLAMO,
        K.DECISIONE,
        "dalla comunicazione della decisione",
        "Le parti",
        "Chi vuole opporsi propone reclamo alla Corte d’appello. Se nessuno lo propone, chiudi "
        "l’allontanamento con il suo esito.",
        "Il termine per il reclamo è passato.",
        "Se è stato proposto, spunta il passo; se nessuno l’ha proposto, chiudi l’allontanamento.",
    ),
    Link(
        K.DECISIONE_CA,
        K.RECLAMO,
        "dal deposito del reclamo",
        "Corte d’appello",
        "La Corte d’appello decide sul reclamo.",
        "Non risulta la decisione della Corte d’appello.",
        "Chiedi notizie alla cancelleria della Corte.",
    ),
)
LINKS = {link.kind: link for link in CHAIN}


def links_after(kind: str | None) -> list[Link]:
    """The steps whose clock starts when `kind` is done; None: at the placement in safety."""
    return [link for link in CHAIN if link.after == kind]


def due_moment(start: datetime, number: LegalNumber) -> DueMoment:
    """When a step that started at `start` falls due: counted from that exact minute, never moved by holidays.

    Hours are elapsed hours. Days and months end, out of prudence, at the same time of day: on the nights
    of the clock changes at the earlier of the moments it may mean. Raises TermError out of 1900-2100.
    Source: art. 403 c.c.; art. 155 c.p.c. for the first day, which is not counted.
    """
    term = term_of(number, rolling=Rolling.NEVER)
    if term.unit is Unit.HOURS:
        found = due_at(start, term)
        return DueMoment(found.due_at, _signed(found.explanation, number), found.steps)
    begin = start.astimezone(ROME)
    day = due(begin.date(), term)
    end = _earlier(datetime.combine(day.due_on, begin.time()))
    why = f"{day.explanation.removesuffix('.')}, per prudenza {clock_time(end)}, l’ora da cui decorre."
    return DueMoment(end, _signed(why, number), day.steps)


def expectation(link: Link, number: LegalNumber | None) -> str:
    """What is said of a step whose clock has not started."""
    if number is None:
        return ""
    return _signed(f"{number.amount} {number.get_unit_display()} {link.runs_from}.", number)


def _signed(why: str, number: LegalNumber) -> str:
    source = f"Fonte: {number.source.removesuffix('.')}."
    return " ".join([why, source, *([UNCERTAIN] if number.uncertain else [])])


def _earlier(wall: datetime) -> datetime:
    both = [wall.replace(tzinfo=ROME, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(both).astimezone(ROME)


class StepState(models.TextChoices):
    """Where a step stands at a moment."""

    COMPIUTO = "compiuto", "Compiuto"
    IN_RITARDO = "in_ritardo", "Compiuto in ritardo"
    IN_CORSO = "in_corso", "In corso"
    A_RISCHIO = "a_rischio", "A rischio"
    SCADUTO = "scaduto", "Scaduto"
    DA_VENIRE = "da_venire", "Non ancora iniziato"
    NON_DOVUTO = "non_dovuto", "Non più dovuto"

    @property
    def tone(self) -> str:
        """How its badge looks."""
        tones = {
            "compiuto": "done",
            "in_ritardo": "returned",
            "in_corso": "active",
            "a_rischio": "waiting",
            "scaduto": "alarm",
        }
        return tones.get(self.value, "stopped" if self.value == "non_dovuto" else "neutral")

    @property
    def runs(self) -> bool:
        """Whether its clock is running or has run out."""
        return self.value in ("in_corso", "a_rischio", "scaduto")


def is_late(step: EmergencyStep) -> bool:
    """Done, but after its due moment."""
    if step.done_at is None or step.due_at is None:
        return False
    return step.done_at.astimezone(UTC) > step.due_at.astimezone(UTC)


def state_at(step: EmergencyStep, now: datetime, *, closed: bool = False) -> StepState:
    """Where the step stands at `now`; `closed` when the emergency has ended."""
    if step.done_at is not None:
        return StepState.IN_RITARDO if is_late(step) else StepState.COMPIUTO
    if closed:
        return StepState.NON_DOVUTO
    if step.starts_at is None or step.due_at is None:
        return StepState.DA_VENIRE
    left = step.due_at.astimezone(UTC) - now.astimezone(UTC)
    if left <= timedelta(0):
        return StepState.SCADUTO
    return StepState.A_RISCHIO if left <= risk_margin(step) else StepState.IN_CORSO


def risk_margin(step: EmergencyStep) -> timedelta:
    """How long before its due moment a running step is at risk."""
    if step.starts_at is None or step.due_at is None:
        return AT_RISK_BELOW
    whole = step.due_at.astimezone(UTC) - step.starts_at.astimezone(UTC)
    return max(whole / AT_RISK_SHARE, AT_RISK_BELOW)


def distance(left: timedelta) -> str:
    """«mancano 2 ore e 5 minuti», «scaduto da 1 giorno e 3 ore», in whole minutes."""
    minutes = abs(left) // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    if days:
        parts = [_count(days, "giorno", "giorni"), _count(hours, "ora", "ore")]
    else:
        parts = [_count(hours, "ora", "ore"), _count(minutes % 60, "minuto", "minuti")]
    words = " e ".join(part for part in parts if part) or "meno di un minuto"
    if left <= timedelta(0):
        return f"scaduto da {words}"
    return f"{'manca' if words.startswith(('1 ', 'meno')) else 'mancano'} {words}"


def _count(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}" if amount else ""
