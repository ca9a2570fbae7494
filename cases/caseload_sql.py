"""The two statements of the caseload: each principal walks its own index and the few rows are merged, so that the
cost does not depend on how many cases there are (handbook performance §2). Only the gate runs them."""

MERGE = """
SELECT DISTINCT m.next_deadline, m.case_id
FROM unnest(%(principals)s::text[]) AS p (principal)
CROSS JOIN LATERAL (
    SELECT a.next_deadline, a.case_id
    FROM cases_caseaccess a
    WHERE a.principal = p.principal {open_only}
      AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)
      AND (a.next_deadline, a.case_id) > (%(deadline)s, %(case_id)s)
      AND a.case_id <> ALL (%(barred)s::bigint[])
    ORDER BY a.next_deadline, a.case_id
    LIMIT %(limit)s
) m
ORDER BY m.next_deadline, m.case_id
LIMIT %(limit)s
"""

# No principal holds a case twice on one day: `limit` rows of one of them are as many cases.
COUNT = """
SELECT count(*) FROM (
    SELECT DISTINCT m.case_id
    FROM unnest(%(principals)s::text[]) AS p (principal)
    CROSS JOIN LATERAL (
        SELECT a.case_id
        FROM cases_caseaccess a
        WHERE a.principal = p.principal {open_only}
          AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)
          AND a.case_id <> ALL (%(barred)s::bigint[])
        LIMIT %(limit)s
    ) m
    LIMIT %(limit)s
) found
"""
