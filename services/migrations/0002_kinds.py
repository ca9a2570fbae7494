"""The seven services the product was started for, in the words of those who run them."""

from django.db import migrations

KINDS = [
    {
        "slug": "segretariato",
        "name": "Segretariato sociale professionale",
        "purpose": (
            "Accoglie le persone e le famiglie, legge il bisogno che portano e, dopo un'attenta valutazione, "
            "apre se serve un percorso di presa in carico appropriato e coerente con le difficoltà riscontrate. "
            "Punta sulle autonomie personali e familiari e sulle risorse di ciascuno, con il lavoro di comunità, "
            "per ridurre il ricorso a interventi puramente assistenziali."
        ),
        "areas": [
            "Accoglienza e lettura del bisogno",
            "Analisi e studio delle problematiche individuali connesse al bisogno",
            "Progetti individualizzati",
            "Invio ad altri servizi: sociali, socio-sanitari, per il lavoro, per la casa, per il tempo libero",
        ],
        "access": ["Aperto a tutti i cittadini, senza invio"],
        "order_required": False,
    },
    {
        "slug": "tutela",
        "name": "Tutela Minori",
        "purpose": (
            "Prende in carico le famiglie con minori nelle quali è coinvolta l'autorità giudiziaria. "
            "Un'équipe integrata costruisce e rimodella con la famiglia, il Comune, il Tribunale, la scuola e i "
            "servizi specialistici progetti individualizzati e flessibili, con una funzione anche preventiva. "
            "Segue i principi di giustizia sociale, linearità, visione comune, prevenzione e innovazione."
        ),
        "areas": [
            "Indagini psico-sociali",
            "Osservazioni al domicilio, a scuola o in altri contesti importanti",
            "Percorsi diagnostici e terapeutici",
            "Progetti educativi individualizzati",
            "Percorsi di messa alla prova per minori autori di reato",
            "Lavoro di rete tra servizi e risorse informali del territorio",
            "Monitoraggio e valutazione dell'efficacia degli interventi",
            "Relazioni periodiche sull'andamento del servizio",
            "Unità operative: minori diversabili, penale minorile, tavolo «Connessioni» con la scuola",
        ],
        "access": ["Su mandato dell'autorità giudiziaria"],
        "order_required": True,
    },
    {
        "slug": "spazio_neutro",
        "name": "Spazio Neutro",
        "purpose": (
            "Favorisce e sostiene il mantenimento della relazione tra il bambino e i familiari di riferimento "
            "dopo una frattura del nucleo (diritto di visita e di relazione). Lavora in stretta connessione con "
            "l'équipe che coordina e progetta gli interventi in favore del nucleo."
        ),
        "areas": [
            "Diritto di visita e di relazione",
            "Incontri tra il bambino e i familiari",
            "Sostegno alla relazione tra il bambino e i familiari di riferimento",
        ],
        "access": [
            "Prioritariamente su richiesta dell'autorità giudiziaria",
            "Su richiesta dell'équipe che segue la famiglia",
        ],
        "order_required": False,
    },
    {
        "slug": "adm",
        "name": "Assistenza domiciliare minori",
        "purpose": (
            "Mantiene il minore nel proprio ambito familiare quando ci sono difficoltà e disagio temporanei: "
            "previene l'allontanamento o favorisce il rientro in famiglia. Sostiene e affianca la famiglia nella "
            "sua azione educativa, a domicilio e nel contesto di vita allargato, sulla base di un piano "
            "personalizzato educativo-assistenziale."
        ),
        "areas": [
            "Vita quotidiana, apprendimento e percorso scolastico o formativo",
            "Autonomia personale e sociale, benessere psichico, fisico e relazionale",
            "Cura e accudimento degli spazi e delle attività di vita quotidiana",
            "Attività sportive, ricreative e culturali, laboratori e integrazione sociale",
            "Rinforzo e sostegno alla figura genitoriale",
            "Altri interventi personalizzati",
        ],
        "access": [
            "Tramite il servizio sociale competente, che cura la presa in carico",
            "Su provvedimento dell'autorità giudiziaria",
        ],
        "order_required": False,
    },
    {
        "slug": "micro_comunita",
        "name": "Micro comunità",
        "purpose": (
            "Accoglie i minori che nel loro percorso di crescita hanno bisogno di vivere in un ambiente diverso "
            "dalla famiglia di origine, in uno spazio fisico e psicologico con le caratteristiche di un ambiente "
            "familiare. Ogni ospite ha il suo P.E.I.PA. (Progetto Educativo Individualizzato Partecipato), "
            "elaborato dall'équipe."
        ),
        "areas": [
            "Autonomia personale e sociale",
            "Ambiente stabile e rassicurante",
            "Socializzazione",
            "Mantenimento dei livelli espressivi, cognitivi e culturali",
            "Reinserimento nella famiglia di origine",
            "Inclusione sociale",
            "Superamento delle fragilità",
        ],
        "access": [
            "Invio del servizio sociale dopo un provvedimento del Tribunale per i minorenni",
            "Come supporto a una famiglia in difficoltà, insieme alla famiglia e al servizio sociale",
        ],
        "order_required": False,
    },
    {
        "slug": "comunita_energetiche",
        "name": "Comunità energetiche",
        "purpose": (
            "Azioni concrete per le famiglie vulnerabili: educa alla responsabilità e alla reciprocità, come "
            "scambio tra aiuto ricevuto e impegno attivo, valorizza le capacità delle persone e la prossimità "
            "delle comunità locali. Il cuore è il patto generativo di inclusione, costruito da una microéquipe "
            "con la famiglia: assistenza, promozione, restituzione."
        ),
        "areas": [
            "Aiuto emergenziale",
            "Lavoro e formazione",
            "Servizi complementari ed educazione",
        ],
        "access": ["CDA", "Servizi sociali", "CAV", "Piattaforma", "Consultorio"],
        "order_required": False,
    },
    {
        "slug": "casa_per_fare_insieme",
        "name": "Casa per fare insieme",
        "purpose": (
            "Un luogo in cui si affrontano le fatiche della cura e un laboratorio dove si costruiscono percorsi di "
            "sostegno e di educazione familiare, per la più vasta platea di genitori. Vi si incontrano famiglie, "
            "genitori, bambini e persone che desiderano costruire insieme uno spazio vivo e bello."
        ),
        "areas": [
            "Sostegno e educazione familiare",
            "Attività con bambini e genitori",
            "Gruppi di genitori",
            "Lavoro con scuola, associazioni e oratori",
        ],
        "access": ["Aperta a tutti i genitori", "Tramite i servizi, la scuola, le associazioni"],
        "order_required": False,
    },
]


def load(apps, schema_editor):
    ServiceKind = apps.get_model("services", "ServiceKind")
    for position, kind in enumerate(KINDS, start=1):
        fields = {**kind, "position": position * 10}
        ServiceKind.objects.get_or_create(slug=fields.pop("slug"), defaults=fields)


class Migration(migrations.Migration):

    dependencies = [
        ("services", "0001_tables"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
