from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import TableAdmin, administers
from accounts.models import Membership, Organisation, Unit, User


@admin.register(Organisation)
class OrganisationAdmin(TableAdmin):
    list_display = ["name", "kind", "city"]
    list_filter = ["kind"]
    search_fields = ["name", "city"]


@admin.register(Unit)
class UnitAdmin(TableAdmin):
    list_display = ["name", "organisation", "controller", "case_scope", "active"]
    list_filter = ["active", "controller"]
    list_select_related = ["organisation", "controller"]
    search_fields = ["name"]


class MembershipInline(admin.TabularInline):
    """A person's roles beside the person. One's own are read-only: nobody gives themselves a role."""

    model = Membership
    extra = 0
    show_change_link = True
    verbose_name = "ruolo"
    verbose_name_plural = "ruoli"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request) and obj != request.user

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request) and obj != request.user

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NewUserForm(forms.ModelForm):
    """A person, known by e-mail, who chooses a password through «Password dimenticata»."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "profession", "register_number"]
        help_texts = {
            "email": "La persona sceglie la password da «Password dimenticata», nella pagina di accesso."
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(TableAdmin, DjangoUserAdmin):
    """People. No groups and no permissions: what somebody sees follows from roles and équipes only."""

    add_form = NewUserForm
    add_fieldsets = [(None, {"fields": NewUserForm.Meta.fields})]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "profession", "register_number"]}),
        ("Accesso", {"fields": ["is_active", "is_staff", "password_page", "last_login"]}),
    ]
    readonly_fields = ["password_page", "last_login"]
    filter_horizontal = ()
    list_display = ["email", "last_name", "first_name", "profession", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "profession"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["last_name", "first_name"]
    inlines = [MembershipInline]

    @admin.display(description="password")
    def password_page(self, user: User) -> SafeString:
        """Where a new one is set; nothing of the present one is shown."""
        words = "Imposta una nuova password" if user.has_usable_password() else "Imposta una password"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:auth_user_password_change", args=[user.pk]), words
        )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An administrator does not touch an account that stands above: its password would be theirs."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return administers(request) and not above


@admin.register(Membership)
class MembershipAdmin(TableAdmin):
    """Roles. Closed by date, never deleted; nobody gives themselves one."""

    list_display = ["user", "role", "unit", "organisation", "valid_from", "valid_to"]
    list_filter = ["role", "organisation"]
    list_select_related = ["user", "unit__controller", "organisation"]
    search_fields = ["user__email", "user__last_name"]
    date_hierarchy = "valid_from"

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return administers(request) and (obj is None or obj.user_id != request.user.pk)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.exclude(pk=request.user.pk or 0)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
