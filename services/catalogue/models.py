"""What the services are, and who is enrolled in them."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin, transition

from cases.models import Case
from courts.models import Mandate
from services.catalogue.enums import OPEN_STATES, EnrolmentOrigin, EnrolmentState

S = EnrolmentState


class ServiceKind(models.Model):
    """One kind of service. The seven of the product come with a migration; the admin may reword them."""

    slug = models.SlugField("sigla", unique=True)
    name = models.CharField("nome", max_length=100)
    purpose = models.TextField("finalità")
    areas = models.JSONField("aree di intervento", default=list, blank=True)
    access = models.JSONField("come si accede", default=list, blank=True)
    order_required = models.BooleanField(
        "solo su mandato", default=False, help_text="Si attiva solo su mandato dell'autorità giudiziaria."
    )
    position = models.PositiveSmallIntegerField("ordine", default=0)

    class Meta:
        app_label = "services"
        verbose_name = "tipo di servizio"
        verbose_name_plural = "tipi di servizio"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("services:kind_detail", args=[self.slug])


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        """Requested, running or resting: not yet ended."""
        return self.filter(state__in=OPEN_STATES)

    def alive_between(self, start: date, end: date) -> "EnrolmentQuerySet":
        """Requested, running or ended in the days from `start` to `end`, both included."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=start), requested_on__lte=end)


@pghistory.track()
class Enrolment(FSMModelMixin, models.Model):
    """One case in one service, from request to end."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="enrolments", verbose_name="caso")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, related_name="enrolments", verbose_name="servizio")
    origin = models.CharField("origine", max_length=20, choices=EnrolmentOrigin.choices)
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, related_name="enrolments", verbose_name="incarico", null=True, blank=True
    )
    state = FSMField("stato", choices=S.choices, default=S.RICHIESTO, protected=True)
    requested_on = models.DateField("richiesto il")
    started_on = models.DateField("avviato il", null=True, blank=True)
    ended_on = models.DateField("concluso il", null=True, blank=True)
    note = models.TextField("note", blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        app_label = "services"
        verbose_name = "attivazione di servizio"
        verbose_name_plural = "attivazioni di servizio"
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="enrolment_starts_after_request",
                condition=Q(started_on=None) | Q(started_on__gte=F("requested_on")),
                violation_error_message="Il servizio non può iniziare prima della richiesta.",
            ),
            models.CheckConstraint(
                name="enrolment_ends_after_start",
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Il servizio non può finire prima di iniziare.",
            ),
            models.CheckConstraint(
                name="enrolment_order_needs_mandate",
                condition=~Q(origin=EnrolmentOrigin.PROVVEDIMENTO) | Q(mandate__isnull=False),
                violation_error_message="Se l'origine è un provvedimento, indicare l'incarico.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attivazione n. {self.pk}"

    @property
    def tone(self) -> str:
        """The tone of its state's badge."""
        return S(self.state).tone

    @transition(field=state, source=[S.RICHIESTO, S.SOSPESO], target=S.ATTIVO, custom={"label": "Avvia"})
    def activate(self) -> None:
        """The service starts, or starts again."""

    @transition(field=state, source=S.ATTIVO, target=S.SOSPESO, custom={"label": "Sospendi"})
    def suspend(self) -> None:
        """The service rests."""

    @transition(field=state, source=[S.ATTIVO, S.SOSPESO], target=S.CONCLUSO, custom={"label": "Concludi"})
    def conclude(self) -> None:
        """The service has done its work."""

    @transition(field=state, source=S.RICHIESTO, target=S.RINUNCIATO, custom={"label": "Non avviare"})
    def drop(self) -> None:
        """It never started."""
