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

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return TONES[self]


TONES = {
    EnrolmentState.RICHIESTO: "waiting",
    EnrolmentState.ATTIVO: "active",
    EnrolmentState.SOSPESO: "stopped",
    EnrolmentState.CONCLUSO: "done",
    EnrolmentState.RINUNCIATO: "neutral",
}
# What keeps a case from closing: somebody is still waiting for a service, or in it.
OPEN_STATES = [EnrolmentState.RICHIESTO, EnrolmentState.ATTIVO, EnrolmentState.SOSPESO]
