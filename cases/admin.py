from django.contrib import admin

from accounts.admin_site import TableAdmin
from cases.models import Code, EscalationStep, UrgentStep


@admin.register(Code)
class CodeAdmin(TableAdmin):
    """The coded answers of the national flow: one that is no longer given ends by date."""

    list_display = ["kind", "code", "label", "inps", "position", "valid_from", "valid_to"]
    list_filter = ["kind"]
    list_display_links = ["label"]
    search_fields = ["label"]


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
