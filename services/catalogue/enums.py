from django.db import models


class EnrolmentOrigin(models.TextChoices):
    """Where the request for a service comes from."""

    PROVVEDIMENTO = "provvedimento", "Provvedimento dell'autorità giudiziaria"
    SERVIZIO_SOCIALE = "servizio_sociale", "Invio del servizio sociale"
    SPONTANEA = "spontanea", "Accesso spontaneo"


class EnrolmentState(models.TextChoices):
    RICHIESTO = "richiesto", "Richiesto"
    ATTIVO = "attivo", "Attivo"
    SOSPESO = "sospeso", "Sospeso"
    CONCLUSO = "concluso", "Concluso"
    RINUNCIATO = "rinunciato", "Non avviato"
