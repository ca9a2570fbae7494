"""A report while it is written and approved."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from cases.models import Case
from courts.models import Mandate, Office
from reports.enums import PENDING_STATES, WRITABLE_STATES, CorrectionKind, ReportKind, ReportState
from reports.models.outlines import Outline

S = ReportState


@pghistory.track()
class Report(FSMModelMixin, models.Model):
    """A relazione for a court, from the day it opens to its approval.

    It hangs on one case and may cover siblings: whoever reads it must see every covered case. It answers one
    period of a mandate, or (without `cycle`) is written beside the mandate's terms, or without any mandate.
    """

    why_due: str  # how its day was reckoned, where `reports.reckoned.explained` asked for it

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name="caso")
    covered = models.ManyToManyField(Case, related_name="covering_reports", verbose_name="minori")
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, related_name="reports", verbose_name="incarico", null=True, blank=True
    )
    cycle = models.PositiveSmallIntegerField("periodo n.", null=True, blank=True)
    recipient = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="destinatario")
    kind = models.CharField("tipo", max_length=40, choices=ReportKind.choices)
    outline = models.ForeignKey(Outline, models.PROTECT, related_name="reports", verbose_name="schema")
    period_from = models.DateField("periodo dal")
    period_to = models.DateField("periodo al")
    due_on = models.DateField("entro il")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="autore",
        null=True,
        blank=True,
        help_text="Vuoto finché il caso non ha un responsabile.",
    )
    proposals = models.TextField("proposte", blank=True, max_length=20_000)
    proposals_version = models.PositiveIntegerField("versione delle proposte", default=1, editable=False)
    proposals_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="proposte scritte da",
        null=True,
        blank=True,
        editable=False,
    )
    state = FSMField("stato", choices=S.choices, default=S.BOZZA, protected=True)
    opened_at = models.DateTimeField("aperta il", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="inviata da",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField("inviata all'approvazione il", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="approvata da",
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField("approvata il", null=True, blank=True)
    second_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="seconda firma di",
        null=True,
        blank=True,
    )
    second_signed_at = models.DateTimeField("seconda firma il", null=True, blank=True)
    # An approved report is never changed: what is added or put right is a report of its own.
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="corrections",
        verbose_name="integra o rettifica",
        null=True,
        blank=True,
    )
    correction = models.CharField(
        "natura della correzione", max_length=20, choices=CorrectionKind.choices, blank=True
    )
    correction_reason = models.CharField("motivo della correzione", max_length=500, blank=True)

    class Meta:
        verbose_name = "relazione"
        verbose_name_plural = "relazioni"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "cycle"],
                condition=Q(corrects=None),
                name="report_once_per_cycle",
                violation_error_message="Per questo periodo la relazione è già aperta.",
            ),
            models.CheckConstraint(
                name="report_cycle_of_a_mandate",
                condition=Q(cycle=None) | Q(mandate__isnull=False),
                violation_error_message="Solo un incarico ha periodi.",
            ),
            models.CheckConstraint(
                name="report_approver_is_not_author",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("author")) & ~Q(approved_by=F("submitted_by"))),
                violation_error_message="Chi ha scritto o inviato la relazione non può approvarla.",
            ),
            models.CheckConstraint(
                name="report_approved_by_iff_approved",
                condition=Q(state=S.APPROVATA, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state=S.APPROVATA) & Q(approved_by=None, approved_at=None)),
                violation_error_message="Solo una relazione approvata porta chi l'ha approvata.",
            ),
            models.CheckConstraint(
                name="report_second_signer_is_another",
                condition=Q(second_signed_by=None, second_signed_at=None)
                | (
                    Q(second_signed_by__isnull=False, second_signed_at__isnull=False)
                    & ~Q(second_signed_by=F("author"))
                    & (Q(approved_by=None) | ~Q(second_signed_by=F("approved_by")))
                ),
                violation_error_message="La seconda firma è di chi non è l'autore e non approva.",
            ),
            models.CheckConstraint(
                name="report_correction_of_another",
                condition=Q(corrects=None, correction="", correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction="") & ~Q(correction_reason="")),
                violation_error_message="Una correzione indica la relazione che corregge, come e perché.",
            ),
            models.CheckConstraint(
                name="report_period_in_order",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message="La fine del periodo non può precedere l'inizio.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="report_state_due"),
            models.Index(fields=["author", "state"], name="report_author_state"),
        ]

    def __str__(self) -> str:
        return f"Relazione n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report_detail", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE_STATES

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING_STATES

    @transition(field=state, source=[S.BOZZA, S.RESTITUITA], target=S.IN_APPROVAZIONE)
    def submit(self) -> None:
        """The author asks for approval."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.BOZZA)
    def withdraw(self) -> None:
        """The author takes it back."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.RESTITUITA)
    def give_back(self) -> None:
        """The approver asks for changes, with a comment."""

    @transition(field=state, source=S.IN_APPROVAZIONE, target=S.APPROVATA)
    def approve(self) -> None:
        """Somebody else agrees; from here on nothing changes."""
