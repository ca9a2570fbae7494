from django.db import models


class PlanKind(models.TextChoices):
    PEIPA = "peipa", "P.E.I.PA."


class PlanState(models.TextChoices):
    BOZZA = "bozza", "Bozza"
    ATTIVO = "attivo", "Attivo"
    CONCLUSO = "concluso", "Concluso"

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"bozza": "draft", "attivo": "active", "concluso": "done"}[self.value]


class Horizon(models.TextChoices):
    BREVE = "breve", "Breve"
    MEDIO = "medio", "Medio"
    LUNGO = "lungo", "Lungo"


class Result(models.TextChoices):
    DA_VERIFICARE = "da_verificare", "Da verificare"
    NON_RAGGIUNTO = "non", "Non raggiunto"
    PARZIALE = "parziale", "Parzialmente raggiunto"
    RAGGIUNTO = "raggiunto", "Raggiunto"

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"da_verificare": "waiting", "non": "returned", "parziale": "active", "raggiunto": "done"}[
            self.value
        ]
