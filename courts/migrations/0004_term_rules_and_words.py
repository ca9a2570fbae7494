"""The rules on counting terms the product starts with, each with its validity; the searchable words of orders.

Sources: art. 155 c.4-6 c.p.c.; L. 260/1949 as amended (San Francesco from 2026: L. 151/2025); L. 742/1969.
Handbook of the project, courts §3. The holidays are those in force since 2001: no term of the product is older.
"""

from datetime import date

from django.db import migrations

FEASTS = "L. 260/1949 art. 2"
# label, day, month, valid from, source
HOLIDAYS = [
    ("Capodanno", 1, 1, None, FEASTS),
    ("Epifania", 6, 1, date(1986, 1, 1), "D.P.R. 792/1985"),
    ("Anniversario della Liberazione", 25, 4, None, FEASTS),
    ("Festa del Lavoro", 1, 5, None, FEASTS),
    ("Festa della Repubblica", 2, 6, date(2001, 1, 1), "L. 336/2000"),
    ("Assunzione della Beata Vergine Maria", 15, 8, None, FEASTS),
    ("Festa nazionale di San Francesco d'Assisi, patrono d'Italia", 4, 10, date(2026, 1, 1), "L. 151/2025"),
    ("Ognissanti", 1, 11, None, FEASTS),
    ("Immacolata Concezione", 8, 12, None, FEASTS),
    ("Natale", 25, 12, None, FEASTS),
    ("Santo Stefano", 26, 12, None, FEASTS),
]
UNITY = date(2011, 3, 17)
EASTER = [("Pasqua", 0), ("Lunedì dell'Angelo", 1)]
SUSPENSION = "Sospensione feriale dei termini processuali"
# last day, last month, valid from, valid to, source
STOPS = [
    (15, 9, date(1970, 1, 1), date(2014, 12, 31), "L. 742/1969"),
    (31, 8, date(2015, 1, 1), None, "L. 742/1969, D.L. 132/2014 art. 16"),
]

WORDS = """
CREATE FUNCTION courts_order_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A tsvector holds one megabyte at most: the tail of an enormous order is not searched.
    NEW.words := to_tsvector('bandolo', left(NEW.text, 300000));
    RETURN NEW;
END $$;
CREATE TRIGGER words BEFORE INSERT OR UPDATE OF text ON courts_order
    FOR EACH ROW EXECUTE FUNCTION courts_order_words();
"""

WORDS_UNDO = """
DROP TRIGGER words ON courts_order;
DROP FUNCTION courts_order_words();
"""


def load(apps, schema_editor):
    rule = apps.get_model("courts", "TermRule").objects
    for label, day, month, since, source in HOLIDAYS:
        rule.create(
            kind="festivita", label=label, first_day=day, first_month=month, valid_from=since, source=source
        )
    rule.create(
        kind="festivita",
        label="Anniversario dell'Unità d'Italia",
        first_day=17,
        first_month=3,
        valid_from=UNITY,
        valid_to=UNITY,
        source="D.L. 5/2011",
    )
    for label, after in EASTER:
        rule.create(kind="pasqua", label=label, after_easter=after, source=FEASTS)
    rule.create(
        kind="sabato",
        label="Il sabato proroga, salvo che per gli atti in udienza",
        valid_from=date(2006, 3, 1),
        source="art. 155 c.5-6 c.p.c. (L. 263/2005)",
    )
    for day, month, since, until, source in STOPS:
        rule.create(
            kind="sospensione",
            label=SUSPENSION,
            first_day=1,
            first_month=8,
            last_day=day,
            last_month=month,
            valid_from=since,
            valid_to=until,
            source=source,
        )


class Migration(migrations.Migration):
    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("courts", "0005_term_rules_and_words"),
        ("courts", "0006_records_term"),
    ]
    dependencies = [("courts", "0003_legal_numbers"), ("cases", "0002_triggers")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(WORDS, WORDS_UNDO),
    ]
