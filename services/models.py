"""One app, one migration history: the models live in `catalogue` and in the slices."""

from services.catalogue.models import Enrolment, ServiceKind

__all__ = ["Enrolment", "ServiceKind"]
