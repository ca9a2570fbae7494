from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_fields import LinesField
from accounts.admin_site import TableAdmin
from services.catalogue.models import ServiceKind


class ServiceKindForm(forms.ModelForm):
    areas = LinesField(label="Aree di intervento")


@admin.register(ServiceKind)
class ServiceKindAdmin(TableAdmin):
    form = ServiceKindForm
    list_display = ["name", "slug", "order_required", "position"]
    list_editable = ["position"]
    search_fields = ["name", "purpose"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The slug is how the program knows a service: fixed once it exists."""
        return ["slug"] if obj else []
