"""Answers for the load balancer: alive, and ready to work."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Looks at nothing else, so that a database outage does not restart it."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The database is there and migrated. A missing broker is told, but pages work without it."""
    try:
        pending = MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        )
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    broker = _broker()
    status = 503 if pending else 200
    return JsonResponse({"database": "migrating" if pending else "ok", "broker": broker}, status=status)


def _broker() -> str:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return "unreachable"
    return "ok"
