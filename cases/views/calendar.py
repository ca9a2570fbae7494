"""The private calendar: the page where its address is made and ended, and the file itself."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import record_access
from accounts.models import User
from accounts.permissions import request_roles
from accounts.requests import SignedInRequest
from cases.actions.calendar import feed_of, note_reading, renew_feed, revoke_feed
from cases.agenda import items_of
from cases.agenda_hooks import Item, ItemKind, Span
from cases.icalendar_file import calendar_of
from cases.models import CalendarFeed
from cases.permissions import nothing_of_a_case, saw, visit

BEFORE, AFTER = timedelta(days=31), timedelta(days=400)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedInRequest) -> HttpResponse:
    """Whether there is a calendar; POST makes a new address, shown in this answer and never again."""
    nothing_of_a_case()
    if not request_roles(request).works_on_cases:
        raise PermissionDenied
    address = ""
    if request.method == "POST":
        address = f"{settings.BASE_URL}{reverse('cases:calendar_feed')}?chiave={renew_feed(by=request.user)}"
    feed = CalendarFeed.objects.filter(user=request.user, revoked_at=None).first()
    return render(request, "cases/calendar.html", {"feed": feed, "address": address})


@require_POST
def calendar_revoke(request: SignedInRequest) -> HttpResponse:
    if revoke_feed(by=request.user):
        messages.success(request, "Calendario revocato: l’indirizzo non si apre più.")
    return redirect("cases:calendar")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The file, for who holds the secret; for anybody else a page that does not exist.

    The secret stands in the query, which no log line holds. An unchanged file is not sent, nor logged, again.
    """
    feed = feed_of(request.GET.get("chiave", ""))
    if feed is None:
        raise Http404
    with visit() as shown:
        body = calendar_of(_to_come(feed.user), feed.created_at)
    note_reading(feed=feed)
    saw(())  # asked above; the row in the log has the person the calendar is of
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    _log(request, feed.user, shown.seen)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _to_come(user: User) -> list[Item]:
    """What a calendar shows: a month back, a year ahead, without the duties already fulfilled."""
    today = timezone.localdate()
    items = items_of(user, Span(today - BEFORE, today + AFTER))
    return [item for item in items if not (item.kind == ItemKind.DEADLINE and item.done)]


def _log(request: HttpRequest, user: User, case_ids: set[int]) -> None:
    if case_ids:
        record_access(
            user=user,
            action="cases:calendar_feed",
            method=request.method or "",
            status=200,
            case_ids=case_ids,
            ip=request.META.get("REMOTE_ADDR") or None,
            why="Calendario privato",
        )
