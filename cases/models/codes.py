"""The coded answers of the national flow (INPS, SINBA schema 1.0.0), as rows an administrator keeps."""

from datetime import date

from django.db import models

from cases.enums import CodeKind
from cases.models.dated import DatedQuerySet, ends_after_start


class CodeQuerySet(DatedQuerySet["Code"]):
    def choices_of(self, *kinds: CodeKind, on: date) -> "DatedQuerySet[Code]":
        """What may be chosen on a day, in the order of the flow."""
        return self.as_of(on).filter(kind__in=kinds)


class Code(models.Model):
    """One coded answer. It is never deleted: it ends by date, since cases go on saying it."""

    kind = models.CharField("elenco", max_length=30, choices=CodeKind.choices)
    code = models.SlugField("codice", max_length=20)
    label = models.CharField("voce", max_length=200)
    inps = models.CharField("codice INPS", max_length=10, blank=True)
    position = models.PositiveSmallIntegerField("ordine", default=0)
    alone = models.BooleanField(
        "da sola", default=False, help_text="Non si sceglie insieme ad altre, come «nessuna problematica»."
    )
    explained = models.BooleanField(
        "da spiegare", default=False, help_text="Chi la sceglie deve anche scrivere di che si tratta."
    )
    valid_from = models.DateField("valida dal", null=True, blank=True)
    valid_to = models.DateField("valida fino al", null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = "voce codificata"
        verbose_name_plural = "voci codificate"
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="code_once_per_kind",
                violation_error_message="Questo codice c'è già nell'elenco.",
            ),
            ends_after_start("code_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.label
