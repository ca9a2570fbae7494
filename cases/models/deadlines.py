"""The one table of deadlines. Courts, services, peipa and reports create and fulfil its rows."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from cases.enums import DeadlineState
from cases.models.case import Case, TeamMember


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> "DeadlineQuerySet":
        return self.filter(state=DeadlineState.OPEN)

    def due_by(self, day: date) -> "DeadlineQuerySet":
        """Due on `day` or before, the overdue ones included."""
        return self.filter(due_on__lte=day)

    def owned_by(self, user: User, on: date) -> "DeadlineQuerySet":
        """Assigned to `user`, or unassigned on a case `user` is responsible for on that day."""
        responsible = TeamMember.objects.in_force(on).filter(
            case=OuterRef("case"), user=user, responsible=True
        )
        return self.filter(Q(owner=user) | Q(Exists(responsible), owner=None))

    def ownerless(self, on: date) -> "DeadlineQuerySet":
        """Nobody's: unassigned, on a case that has no responsible on that day. The coordinator's business."""
        responsible = TeamMember.objects.in_force(on).filter(case=OuterRef("case"), responsible=True)
        return self.filter(~Exists(responsible), owner=None)


@pghistory.track()
class Deadline(models.Model):
    """Something due about one case. `origin` says what it came from, as "kind:id:cycle"."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines", verbose_name="caso")
    title = models.CharField("scadenza", max_length=200)
    due_on = models.DateField("entro il")
    due_at = models.DateTimeField("ora esatta", null=True, blank=True)
    opens_on = models.DateField(
        "si può adempiere dal", null=True, blank=True, help_text="Una finestra, non un giorno solo."
    )
    original_due_on = models.DateField("scadenza prima delle proroghe", null=True, blank=True)
    explanation = models.TextField("come è calcolata", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="assegnata a",
        null=True,
        blank=True,
        help_text="Vuoto: il responsabile del caso.",
    )
    state = models.CharField(
        "stato", max_length=20, choices=DeadlineState.choices, default=DeadlineState.OPEN
    )
    origin = models.CharField("origine", max_length=60)
    closed_at = models.DateTimeField("chiusa il", null=True, blank=True)
    proof = models.CharField("prova", max_length=200, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "scadenza"
        verbose_name_plural = "scadenze"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "origin"],
                name="deadline_once_per_origin",
                violation_error_message="Questa scadenza esiste già.",
            ),
            models.CheckConstraint(
                name="deadline_closed_at_iff_closed",
                condition=Q(state=DeadlineState.OPEN, closed_at=None)
                | (~Q(state=DeadlineState.OPEN) & Q(closed_at__isnull=False)),
                violation_error_message="Una scadenza chiusa ha la data di chiusura, una aperta no.",
            ),
            models.CheckConstraint(
                name="deadline_fulfilled_with_proof",
                condition=~Q(state=DeadlineState.FULFILLED) | ~Q(proof=""),
                violation_error_message="Una scadenza è adempiuta solo con la sua prova.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "due_on"], name="deadline_open_by_case", condition=Q(state="aperta")
            ),
            models.Index(fields=["due_on"], name="deadline_open_by_day", condition=Q(state="aperta")),
            models.Index(fields=["origin"], name="deadline_origin"),
        ]

    def __str__(self) -> str:
        return f"Scadenza n. {self.pk}"
