"""Who looked at one child, in a log of a hundred thousand lines: by the index, not line by line."""

import json

from django.db import connection, models
from django.utils import timezone

from accounts.models import AccessLog
from cases.access_reading import register_rows

LINES = """
INSERT INTO accounts_accesslog (at, user_id, user_email, action, method, status, case_ids, why, ip)
SELECT now() - (n % 20) * interval '1 minute', n % 300, 'p' || n % 300 || '@ente.example', 'cases:case_detail',
       'GET', 200, ARRAY[1000000 + n % 20000]::bigint[], '', NULL
FROM generate_series(1, 100000) AS n
"""


def plan_of(rows: models.QuerySet) -> dict:
    with connection.cursor() as cursor:
        sql, values = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes_of(plan: dict) -> list[dict]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes_of(child))]


def test_the_extract_of_one_child_goes_by_the_index(world):
    with connection.cursor() as cursor:
        cursor.execute(LINES)
        cursor.execute("ANALYZE accounts_accesslog")
    AccessLog.objects.create(
        user_id=world.owner.pk,
        user_email=world.owner.email,
        action="cases:case_detail",
        method="GET",
        status=200,
        case_ids=[world.case.pk, 1_000_001],
    )
    today = timezone.localdate()
    rows = register_rows(
        world.privacy, reference=world.case.reference, email="", start=today, end=today, same_child=True
    )
    assert rows.count() == 1
    nodes = nodes_of(plan_of(rows.order_by("-at", "-pk")))
    read = [
        node for node in nodes if node["Node Type"] == "Seq Scan" and "accesslog" in node["Relation Name"]
    ]
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in read) < 1000
    assert any("case_ids" in node.get("Index Name", "") for node in nodes)
