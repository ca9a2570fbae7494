"""The reasons for a curatore speciale that no data tells: a person states them."""

from django.db import transaction

from accounts.models import User
from courts.models import Proceeding
from courts.permissions import require_change_of


@transaction.atomic
def state_curator_reasons(
    *, proceeding: Proceeding, unrepresented: bool, curator_asked: bool, by: User
) -> Proceeding:
    """Write whether no parent can represent the child, and whether a child of 14 asked. Art. 473-bis.8 c.p.c.

    Raises PermissionDenied.
    """
    found = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    require_change_of(by, found)
    found.unrepresented, found.curator_asked = unrepresented, curator_asked
    found.full_clean()
    found.save(update_fields=["unrepresented", "curator_asked"])
    return found
