"""Plans are reached through their case: the rights on the case are the rights on them."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User
from cases.permissions import get_case, require_change, within_sight
from peipa.models import Objective, Plan


def get_plan(user: User | AnonymousUser, pk: int) -> Plan:
    """The plan with its case and its objectives, or the same 404 for a hidden one as for a missing one."""
    plan = (
        within_sight(Plan.objects.with_objectives().explained(), user)
        .select_related("author")
        .filter(pk=pk)
        .first()
    )
    if plan is None:
        raise Http404
    plan.case = get_case(user, plan.case_id)
    return plan


def get_plan_to_change(user: User | AnonymousUser, pk: int) -> Plan:
    """The plan for writing: 404 unseen, 403 seen but not allowed."""
    plan = get_plan(user, pk)
    require_change(user, [plan.case])
    return plan


def get_objective_to_change(user: User | AnonymousUser, pk: int) -> Objective:
    """The objective with its plan, for writing: 404 unseen, 403 seen but not allowed."""
    objective = within_sight(Objective.objects.all(), user, "plan__case").filter(pk=pk).first()
    if objective is None:
        raise Http404
    objective.plan = get_plan_to_change(user, objective.plan_id)
    return objective
