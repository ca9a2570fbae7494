"""The administration: lookup tables and people, for administrators only. It knows no case.

What may be registered is written here, so that no app and no library adds a table by accident.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.permissions import request_roles

ALLOWED = frozenset(
    {
        "accounts.organisation",
        "accounts.unit",
        "accounts.user",
        "accounts.membership",
        "cases.code",
        "cases.escalationstep",
        "cases.urgentstep",
        "courts.agemilestone",
        "courts.legalnumber",
        "courts.office",
        "courts.officesection",
        "courts.register",
        "courts.termrule",
        "services.servicekind",
        "peipa.planarea",
        "reports.mailbox",
        "reports.seal",
        "reports.stationery",
        "reports.outline",
    }
)


def administers(request: HttpRequest) -> bool:
    """Whether the person configures the product today: staff, with an administrator's role in force.

    A superuser gets in without a role: somebody must make the first one. It opens no case either way.
    """
    user = request.user
    if not user.is_active or not user.is_staff:
        return False
    return user.is_superuser or bool(request_roles(request).admin_organisations)


class Administration(admin.AdminSite):
    site_title = "Amministrazione di Bandolo"
    site_header = "Amministrazione di Bandolo"
    index_title = "Persone e tabelle"
    site_url = "/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take what is on the list, leave the rest out without a word: libraries register by themselves."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        allowed: list[type[Model]] = [model for model in models if model._meta.label_lower in ALLOWED]
        if allowed:
            super().register(allowed, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """There is one sign-in, with its second factor: the admin's own would go around it."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.path))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")


class TableAdmin(admin.ModelAdmin):
    """A table an administrator edits. Rows are never deleted: they end by date or are switched off, because
    what they meant stays true of the past (and a page of refused deletions would name what hangs on them)."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
