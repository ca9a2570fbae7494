"""Why somebody sees a case, or does not: the rows the gate itself reads, in words."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from accounts.permissions import roles_of
from cases.models import Barrier, BreakGlass, Case, CaseAccess, CaseUserObjectPermission, TeamMember
from cases.permissions import rights_on


@dataclass(frozen=True)
class Explanation:
    """Whether a person sees a case, whether the person may write on it, and the reasons for or against."""

    sees: bool
    writes: bool
    because: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)


def explain(user: User, case: Case) -> Explanation:
    """Why `user` sees `case` now, or why not."""
    rights = rights_on(user, case)
    if not rights:
        return Explanation(False, False, against=_against(user, case))
    reasons = [_words(user, case, right) for right in rights]
    return Explanation(True, any(right.can_change for right in rights), because=list(dict.fromkeys(reasons)))


def _words(user: User, case: Case, right: CaseAccess) -> str:
    kind, _, rest = right.principal.partition(":")
    if kind == "u":
        return _as_member(user, case)
    if kind == "g":
        return _as_reader(user, case)
    if kind == "lead":
        return f"Coordinamento o responsabilità dell'unità «{case.unit.name}»."
    if kind == "unit":
        return f"Lavoro nell'unità «{case.unit.name}», dove tutti gli operatori vedono i casi."
    glass = BreakGlass.objects.get(pk=int(rest))
    return (
        f"Accesso d'emergenza dal {timezone.localtime(glass.opened_at):%d/%m/%Y alle %H:%M}: sola lettura, "
        f"fino alle {timezone.localtime(glass.expires_at):%H:%M}."
    )


def _as_member(user: User, case: Case) -> str:
    today = timezone.localdate()
    row = TeamMember.objects.in_force(today).filter(case=case, user=user).first()
    if row is None:
        return "Équipe del caso."
    role = row.get_role_display().lower() + (", responsabile del caso" if row.responsible else "")
    end = f" al {row.valid_to:%d/%m/%Y}" if row.valid_to else ""
    return f"Équipe del caso: {role}, dal {row.valid_from:%d/%m/%Y}{end}."


def _as_reader(user: User, case: Case) -> str:
    rows = CaseUserObjectPermission.objects.filter(content_object=case, user=user)
    ends = [row.valid_to for row in rows.filter(permission__codename__in=["view_case", "change_case"])]
    last = max((end for end in ends if end), default=None)
    end = f"fino al {last:%d/%m/%Y}" if last and None not in ends else "senza una data di fine"
    return f"Permesso personale, {end}."


def _against(user: User, case: Case) -> list[str]:
    """Everything that stands between this person and the case, the strongest first."""
    today, roles = timezone.localdate(), roles_of(user)
    if not user.is_active:
        return ["L'utenza è disattivata."]
    reasons = []
    if Barrier.objects.in_force(today).filter(case=case, user=user).exists():
        reasons.append("È registrata un'esclusione da questo caso: vale più di ogni altro diritto.")
    if not roles.works_on_cases:
        reasons.append("Oggi non ha un ruolo di operatore, coordinatore o responsabile in un'unità.")
    elif case.unit.controller_id not in roles.controllers:
        reasons.append("Oggi non lavora per il titolare del caso.")
    former = TeamMember.objects.filter(case=case, user=user).order_by("-valid_from").first()
    if former and former.valid_to and former.valid_to < today:
        reasons.append(f"È stato nell'équipe fino al {former.valid_to:%d/%m/%Y}.")
    elif former and former.valid_from > today:
        reasons.append(f"Entra nell'équipe il {former.valid_from:%d/%m/%Y}.")
    if case.restricted:
        reasons.append("Il caso è ad accesso ristretto: lo vede solo l'équipe, nemmeno chi coordina l'unità.")
    return reasons or ["Non è nell'équipe, non coordina l'unità del caso e non ha permessi personali."]
