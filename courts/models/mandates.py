"""Mandates and what hangs on them: extensions, acts, declarations, juvenile projects."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Unit
from cases.models import Case
from courts.enums import (
    OPEN_MANDATE_STATES,
    Act,
    ActHolder,
    ExtensionState,
    LivesWith,
    MandateKind,
    MandateState,
    TermUnit,
)
from courts.models.authorities import Office
from courts.models.orders import Order

S = MandateState
# What a deadline that stands and falls with a mandate may come from: its reports, and the duties of its kind.
PREFIXES = ("mandate", "named", "foster", "juvenile")


@pghistory.track()
class Mandate(FSMModelMixin, models.Model):
    """One duty given by an order, with its own first term and its own periodicity."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="mandates", verbose_name="provvedimento")
    kind = models.CharField("incarico", max_length=40, choices=MandateKind.choices)
    task_text = models.TextField("testo dell'incarico", help_text="Copiato dal provvedimento.")
    cases = models.ManyToManyField(Case, related_name="mandates", verbose_name="casi")
    starts_on = models.DateField("decorre dal")
    first_term_amount = models.PositiveSmallIntegerField(
        "primo termine", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    first_term_unit = models.CharField(
        "unità", max_length=10, choices=TermUnit.choices, default=TermUnit.DAYS, blank=True
    )
    every_months = models.PositiveSmallIntegerField(
        "aggiornamento ogni (mesi)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    ends_on = models.DateField("termina il", null=True, blank=True)
    no_term_reason = models.CharField(
        "perché non ha termini",
        max_length=300,
        blank=True,
        help_text="Da scrivere quando il provvedimento non fissa né un termine né una periodicità.",
    )
    august_suspension = models.BooleanField("sospensione di agosto", default=False)
    august_note = models.CharField("perché si sospende", max_length=300, blank=True)
    recipient = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="destinatario")
    executor = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="esecutore")
    state = FSMField("stato", choices=S.choices, default=S.ATTIVO, protected=True)
    superseded_by = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="superseded",
        verbose_name="superato dal provvedimento",
        null=True,
        blank=True,
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="responsabile dell'affidamento",
        null=True,
        blank=True,
        help_text="Nominato entro il termine di legge (art. 5-bis L. 184/1983).",
    )
    responsible_named_on = models.DateField("nominato il", null=True, blank=True)
    placed_on = models.DateField("collocamento iniziato il", null=True, blank=True)
    lives_with = models.CharField(
        "il minore vive con",
        max_length=12,
        choices=LivesWith.choices,
        blank=True,
        help_text="Come dice il provvedimento (art. 5-bis c.1 lett. a L. 184/1983). Mai l'indirizzo.",
    )
    state_reason = models.CharField("motivo", max_length=300, blank=True)

    class Meta:
        verbose_name = "incarico"
        verbose_name_plural = "incarichi"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_has_term_or_reason",
                condition=Q(first_term_amount__isnull=False)
                | Q(every_months__isnull=False)
                | ~Q(no_term_reason=""),
                violation_error_message="Indicare un primo termine o una periodicità, oppure perché mancano.",
            ),
            models.CheckConstraint(
                name="mandate_first_term_positive",
                condition=Q(first_term_amount=None) | Q(first_term_amount__gte=1),
                violation_error_message="Il termine è di almeno un giorno.",
            ),
            models.CheckConstraint(
                name="mandate_august_needs_note",
                condition=Q(august_suspension=False) | ~Q(august_note=""),
                violation_error_message="Per sospendere il termine in agosto serve il motivo.",
            ),
            models.CheckConstraint(
                name="mandate_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="L'incarico non può terminare prima di decorrere.",
            ),
            models.CheckConstraint(
                name="mandate_responsible_dated",
                condition=Q(responsible=None, responsible_named_on=None)
                | Q(responsible__isnull=False, responsible_named_on__isnull=False),
                violation_error_message="La nomina del responsabile ha la sua data.",
            ),
        ]

    def __str__(self) -> str:
        return f"Incarico n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courts:mandate_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the badge of its state looks."""
        return S(self.state).tone

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_MANDATE_STATES

    def origin(self, cycle: int) -> str:
        """The name its deadlines carry in `cases.Deadline.origin`; cycle 1 is the first one due."""
        return f"mandate:{self.pk}:{cycle}"

    def final_origin(self) -> str:
        """The name the deadline of a juvenile project's final report carries."""
        return f"juvenile:{self.pk}:1"

    def owns(self, *others: str) -> Q:
        """Which deadlines are its own, as a filter; those of `others`, further prefixes, as well."""
        starts = (f"{prefix}:{self.pk}:" for prefix in (*PREFIXES, *others))
        return Q(*(("origin__startswith", start) for start in starts), _connector=Q.OR)

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.OTTEMPERATO)
    def fulfil(self) -> None:
        """Everything asked has been delivered."""

    @transition(field=state, source=S.ATTIVO, target=S.SOSPESO)
    def suspend(self) -> None:
        """Rests for a stated reason."""

    @transition(field=state, source=S.SOSPESO, target=S.ATTIVO)
    def resume(self) -> None:
        """Runs again."""

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.REVOCATO)
    def revoke(self) -> None:
        """Taken back by a later order."""

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.SUPERATO)
    def supersede(self) -> None:
        """A later order takes its place."""

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.NON_ESEGUIBILE)
    def give_up(self) -> None:
        """It cannot be carried out, for a stated reason the court is told."""


@pghistory.track()
class Extension(models.Model):
    """More time, asked before expiry and never longer than the term (art. 154 c.p.c.)."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="extensions", verbose_name="incarico")
    cycle = models.PositiveSmallIntegerField("periodo n.")
    due_on = models.DateField("termine originario")
    requested_on = models.DateField("chiesta il")
    requested_until = models.DateField("chiesta fino al")
    reason = models.TextField("motivi")
    serious = models.BooleanField("motivi particolarmente gravi", default=False)
    state = models.CharField(
        "stato", max_length=10, choices=ExtensionState.choices, default=ExtensionState.RICHIESTA
    )
    granted_until = models.DateField("concessa fino al", null=True, blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="+", verbose_name="provvedimento", null=True, blank=True
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="chiesta da"
    )

    class Meta:
        verbose_name = "proroga"
        verbose_name_plural = "proroghe"
        ordering = ["mandate", "cycle", "requested_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_asked_before_expiry",
                condition=Q(requested_on__lte=F("due_on")),
                violation_error_message="La proroga si chiede prima della scadenza (art. 154 c.p.c.).",
            ),
            models.CheckConstraint(
                name="extension_goes_forward",
                condition=Q(requested_until__gt=F("due_on")),
                violation_error_message="La proroga deve superare il termine originario.",
            ),
            models.CheckConstraint(
                name="extension_granted_until_iff_granted",
                condition=Q(state=ExtensionState.CONCESSA, granted_until__isnull=False)
                | (~Q(state=ExtensionState.CONCESSA) & Q(granted_until=None)),
                violation_error_message="Una proroga concessa ha la nuova data.",
            ),
        ]

    def __str__(self) -> str:
        return f"Proroga n. {self.pk}"


@pghistory.track()
class ActAssignment(models.Model):
    """Who performs one act under an entrustment (art. 5-bis c.1 lett. b-e L. 184/1983)."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="acts", verbose_name="incarico")
    act = models.CharField("atto", max_length=20, choices=Act.choices)
    holder = models.CharField("a chi spetta", max_length=20, choices=ActHolder.choices)
    note = models.CharField("nota", max_length=300, blank=True)

    class Meta:
        verbose_name = "attribuzione di un atto"
        verbose_name_plural = "matrice degli atti"
        ordering = ["mandate", "act"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "act"],
                name="actassignment_once",
                violation_error_message="Quest'atto è già attribuito.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_holder_display()}"


@pghistory.track()
class ConflictDeclaration(models.Model):
    """Before a placement: no kinship with who judges or followed the case, no office in the community.

    L. 184/1983 artt. 5-bis and following, as amended by d.lgs. 149/2022.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="declarations", verbose_name="incarico")
    carer = models.CharField("affidatario o comunità", max_length=200)
    no_kinship = models.BooleanField("nessuna parentela o affinità entro il quarto grado")
    no_office = models.BooleanField("nessun incarico nella struttura, nemmeno non retribuito")
    declared_on = models.DateField("dichiarata il")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="raccolta da"
    )
    note = models.CharField("nota", max_length=300, blank=True)

    class Meta:
        verbose_name = "dichiarazione di assenza di conflitto"
        verbose_name_plural = "dichiarazioni di assenza di conflitto"
        ordering = ["-declared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conflictdeclaration_complete",
                condition=Q(no_kinship=True, no_office=True),
                violation_error_message="Senza entrambe le dichiarazioni il collocamento non è possibile.",
            )
        ]

    def __str__(self) -> str:
        return f"Dichiarazione n. {self.pk}"


@pghistory.track()
class JuvenileProject(models.Model):
    """A messa alla prova (art. 28 D.P.R. 448/1988) or an art. 25 project (R.D.L. 1404/1934)."""

    mandate = models.OneToOneField(
        Mandate, models.PROTECT, related_name="juvenile_project", verbose_name="incarico"
    )
    starts_on = models.DateField("dal")
    ends_on = models.DateField("al")
    hearing_on = models.DateField("udienza finale", null=True, blank=True)
    family_involvement = models.TextField("coinvolgimento del minore, della famiglia e dell'ambiente")
    commitments = models.TextField("impegni del minore")
    roles = models.TextField("ruolo degli operatori della giustizia e del territorio")
    reparation = models.TextField("riparazione e conciliazione", blank=True)

    class Meta:
        verbose_name = "progetto penale o rieducativo"
        verbose_name_plural = "progetti penali o rieducativi"
        constraints = [
            models.CheckConstraint(
                name="juvenileproject_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="La fine viene dopo l'inizio.",
            )
        ]

    def __str__(self) -> str:
        return f"Progetto penale n. {self.pk}"
