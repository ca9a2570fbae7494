"""Enrolments are reached through their case: the rights on the case are the rights on them."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User
from cases.permissions import get_case, require_change, within_sight
from services.catalogue.models import Enrolment, EnrolmentQuerySet


def visible_enrolments(user: User | AnonymousUser) -> EnrolmentQuerySet:
    """Every enrolment of the cases `user` sees. Whoever shows rows of it tells the gate with `saw`."""
    return within_sight(Enrolment.objects.all(), user)  # type: ignore[return-value]


def get_enrolment_to_change(user: User | AnonymousUser, pk: int) -> Enrolment:
    """The enrolment with its case and kind, for writing: 404 unseen, 403 seen but not allowed."""
    enrolment = visible_enrolments(user).select_related("kind").filter(pk=pk).first()
    if enrolment is None:
        raise Http404
    enrolment.case = get_case(user, enrolment.case_id)
    require_change(user, [enrolment.case])
    return enrolment
