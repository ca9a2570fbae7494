"""Orders by the words of their text, for *Ricerca*; a scan has none and is not found."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from cases.permissions import visible_cases
from cases.search import marked, pieces, words_of
from cases.search_hooks import Group, Hit
from courts.models import Order
from courts.permissions import visible_orders
from courts.terms.wording import day_of

MOST = 20


def find_orders(user: User | AnonymousUser, text: str) -> Group:
    """Orders about a case `user` sees whose text has these words, the latest first. Two queries."""
    query = words_of(text)
    rows = visible_orders(user).filter(words=query).annotate(snippet=marked("text", query))
    newest = list(rows.defer("text", "words").order_by("-received_on", "-pk")[:MOST])
    seen = _case_of(user, newest)
    hits = [_hit(order, *seen[order.pk]) for order in newest if order.pk in seen]
    return Group(title="Provvedimenti", anchor="nei-provvedimenti", hits=hits)


def _case_of(user: User | AnonymousUser, orders: Sequence[Order]) -> dict[int, tuple[int, str]]:
    """For each order the case under which `user` reaches it, with its reference."""
    links = Order.cases.through._default_manager.filter(
        order__in=orders, case__in=visible_cases(user).values("pk")
    )
    rows = links.order_by("-case").values_list("order_id", "case_id", "case__reference")
    return {order: (case, reference) for order, case, reference in rows}


def _hit(order: Order, case_id: int, reference: str) -> Hit:
    return Hit(
        case_id=case_id,
        title=f"{order.get_kind_display()} {day_of(order.decided_on, 'del')}",
        url=f"{reverse('courts:order_detail', args=[order.pk])}?caso={case_id}",
        note=f"Fascicolo {reference}",
        snippet=list(pieces(order.snippet)),  # type: ignore[attr-defined]
    )
