"""Two more numbers of the law; a number of a proceeding keeps the titolare its cases have.

Sources: handbook of the project, courts §2.4 and §2.6. An age is kept in months, like the others.
"""

from django.db import migrations

# slug, label, months, source, uncertain
NUMBERS = [
    (
        "curatore-richiesta",
        "Età da cui il minore può chiedere il curatore speciale",
        168,
        "art. 473-bis.8 c.p.c.",
        False,
    ),
    (
        "map-pena-grave",
        "Messa alla prova: pena massima da cui il caso è grave",
        144,
        "D.P.R. 448/1988 art. 28",
        True,
    ),
]

# The titolare stands on the number so that the register can be unique for each of them. Of several cases the
# oldest decides, as in `courts.actions.proceedings.controller_of`.
FOLLOW = """
CREATE FUNCTION courts_numbers_follow(cases bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE courts_proceedingnumber n SET controller_id = w.controller_id
    FROM (
        SELECT DISTINCT ON (pc.proceeding_id) pc.proceeding_id, u.controller_id
        FROM courts_proceeding_cases pc
        JOIN cases_case c ON c.id = pc.case_id
        JOIN accounts_unit u ON u.id = c.unit_id
        WHERE pc.proceeding_id IN (
            SELECT proceeding_id FROM courts_proceeding_cases WHERE case_id = ANY (cases)
        )
        ORDER BY pc.proceeding_id, c.id
    ) w
    WHERE n.proceeding_id = w.proceeding_id AND n.controller_id IS DISTINCT FROM w.controller_id;
$$;
CREATE FUNCTION courts_numbers_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM courts_numbers_follow(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE FUNCTION courts_numbers_follow_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM courts_numbers_follow(ARRAY(SELECT id FROM cases_case WHERE unit_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER numbers_follow AFTER UPDATE OF unit_id ON cases_case
    FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION courts_numbers_follow_case();
CREATE TRIGGER numbers_follow AFTER UPDATE OF controller_id ON accounts_unit
    FOR EACH ROW WHEN (OLD.controller_id IS DISTINCT FROM NEW.controller_id)
    EXECUTE FUNCTION courts_numbers_follow_unit();
"""

FOLLOW_UNDO = """
DROP TRIGGER numbers_follow ON accounts_unit;
DROP TRIGGER numbers_follow ON cases_case;
DROP FUNCTION courts_numbers_follow_unit(), courts_numbers_follow_case(), courts_numbers_follow(bigint[]);
"""


def load(apps, schema_editor):
    number = apps.get_model("courts", "LegalNumber")
    for slug, label, months, source, uncertain in NUMBERS:
        number.objects.get_or_create(
            slug=slug,
            valid_from=None,
            defaults={
                "label": label,
                "amount": months,
                "unit": "months",
                "rolling": "never",
                "source": source,
                "uncertain": uncertain,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("courts", "0004_term_rules_and_words")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(FOLLOW, FOLLOW_UNDO),
    ]
