"""The coded answers of the INPS flow (SINBA schema 1.0.0, handbook services §1), and what cases said before."""

from django.db import migrations

LISTS = {
    "fonte": (
        "Servizio sociale minori della giustizia",
        "Altro servizio sociale (consultorio, centro famiglie, altro ambito)",
        "Sanità, medico o pediatra",
        "Privato sociale o volontariato",
        "Forze dell'ordine",
        "Beneficiario",
        "Affidatari o tutore",
        "Familiari conviventi",
        "Parenti non conviventi",
        "Tribunale ordinario",
        "Autorità giudiziaria minorile",
        "Professionista privato",
        "Scuola",
        "Vicinato o conoscenti",
    ),
    "valutazione_minore": (
        "Nessuna problematica",
        "Problemi relazionali o comportamentali",
        "Dipendenze",
        "Presunto abbandono",
        "Problemi sanitari",
        "Violenza sessuale, prostituzione, tratta, pedopornografia",
        "Altre violenze o maltrattamento",
        "Grave devianza",
        "Problemi di autonomia o disabilità",
        "Procedure penali",
        "Gestante o madre minorenne",
        "Minore straniero non accompagnato",
        "Abbandono scolastico",
    ),
    "valutazione_famiglia": (
        "Nessuna problematica",
        "Fragilità o inadeguatezza genitoriale",
        "Dipendenza",
        "Problematica psichiatrica",
        "Altra problematica sanitaria",
        "Grave conflittualità",
        "Famiglia maltrattante",
        "Famiglia abusante",
        "Problemi giudiziari",
        "Fallimento dell'affidamento preadottivo",
        "Inadempienza degli obblighi sanitari",
        "Difficoltà economiche",
        "Problemi abitativi",
    ),
    "motivo_chiusura": (
        "Passaggio ad altro ambito della stessa regione",
        "Passaggio ad altra regione",
        "Maggiore età",
        "Risoluzione del bisogno",
        "Richiesta del minore o della famiglia",
        "Rimpatrio",
        "Irreperibilità",
        "Decesso",
        "Altro",
    ),
    "situazione_chiusura": (
        "In famiglia d'origine",
        "In autonomia",
        "Resta in affido",
        "Resta in struttura",
        "In struttura sanitaria",
        "Adottato",
        "In istituto penale",
        "Non conosciuta",
    ),
}
ALONE = {("valutazione_minore", 1), ("valutazione_famiglia", 1)}
EXPLAINED = {("motivo_chiusura", 9)}
# What the list of sources was called before it was a table.
OLD_WORDS = {2: "Altro servizio sociale"}


def write(apps, schema_editor):
    code = apps.get_model("cases", "Code")
    code.objects.bulk_create(
        code(
            kind=kind,
            code=str(number),
            label=label,
            inps=str(number),
            position=number,
            alone=(kind, number) in ALONE,
            explained=(kind, number) in EXPLAINED,
        )
        for kind, labels in LISTS.items()
        for number, label in enumerate(labels, start=1)
    )
    for row in code.objects.filter(kind="fonte"):
        words = OLD_WORDS.get(row.position, row.label)
        schema_editor.execute(
            "UPDATE cases_case SET source_code_id = %s, source = '' WHERE source = %s", [row.pk, words]
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_life")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
