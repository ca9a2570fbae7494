from django import forms
from django.contrib import admin

from accounts.admin_fields import LinesField
from accounts.admin_site import TableAdmin
from peipa.models import PlanArea


class PlanAreaForm(forms.ModelForm):
    competences = LinesField(label="Competenze")


@admin.register(PlanArea)
class PlanAreaAdmin(TableAdmin):
    form = PlanAreaForm
    list_display = ["name", "kind", "position", "active"]
    list_editable = ["position", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["name"]
