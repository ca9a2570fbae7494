"""What a rehearsal came to: the provider's own count against ours."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from config.pec_sandbox.store import Store
from reports.models import Alarm, Dispatch, DispatchStep
from reports.pec.states import DispatchState

D = DispatchState


@dataclass(frozen=True)
class Figures:
    """Dispatches by their fate. `doubled` counts all that the provider took twice, `unflagged` the silent ones."""

    dispatches: int
    kills: int
    sent: int
    delivered: int
    parked: int
    lost: int
    doubled: int
    unflagged: int

    @property
    def passed(self) -> bool:
        """Nothing lost, and nothing twice without somebody having been told of the doubt."""
        return self.lost == 0 and self.unflagged == 0


def unsettled() -> int:
    """Dispatches that the system itself will still move on."""
    moving = Dispatch.objects.filter(
        state__in=[D.IN_CODA.value, D.IN_INVIO.value, D.INVIATA.value, D.ACCETTATA.value]
    )
    doubtful = Dispatch.objects.filter(state=D.INCERTA.value, next_try_at__isnull=False)
    return moving.count() + doubtful.count()


def count(mail: Path, kills: int, among: Collection[int] | None = None) -> Figures:
    """Compare every dispatch, or those with these ids, with what the provider accepted."""
    taken = Counter(item.message_id for item in Store(mail).submissions())
    told = set(Alarm.objects.open().exclude(dispatch=None).values_list("dispatch", flat=True))
    chosen = Dispatch.objects.all() if among is None else Dispatch.objects.filter(pk__in=among)
    rows = list(chosen.values_list("pk", "message_id", "state"))
    delivered = {pk for pk, _, state in rows if state == D.CONSEGNATA}
    doubled = {pk for pk, message_id, _ in rows if taken[message_id] > 1}
    doubted = set(DispatchStep.objects.filter(state=D.INCERTA).values_list("dispatch", flat=True))
    parked = {pk for pk, _, _ in rows} & told - delivered
    return Figures(
        dispatches=len(rows),
        kills=kills,
        sent=sum(taken[message_id] > 0 for _, message_id, _ in rows),
        delivered=len(delivered),
        parked=len(parked),
        lost=len(rows) - len(delivered) - len(parked),
        doubled=len(doubled),
        unflagged=len(doubled - doubted),
    )
