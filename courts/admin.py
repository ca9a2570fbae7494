from django.contrib import admin

from accounts.admin_site import TableAdmin
from courts.models import AgeMilestone, LegalNumber, Office, OfficeSection, Register, TermRule


@admin.register(Office)
class OfficeAdmin(TableAdmin):
    list_display = ["name", "kind", "city", "channel", "pec", "valid_to"]
    list_filter = ["kind", "channel"]
    search_fields = ["name", "city", "pec"]
    fieldsets = [
        (None, {"fields": ["kind", "name", "city"]}),
        ("Come riceve le relazioni", {"fields": ["channel", "pec", "subject_template"]}),
        ("Validità", {"fields": ["valid_from", "valid_to", "succeeded_by"]}),
    ]


@admin.register(OfficeSection)
class OfficeSectionAdmin(TableAdmin):
    list_display = ["name", "office", "valid_from", "valid_to"]
    list_filter = ["office"]
    search_fields = ["name", "office__name"]


@admin.register(Register)
class RegisterAdmin(TableAdmin):
    list_display = ["code", "label"]
    search_fields = ["code", "label"]


@admin.register(LegalNumber)
class LegalNumberAdmin(TableAdmin):
    list_display = ["label", "amount", "unit", "rolling", "source", "uncertain", "valid_from", "valid_to"]
    list_filter = ["uncertain", "unit"]
    search_fields = ["label", "slug", "source"]


@admin.register(AgeMilestone)
class AgeMilestoneAdmin(TableAdmin):
    list_display = ["title", "months", "lead_days", "only_with_mandate", "uncertain", "active"]
    list_filter = ["active", "uncertain"]


@admin.register(TermRule)
class TermRuleAdmin(TableAdmin):
    list_display = ["kind", "label", "first_day", "first_month", "source", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["label", "source"]
