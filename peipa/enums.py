from django.db import models


class PlanKind(models.TextChoices):
    PEIPA = "peipa", "P.E.I.PA."


class PlanState(models.TextChoices):
    BOZZA = "bozza", "Bozza"
    ATTIVO = "attivo", "Attivo"
    CONCLUSO = "concluso", "Concluso"


class Horizon(models.TextChoices):
    BREVE = "breve", "Breve"
    MEDIO = "medio", "Medio"
    LUNGO = "lungo", "Lungo"


class Result(models.TextChoices):
    DA_VERIFICARE = "da_verificare", "Da verificare"
    NON_RAGGIUNTO = "non", "Non raggiunto"
    PARZIALE = "parziale", "Parzialmente raggiunto"
    RAGGIUNTO = "raggiunto", "Raggiunto"
