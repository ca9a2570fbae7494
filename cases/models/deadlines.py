"""The one table of deadlines. Courts, services, peipa and reports create and fulfil its rows."""

from datetime import date

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import LEAD_ROLES, Role
from accounts.models import Absence, Membership, User
from cases.enums import DeadlineState
from cases.models.case import Case, CaseAccess, TeamMember
from cases.models.sight import Barrier


def _at_work(on: date) -> models.QuerySet[Membership]:
    """Memberships in force on a day, of people who are not absent on it."""
    absent = Absence.objects.filter(user=OuterRef("user"), starts_on__lte=on, ends_on__gte=on)
    return Membership.objects.in_force(on).filter(~Exists(absent))


def _owner_at_work(on: date) -> Exists:
    """The person a deadline is assigned to works on the day and sees the case: `cases.permissions.principals`
    in SQL, so that a deadline never hangs on somebody who cannot open it."""
    controller, unit = Cast("unit__controller", CharField()), Cast("unit", CharField())
    person = Cast("user", CharField())
    names = {
        "as_member": Concat(Value("u:"), person, Value(":"), controller),
        "as_reader": Concat(Value("g:"), person, Value(":"), controller),
        "as_lead": Concat(Value("lead:"), unit),
        "as_operator": Concat(Value("unit:"), unit),
    }
    here = OuterRef("principal")
    posts = (
        _at_work(on)
        .filter(user=OuterRef(OuterRef("owner")), unit__isnull=False)
        .annotate(**names)
        .filter(
            Q(as_member=here)
            | Q(as_reader=here)
            | Q(as_lead=here, role__in=sorted(LEAD_ROLES))
            | Q(as_operator=here, role=Role.OPERATORE)
        )
    )
    rows = CaseAccess.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), case=OuterRef("case"), valid_from__lte=on
    )
    barred = Barrier.objects.in_force(on).filter(case=OuterRef("case"), user=OuterRef(OuterRef("owner")))
    return Exists(rows.filter(Exists(posts), ~Exists(barred)))


def _responsible_at_work(on: date) -> Exists:
    posts = _at_work(on).filter(user=OuterRef("user"), unit__controller=OuterRef("case__unit__controller"))
    barred = Barrier.objects.in_force(on).filter(case=OuterRef("case"), user=OuterRef("user"))
    rows = TeamMember.objects.in_force(on).filter(case=OuterRef("case"), responsible=True)
    return Exists(rows.filter(Exists(posts), ~Exists(barred)))


def _lead_at_work(on: date) -> Exists:
    """Somebody who leads the unit of the case works on the day; for a restricted case, one of its équipe."""
    member = TeamMember.objects.in_force(on).filter(case=OuterRef(OuterRef("case")), user=OuterRef("user"))
    posts = _at_work(on).filter(unit=OuterRef("case__unit"), role__in=sorted(LEAD_ROLES))
    barred = Barrier.objects.in_force(on).filter(case=OuterRef(OuterRef("case")), user=OuterRef("user"))
    return Exists(posts.filter(Q(Exists(member)) | Q(Exists(_unrestricted())), ~Exists(barred)))


def _unrestricted() -> models.QuerySet[CaseAccess]:
    name = Concat(Value("lead:"), Cast(OuterRef("unit"), CharField()))
    return CaseAccess.objects.filter(case=OuterRef(OuterRef("case")), principal=name)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Who answers for a deadline on a day is said here for lists and in `cases.ownership` for the reminders:
    tests keep the two of one mind."""

    def open(self) -> "DeadlineQuerySet":
        return self.filter(state=DeadlineState.OPEN)

    def due_by(self, day: date) -> "DeadlineQuerySet":
        """Due on `day` or before, the overdue ones included."""
        return self.filter(due_on__lte=day)

    def owned_by(self, user: User, on: date) -> "DeadlineQuerySet":
        """Assigned to `user`; or `user` is responsible for the case, and nobody it is assigned to works."""
        responsible = TeamMember.objects.in_force(on).filter(
            case=OuterRef("case"), user=user, responsible=True
        )
        return self.filter(Q(owner=user) | Q(Exists(responsible)) & ~Q(_owner_at_work(on)))

    def ownerless(self, on: date) -> "DeadlineQuerySet":
        """Neither owner nor responsible works on that day: the business of who leads the unit."""
        return self.filter(~_owner_at_work(on), ~_responsible_at_work(on))

    def unanswered(self, on: date) -> "DeadlineQuerySet":
        """Nobody at all works on that day, not even a lead who sees the case: the ente must put somebody."""
        return self.ownerless(on).filter(~_lead_at_work(on))


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
            models.Index(
                fields=["due_at"],
                name="deadline_open_by_moment",
                condition=Q(state="aperta", due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Scadenza n. {self.pk}"

    def clean(self) -> None:
        """A window opens before it closes."""
        if self.opens_on is not None and self.opens_on > self.due_on:
            raise ValidationError({"due_on": "La scadenza non può cadere prima del giorno in cui si apre."})
