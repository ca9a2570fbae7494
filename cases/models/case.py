"""The case, its équipe, and the access table that every list of cases joins."""

from datetime import date
from functools import cache

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import Unit, day_range
from cases.enums import CLOSED_STATUSES, CaseStatus, TeamRole
from cases.models.codes import Code
from cases.models.dated import ends_after_start
from cases.models.household import Household
from cases.models.people import Person

S = CaseStatus
# Who, among the people who see a case, may move its state is decided by the gate, not here.
OPEN_ENOUGH_TO_CLOSE = [S.PRESA_IN_CARICO, S.PROGETTO_ATTIVO, S.SOSPESO, S.RIAPERTO]


@cache
def _address() -> str:
    """Where a case is shown, {} standing for its number: lists ask for hundreds."""
    return reverse("cases:case_detail", args=[0]).replace("/0/", "/{}/")


@pghistory.track(exclude=["next_deadline"])
class Case(FSMModelMixin, models.Model):
    """A presa in carico: about one child or one adult beneficiary.

    There is no public way to a case: querysets start from a user in `cases.permissions`.
    """

    reference = models.CharField("riferimento", max_length=20, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="persona")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="nucleo")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="unità")
    status = FSMField("stato", choices=S.choices, default=S.SEGNALATA, protected=True)
    opened_on = models.DateField("aperto il")
    closed_on = models.DateField("chiuso il", null=True, blank=True)
    source_code = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name="segnalazione da", null=True, blank=True
    )
    source = models.CharField("chi ha segnalato", max_length=120, blank=True)
    reason = models.TextField("motivo", blank=True)
    restricted = models.BooleanField(
        "ad accesso ristretto", default=False, help_text="Lo vede solo l'équipe, nemmeno il resto dell'unità."
    )
    # Kept by the database from the open deadlines: the caseload sorts by it.
    next_deadline = models.DateField("prossima scadenza", null=True, editable=False)

    unscoped = models.Manager()

    class Meta:
        verbose_name = "caso"
        verbose_name_plural = "casi"
        base_manager_name = "unscoped"
        # Siblings stand in the same order on every page, in every list of names, in every report.
        ordering = ["pk"]
        permissions = [("read_secrets", "Può leggere gli indirizzi riservati")]
        constraints = [
            models.CheckConstraint(
                name="case_closed_on_iff_closed",
                condition=Q(status__in=sorted(CLOSED_STATUSES), closed_on__isnull=False)
                | (~Q(status__in=sorted(CLOSED_STATUSES)) & Q(closed_on=None)),
                violation_error_message="La data di chiusura va indicata solo per i casi chiusi.",
            ),
            models.CheckConstraint(
                name="case_closes_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="La chiusura non può precedere l'apertura.",
            ),
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(closed_on=None),
                name="case_one_open_per_person_and_unit",
                violation_error_message="Questa persona ha già un caso aperto in questa unità.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return _address().format(self.pk)

    @property
    def reported_by(self) -> str:
        """Who told the service: the coded answer and, when known, who exactly."""
        return ": ".join(part for part in (str(self.source_code or ""), self.source) if part)

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED_STATUSES

    @transition(
        field=status,
        source=[S.SEGNALATA, S.RIAPERTO],
        target=S.IN_VALUTAZIONE,
        custom={"label": "Avvia la valutazione"},
    )
    def assess(self) -> None:
        """The service looks into the request."""

    @transition(
        field=status,
        source=[S.SEGNALATA, S.IN_VALUTAZIONE, S.RIAPERTO],
        target=S.PRESA_IN_CARICO,
        custom={"label": "Prendi in carico"},
    )
    def take_charge(self) -> None:
        """The service takes the case on."""

    @transition(
        field=status,
        source=[S.PRESA_IN_CARICO, S.SOSPESO, S.RIAPERTO],
        target=S.PROGETTO_ATTIVO,
        custom={"label": "Attiva il progetto"},
    )
    def activate(self) -> None:
        """A project is running."""

    @transition(field=status, source=S.PROGETTO_ATTIVO, target=S.SOSPESO, custom={"label": "Sospendi"})
    def suspend(self) -> None:
        """The project rests."""

    @transition(field=status, source=OPEN_ENOUGH_TO_CLOSE, target=S.CHIUSO, custom={"label": "Chiudi"})
    def close(self) -> None:
        """The service ends its work."""

    @transition(field=status, source=S.CHIUSO, target=S.RIAPERTO, custom={"label": "Riapri"})
    def reopen(self) -> None:
        """The family is back, or the work was not over."""

    @transition(
        field=status,
        source=[S.SEGNALATA, S.IN_VALUTAZIONE],
        target=S.NON_ACCOLTA,
        custom={"label": "Non accogliere"},
    )
    def decline(self) -> None:
        """The request is not taken on."""

    @transition(
        field=status,
        source=[S.SEGNALATA, S.IN_VALUTAZIONE],
        target=S.INVIATA_ALTROVE,
        custom={"label": "Invia ad altro servizio"},
    )
    def send_elsewhere(self) -> None:
        """Another service takes the request over."""


class CaseUserObjectPermission(UserObjectPermissionBase):
    """Guardian's rows for one person and one case. Written and read by the gate alone."""

    content_object = models.ForeignKey(Case, models.CASCADE)  # no right outlives its case
    valid_to = models.DateField("fino al", null=True, blank=True)  # the right ends by itself

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = "permesso sul caso"
        verbose_name_plural = "permessi sui casi"


class CaseGroupObjectPermission(GroupObjectPermissionBase):
    """Guardian asks for it; the gate grants to persons only and never writes here."""

    content_object = models.ForeignKey(Case, models.CASCADE)  # no right outlives its case

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def in_force(self, on: date) -> "TeamMemberQuerySet":
        """Members of the équipe on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


@pghistory.track()
class TeamMember(models.Model):
    """One operator in the équipe of one case, from a day to a day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="team", verbose_name="caso")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="operatore"
    )
    role = models.CharField("ruolo", max_length=30, choices=TeamRole.choices)
    responsible = models.BooleanField("responsabile del caso", default=False)
    note = models.CharField("motivo o consegne", max_length=1000, blank=True)
    valid_from = models.DateField("dal")
    valid_to = models.DateField("al", null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "componente dell'équipe"
        verbose_name_plural = "équipe"
        ordering = ["-responsible", "valid_from", "pk"]
        constraints = [
            ends_after_start("teammember_ends_after_start"),
            ExclusionConstraint(
                name="teammember_once_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Questa persona è già nell'équipe in quel periodo.",
            ),
            ExclusionConstraint(
                name="teammember_one_responsible",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (day_range("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(responsible=True),
                violation_error_message="In quel periodo il caso ha già un responsabile.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class CaseAccess(models.Model):
    """The materialised access table (design §6): which principal sees which case, and how it sorts.

    Written by database triggers only, from équipe, unit and guardian rows. Principals: `u:USER:CONTROLLER`
    a person of the équipe as long as that person works for that titolare, `g:USER:CONTROLLER` the same for
    a grant, `lead:UNIT` the leads of a unit, `unit:UNIT` its operators, `b:NUMBER` an emergency access.
    Who is barred from a case is not in here: the gate takes those cases away from every principal at once.
    """

    principal = models.CharField(max_length=30)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")  # derived rows
    can_change = models.BooleanField()
    is_open = models.BooleanField()
    next_deadline = models.DateField()  # 9999-12-31 when there is none, so that keyset paging has no nulls
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "visibilità"
        verbose_name_plural = "visibilità"
        indexes = [
            models.Index(
                fields=["principal", "next_deadline", "case"],
                name="caseaccess_open",
                condition=Q(is_open=True),
                include=["valid_from", "valid_to"],
            ),
            models.Index(
                fields=["principal", "next_deadline", "case"],
                name="caseaccess_all",
                include=["valid_from", "valid_to"],
            ),
            models.Index(fields=["case", "principal"], name="caseaccess_case"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.case_id}"
