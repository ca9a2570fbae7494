"""Headed paper and seals of the enti, edited by administrators."""

import base64
from typing import Any

from django import forms
from django.contrib import admin

from accounts.admin_site import TableAdmin
from reports.logos import keep_logo, logo_of_upload
from reports.models import Seal, Stationery
from reports.pades import SealError, certified

MAX_ARCHIVE = 200 * 1024


class StationeryForm(forms.ModelForm):
    """The logo is drawn anew from what is brought in: nothing but its pixels is kept."""

    picture = forms.FileField(
        label="Logo",
        required=False,
        help_text="PNG o JPEG. Vuoto: resta quello registrato. Stampato alto 20 mm.",
    )
    without_logo = forms.BooleanField(label="Togli il logo", required=False)

    class Meta:
        model = Stationery
        fields = ["organisation", "contacts", "logo_text", "signing"]

    def clean_picture(self) -> bytes:
        upload = self.cleaned_data["picture"]
        return logo_of_upload(upload) if upload else b""

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["picture"]:
            self.instance.logo = keep_logo(self.cleaned_data["picture"])
        elif self.cleaned_data["without_logo"]:
            self.instance.logo = None
        return super().save(commit)


class StationeryAdmin(TableAdmin):
    form = StationeryForm
    list_display = ["organisation", "signing"]
    list_select_related = ["organisation"]


class SealForm(forms.ModelForm):
    """The archive goes in and never comes out again: left empty, the one on record stays."""

    archive = forms.FileField(
        label="Archivio PKCS#12 (.p12, .pfx)", required=False, help_text="Vuoto: resta quello registrato."
    )
    passphrase = forms.CharField(
        label="Password dell'archivio",
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Non viene mai mostrata.",
    )

    class Meta:
        model = Seal
        fields = ["organisation"]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        upload = data.get("archive")
        if not upload:
            if self.instance.pk is None:
                self.add_error("archive", "Serve l'archivio con il certificato e la chiave.")
            return data
        if upload.size > MAX_ARCHIVE:
            self.add_error("archive", "Il file è troppo grande per essere un archivio PKCS#12.")
            return data
        content, passphrase = upload.read(), data.get("passphrase") or ""
        if not passphrase:
            self.add_error("passphrase", "Un archivio senza password non si accetta.")
            return data
        try:
            who = certified(content, passphrase)
        except SealError as error:
            self.add_error("archive", str(error))
            return data
        self.instance.pkcs12 = base64.b64encode(content).decode()
        self.instance.passphrase = passphrase
        self.instance.subject = who.subject
        self.instance.valid_from, self.instance.valid_to = who.valid_from, who.valid_to
        return data


class SealAdmin(TableAdmin):
    form = SealForm
    list_display = ["organisation", "subject", "valid_to"]
    list_select_related = ["organisation"]
    readonly_fields = ["subject", "valid_from", "valid_to"]


admin.site.register(Stationery, StationeryAdmin)
admin.site.register(Seal, SealAdmin)
