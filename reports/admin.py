from typing import Any

from django import forms
from django.contrib import admin

from accounts.admin_site import TableAdmin
from reports.admin_outlines import OutlineAdmin
from reports.admin_paper import SealAdmin, StationeryAdmin
from reports.models import Mailbox

__all__ = ["MailboxAdmin", "OutlineAdmin", "SealAdmin", "StationeryAdmin"]


class MailboxForm(forms.ModelForm):
    """The password goes in and never comes out again: left empty, the one on record stays."""

    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Non viene mai mostrata. Vuota: resta quella registrata.",
    )

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not typed and self.instance.pk is None:
            raise forms.ValidationError("Serve la password della casella.")
        return typed or self.instance.password

    @property
    def changed_data(self) -> list[str]:
        """The log of the administration must not say that an unchanged password changed."""
        typed: Any = self.data.get(self.add_prefix("password"))
        return [name for name in super().changed_data if name != "password" or typed]


@admin.register(Mailbox)
class MailboxAdmin(TableAdmin):
    form = MailboxForm
    list_display = ["address", "organisation", "state", "last_read_at"]
    list_select_related = ["organisation"]
    readonly_fields = ["last_read_at", "unreachable_since"]
    fieldsets = [
        (None, {"fields": ["organisation", "address", "state", "sorting_unit"]}),
        ("Accesso", {"fields": ["username", "password"]}),
        ("Server", {"fields": ["smtp_host", "smtp_port", "imap_host", "imap_port", "encryption"]}),
        ("Ricevute", {"fields": ["trust_pem", "last_read_at", "unreachable_since"]}),
    ]
