"""Which services carry out a mandate, for its page."""

from django.urls import reverse

from accounts.models import User
from cases.panels import Row
from cases.permissions import saw
from courts.models import Mandate
from services.catalogue.permissions import visible_enrolments


def enrolments_of(mandate: Mandate, user: User) -> list[Row]:
    """The enrolments under this mandate on the cases `user` sees, the latest first. One query."""
    rows = visible_enrolments(user).filter(mandate=mandate).select_related("kind", "case__person")
    found = list(rows.order_by("-requested_on", "pk"))
    saw(enrolment.case_id for enrolment in found)
    return [
        Row(
            label=f"{enrolment.kind.name}: {enrolment.case.person.full_name}",
            url=reverse("services:case_services", args=[enrolment.case_id]),
            note=f"richiesto il {enrolment.requested_on:%d/%m/%Y}",
            badge=enrolment.get_state_display(),
            tone=enrolment.tone,
        )
        for enrolment in found
    ]
