from django.db import models


class Role(models.TextChoices):
    """What a membership lets a person do."""

    OPERATORE = "operatore", "Operatore"
    COORDINATORE = "coordinatore", "Coordinatore"
    RESPONSABILE = "responsabile", "Responsabile"
    AMMINISTRATORE = "amministratore", "Amministratore di sistema"
    REFERENTE_PRIVACY = "referente_privacy", "Referente privacy"


# Roles held in one unit; the others are held for a whole ente.
UNIT_ROLES = frozenset({Role.OPERATORE, Role.COORDINATORE, Role.RESPONSABILE})
# Roles that see every case of their unit, because they answer for all of them.
LEAD_ROLES = frozenset({Role.COORDINATORE, Role.RESPONSABILE})


class Profession(models.TextChoices):
    ASSISTENTE_SOCIALE = "assistente_sociale", "Assistente sociale"
    EDUCATORE = "educatore", "Educatore"
    PSICOLOGO = "psicologo", "Psicologo"
    PEDAGOGISTA = "pedagogista", "Pedagogista"
    AMMINISTRATIVO = "amministrativo", "Amministrativo"
    ALTRO = "altro", "Altra professione"


class OrganisationKind(models.TextChoices):
    COMUNE = "comune", "Comune o ambito"
    COOPERATIVA = "cooperativa", "Cooperativa o ente gestore"


class CaseScope(models.TextChoices):
    """Who, among the operators of a unit, sees its cases."""

    EQUIPE = "equipe", "Solo l'équipe del caso"
    UNIT = "unit", "Tutti gli operatori dell'unità"
