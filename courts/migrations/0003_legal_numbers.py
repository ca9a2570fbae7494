"""The numbers and ages the product starts with; every one may be changed in the admin, with its validity.

Sources: handbook of the project, courts §2.2-2.4, §2.7, §3. What is practice or uncertain is marked so.
"""

from django.db import migrations

L, N, E = "legal", "never", "earlier"
# slug, label, amount, unit, rolling, source, uncertain
NUMBERS = [
    ("403-trasmissione", "403: provvedimento, documenti e relazione al PM", 24, "hours", N, "art. 403 c.2 c.c.", False),
    ("403-richiesta-pm", "403: richiesta di convalida o revoca del PM", 72, "hours", N, "art. 403 c.3 c.c.", False),
    ("403-convalida", "403: decreto di convalida del Tribunale", 48, "hours", N, "art. 403 c.4 c.c.", False),
    ("403-notifica", "403: notifica a genitori e curatore", 48, "hours", N, "art. 403 c.4 c.c.", True),
    ("403-udienza", "403: udienza", 15, "days", N, "art. 403 c.4 c.c.", False),
    ("403-decisione", "403: conferma, modifica o revoca", 15, "days", N, "art. 403 c.5 c.c.", True),
    ("403-reclamo", "403: reclamo", 10, "days", N, "art. 403 c.6 c.c.", True),
    ("403-decisione-ca", "403: decisione della Corte d'appello", 60, "days", N, "art. 403 c.6 c.c.", True),
    ("5bis-durata", "Affidamento al servizio: durata massima", 24, "months", N, "L. 184/1983 art. 5-bis", False),
    ("5bis-relazione", "Affidamento al servizio: relazione almeno ogni", 6, "months", N, "L. 184/1983 art. 5-bis", False),
    ("5bis-responsabile", "Affidamento al servizio: nomina del responsabile", 15, "days", L, "L. 184/1983 art. 5-bis", False),
    ("affido-durata", "Affidamento familiare: durata massima", 24, "months", N, "L. 184/1983 art. 4 c.4", False),
    ("affido-proposta", "Affidamento familiare: proposta di proroga al mese", 20, "months", E, "prassi del servizio", True),
    ("affido-relazione", "Affidamento familiare: relazione ogni", 6, "months", N, "L. 184/1983 art. 4 c.3", True),
    ("udienza-preparazione", "Udienza: relazione pronta prima", 15, "days", E, "prassi del servizio", True),
    ("map-durata", "Messa alla prova: durata massima ordinaria", 12, "months", N, "D.P.R. 448/1988 art. 28", True),
    ("map-durata-grave", "Messa alla prova: durata massima nei casi gravi", 36, "months", N, "D.P.R. 448/1988 art. 28", True),
    # Contested for reports of a judge's mandate: see the page of the register.
    ("accesso-atti", "Accesso agli atti: risposta", 30, "days", L, "L. 241/1990 art. 25 c.4", True),
]
# months, title, source, lead_days, only_with_mandate, uncertain
AGES = [
    (144, "Compie 12 anni: va ascoltato dal giudice", "art. 473-bis.4 c.p.c.", 60, True, True),
    (168, "Compie 14 anni: può chiedere un curatore speciale", "art. 473-bis.8 c.p.c.", 60, True, False),
    (204, "Compie 17 anni: valutare il prosieguo amministrativo", "R.D.L. 1404/1934 art. 25; prassi", 30, True, True),
    (210, "17 anni e mezzo: presentare la richiesta di prosieguo", "R.D.L. 1404/1934 art. 25; prassi", 60, True, True),
    (213, "17 anni e 9 mesi: ultima chiamata per il prosieguo", "R.D.L. 1404/1934 art. 25; prassi", 30, True, True),
    (216, "Compie 18 anni: chiudere o proseguire", "art. 2 c.c.", 90, False, False),
    (252, "Compie 21 anni: fine del prosieguo", "R.D.L. 1404/1934 art. 29; prassi", 90, True, True),
]


def load(apps, schema_editor):
    number = apps.get_model("courts", "LegalNumber")
    for slug, label, amount, unit, rolling, source, uncertain in NUMBERS:
        number.objects.get_or_create(
            slug=slug,
            valid_from=None,
            defaults={
                "label": label,
                "amount": amount,
                "unit": unit,
                "rolling": rolling,
                "source": source,
                "uncertain": uncertain,
            },
        )
    age = apps.get_model("courts", "AgeMilestone")
    for months, title, source, lead, only, uncertain in AGES:
        age.objects.get_or_create(
            months=months,
            title=title,
            defaults={"source": source, "lead_days": lead, "only_with_mandate": only, "uncertain": uncertain},
        )


class Migration(migrations.Migration):
    dependencies = [("courts", "0002_registers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
