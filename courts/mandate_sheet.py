"""What the page of a mandate shows beside its reports, read only when its kind calls for it."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from cases.models import Deadline
from cases.panels import Panel
from courts.actions.closing_duties import closes_by_note
from courts.actions.kind_checks import NO_ACTS
from courts.coverage import coverage
from courts.curator import curator_missing
from courts.enums import JUVENILE_KINDS, PLACEMENT_KINDS, ExtensionState, MandateKind
from courts.lines import latest_of
from courts.models import ActAssignment, ConflictDeclaration, Extension, JuvenileProject, Mandate


@dataclass(frozen=True)
class OwnDuty:
    """A duty of the mandate that is no report."""

    deadline: Deadline
    by_note: bool


@dataclass
class Sheet:
    """The sections of the page; an empty one is not shown."""

    entrusted: bool = False
    placement: bool = False
    juvenile: bool = False
    vigilance: str = ""
    extensions: list[tuple[Extension, str]] = field(default_factory=list)  # and how its day came about
    acts: list[ActAssignment] = field(default_factory=list)
    declarations: list[ConflictDeclaration] = field(default_factory=list)
    project: JuvenileProject | None = None
    duties: list[OwnDuty] = field(default_factory=list)
    curator: list[str] = field(default_factory=list)
    covered: Panel | None = None

    @property
    def waiting(self) -> bool:
        """Whether a request for more time has no answer yet."""
        return any(row.state == ExtensionState.RICHIESTA for row, _ in self.extensions)


def sheet_of(mandate: Mandate, own: list[Deadline], reasons: dict[int, str], user: User, day: date) -> Sheet:
    """The sheet of one mandate. At most six queries.

    `own` are its deadlines that are not reports, `reasons` how the day of each report came about, by cycle.
    """
    kind = mandate.kind
    sheet = Sheet(
        entrusted=kind == MandateKind.AFFIDAMENTO_SERVIZIO,
        placement=kind in PLACEMENT_KINDS,
        juvenile=kind in JUVENILE_KINDS,
        vigilance=NO_ACTS if kind == MandateKind.VIGILANZA_SUPPORTO else "",
        extensions=[(row, reasons.get(row.cycle, "")) for row in mandate.extensions.select_related("order")],
        duties=_duties(own),
        curator=curator_missing(latest_of(mandate.order.proceeding), {kind}, day) if mandate.is_open else [],
        covered=Panel(
            title="Chi lo realizza",
            rows=coverage(mandate, user),
            empty="Nessun servizio e nessuna relazione sono ancora collegati a questo incarico.",
        ),
    )
    if sheet.entrusted:
        sheet.acts = list(mandate.acts.all())
    if sheet.placement:
        sheet.declarations = list(mandate.declarations.select_related("declared_by"))
    if sheet.juvenile:
        sheet.project = JuvenileProject.objects.filter(mandate=mandate).first()
    return sheet


def _duties(own: list[Deadline]) -> list[OwnDuty]:
    """One a duty, though each child has its row: the children of a mandate share it."""
    first = {deadline.origin: deadline for deadline in reversed(own)}
    return [OwnDuty(deadline, closes_by_note(deadline)) for deadline in reversed(first.values())]
