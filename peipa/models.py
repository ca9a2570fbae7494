"""Plans with a child and for a child: areas, objectives, a review date."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from cases.models import Case, Deadline
from peipa.enums import Horizon, PlanKind, PlanState, Result

S = PlanState


class PlanArea(models.Model):
    """One of the areas a plan works on. The seven of the P.E.I.PA. come with the product."""

    kind = models.CharField("progetto", max_length=20, choices=PlanKind.choices, default=PlanKind.PEIPA)
    name = models.CharField("area", max_length=120)
    competences = models.JSONField("competenze", default=list, blank=True)
    position = models.PositiveSmallIntegerField("ordine", default=0)
    active = models.BooleanField("in uso", default=True)

    class Meta:
        verbose_name = "area di progetto"
        verbose_name_plural = "aree di progetto"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="planarea_once",
                violation_error_message="Quest'area esiste già.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(models.QuerySet["Plan"]):
    def alive_between(self, start: date, end: date) -> "PlanQuerySet":
        """Running or concluded in the days from `start` to `end`, both included; drafts are not agreed yet."""
        agreed = self.exclude(state=S.BOZZA).filter(starts_on__lte=end)
        return agreed.filter(Q(concluded_on=None) | Q(concluded_on__gte=start))

    def explained(self) -> "PlanQuerySet":
        """Each with `why_review`: how the day of the review it waits for came about. No query more."""
        mine = Concat(Value("plan:"), Cast(OuterRef("pk"), models.CharField()), Value(":"))
        rows = Deadline.objects.open().filter(case=OuterRef("case"), origin__startswith=mine)
        return self.annotate(why_review=models.Subquery(rows.order_by("pk").values("explanation")[:1]))

    def with_objectives(self) -> "PlanQuerySet":
        """With their objectives in the order of the areas, each with its area. One query more."""
        rows = Objective.objects.select_related("area").order_by("area__position", "pk")
        return self.prefetch_related(models.Prefetch("objectives", rows))


@pghistory.track()
class Plan(FSMModelMixin, models.Model):
    """A Progetto Educativo Individualizzato Partecipato for one child."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans", verbose_name="caso")
    kind = models.CharField("tipo", max_length=20, choices=PlanKind.choices, default=PlanKind.PEIPA)
    title = models.CharField("titolo", max_length=200)
    starts_on = models.DateField("dal")
    review_on = models.DateField("verifica il")
    child_voice = models.TextField("parole del minore", blank=True)
    family_voice = models.TextField("parole della famiglia", blank=True)
    state = FSMField("stato", choices=S.choices, default=S.BOZZA, protected=True)
    concluded_on = models.DateField("concluso il", null=True, blank=True)
    outcome = models.TextField("esito", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="redatto da"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "progetto"
        verbose_name_plural = "progetti"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_review_after_start",
                condition=Q(review_on__gt=F("starts_on")),
                violation_error_message="La verifica viene dopo l'inizio.",
            ),
            models.CheckConstraint(
                name="plan_concluded_on_iff_concluded",
                condition=Q(state=S.CONCLUSO, concluded_on__isnull=False)
                | (~Q(state=S.CONCLUSO) & Q(concluded_on=None)),
                violation_error_message="La data di conclusione va indicata solo per i progetti conclusi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Progetto n. {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("peipa:plan_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of its state's badge."""
        return S(self.state).tone

    @property
    def is_running(self) -> bool:
        return bool(self.state == S.ATTIVO)

    def origin(self, cycle: int) -> str:
        """The name its review deadlines carry in `cases.Deadline.origin`; cycle 1 is the first review.

        Not the day: a review moved away and back again is a new duty, and an origin is used once.
        """
        return f"plan:{self.pk}:{cycle}"

    @transition(field=state, source=S.BOZZA, target=S.ATTIVO, custom={"label": "Attiva"})
    def activate(self) -> None:
        """Agreed and running."""

    @transition(field=state, source=S.ATTIVO, target=S.CONCLUSO, custom={"label": "Concludi"})
    def conclude(self) -> None:
        """Reviewed for the last time."""


@pghistory.track()
class Objective(models.Model):
    """One thing to reach in one area, and how one will know."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives", verbose_name="progetto")
    area = models.ForeignKey(PlanArea, models.PROTECT, related_name="+", verbose_name="area")
    title = models.CharField("obiettivo", max_length=300)
    actions = models.TextField("azioni", blank=True, help_text="Che cosa, chi, quando.")
    indicator = models.CharField("indicatore", max_length=300, blank=True)
    horizon = models.CharField("orizzonte", max_length=10, choices=Horizon.choices, default=Horizon.MEDIO)
    result = models.CharField(
        "risultato", max_length=20, choices=Result.choices, default=Result.DA_VERIFICARE
    )
    evidence = models.TextField("riscontri", blank=True)

    class Meta:
        verbose_name = "obiettivo"
        verbose_name_plural = "obiettivi"
        ordering = ["area__position", "pk"]

    def __str__(self) -> str:
        return f"Obiettivo n. {self.pk}"

    @property
    def tone(self) -> str:
        """The tone of its result's badge."""
        return Result(self.result).tone
