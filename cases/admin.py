from django.contrib import admin

from accounts.admin_site import TableAdmin
from cases.models import EscalationStep, UrgentStep


@admin.register(EscalationStep)
class EscalationStepAdmin(TableAdmin):
    """The ladder of reminders: a rung is switched off, not deleted, since reminders were given at it."""

    list_display = ["days_before", "audience", "active"]
    list_editable = ["audience", "active"]


@admin.register(UrgentStep)
class UrgentStepAdmin(TableAdmin):
    """The ladder of terms with an exact time, in hours."""

    list_display = ["hours_before", "audience", "active"]
    list_editable = ["audience", "active"]
