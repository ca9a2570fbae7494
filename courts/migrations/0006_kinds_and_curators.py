
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courts', '0005_legal_numbers'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='mandate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mandate',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proceeding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proceeding',
            name='update_update',
        ),
        migrations.AddField(
            model_name='mandate',
            name='placed_on',
            field=models.DateField(blank=True, null=True, verbose_name='collocamento iniziato il'),
        ),
        migrations.AddField(
            model_name='mandateevent',
            name='placed_on',
            field=models.DateField(blank=True, null=True, verbose_name='collocamento iniziato il'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='curator_asked',
            field=models.BooleanField(default=False, verbose_name='il minore con almeno 14 anni ha chiesto un curatore speciale'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='unrepresented',
            field=models.BooleanField(default=False, help_text='Il pregiudizio impedisce a entrambi di rappresentarlo: serve il curatore speciale.', verbose_name='nessun genitore può rappresentare il minore'),
        ),
        migrations.AddField(
            model_name='proceedingevent',
            name='curator_asked',
            field=models.BooleanField(default=False, verbose_name='il minore con almeno 14 anni ha chiesto un curatore speciale'),
        ),
        migrations.AddField(
            model_name='proceedingevent',
            name='unrepresented',
            field=models.BooleanField(default=False, help_text='Il pregiudizio impedisce a entrambi di rappresentarlo: serve il curatore speciale.', verbose_name='nessun genitore può rappresentare il minore'),
        ),
        migrations.AlterField(
            model_name='mandate',
            name='kind',
            field=models.CharField(choices=[('indagine_sociale', 'Indagine sociale'), ('indagine_psicosociale', 'Indagine psicosociale'), ('valutazione_genitoriale', 'Valutazione delle capacità genitoriali'), ('valutazione_minore', 'Valutazione del minore'), ('psicodiagnosi', 'Psicodiagnosi'), ('vigilanza_supporto', 'Vigilanza e supporto'), ('affidamento_servizio_5bis', 'Affidamento al servizio sociale (art. 5-bis L. 184/1983)'), ('affidamento_familiare', 'Affidamento familiare'), ('collocamento_genitore', 'Collocamento presso un genitore'), ('collocamento_parenti', 'Collocamento presso parenti'), ('collocamento_affidatari', 'Collocamento presso affidatari'), ('collocamento_comunita_educativa', 'Collocamento in comunità'), ('collocamento_madre_bambino', 'Collocamento in comunità madre e bambino'), ('collocamento_padre_bambino', 'Collocamento in comunità padre e bambino'), ('collocamento_terapeutica', 'Collocamento in comunità terapeutica'), ('collocamento_pronto_intervento', 'Collocamento in pronto intervento'), ('allontanamento', 'Allontanamento'), ('incontri_protetti', 'Incontri protetti (Spazio Neutro)'), ('regolamentazione_incontri', 'Regolamentazione degli incontri'), ('sospensione_rapporti', 'Sospensione dei rapporti'), ('adm', 'Assistenza domiciliare minori'), ('centro_diurno', 'Centro diurno'), ('sostegno_genitorialita', 'Sostegno alla genitorialità'), ('sostegno_psicologico', 'Sostegno psicologico'), ('presa_in_carico_specialistica', 'Presa in carico specialistica'), ('mediazione', 'Mediazione'), ('progetto_map', 'Progetto di messa alla prova'), ('progetto_art25', 'Progetto educativo (art. 25 R.D.L. 1404/1934)'), ('prosieguo', 'Prosieguo amministrativo'), ('ricerca_affidatari', 'Ricerca di affidatari'), ('rientro_graduale', 'Rientro graduale in famiglia'), ('ascolto_supporto', 'Ascolto e supporto'), ('aggiornamento', 'Aggiornamento periodico'), ('altro', 'Altro')], max_length=40, verbose_name='incarico'),
        ),
        migrations.AlterField(
            model_name='mandateevent',
            name='kind',
            field=models.CharField(choices=[('indagine_sociale', 'Indagine sociale'), ('indagine_psicosociale', 'Indagine psicosociale'), ('valutazione_genitoriale', 'Valutazione delle capacità genitoriali'), ('valutazione_minore', 'Valutazione del minore'), ('psicodiagnosi', 'Psicodiagnosi'), ('vigilanza_supporto', 'Vigilanza e supporto'), ('affidamento_servizio_5bis', 'Affidamento al servizio sociale (art. 5-bis L. 184/1983)'), ('affidamento_familiare', 'Affidamento familiare'), ('collocamento_genitore', 'Collocamento presso un genitore'), ('collocamento_parenti', 'Collocamento presso parenti'), ('collocamento_affidatari', 'Collocamento presso affidatari'), ('collocamento_comunita_educativa', 'Collocamento in comunità'), ('collocamento_madre_bambino', 'Collocamento in comunità madre e bambino'), ('collocamento_padre_bambino', 'Collocamento in comunità padre e bambino'), ('collocamento_terapeutica', 'Collocamento in comunità terapeutica'), ('collocamento_pronto_intervento', 'Collocamento in pronto intervento'), ('allontanamento', 'Allontanamento'), ('incontri_protetti', 'Incontri protetti (Spazio Neutro)'), ('regolamentazione_incontri', 'Regolamentazione degli incontri'), ('sospensione_rapporti', 'Sospensione dei rapporti'), ('adm', 'Assistenza domiciliare minori'), ('centro_diurno', 'Centro diurno'), ('sostegno_genitorialita', 'Sostegno alla genitorialità'), ('sostegno_psicologico', 'Sostegno psicologico'), ('presa_in_carico_specialistica', 'Presa in carico specialistica'), ('mediazione', 'Mediazione'), ('progetto_map', 'Progetto di messa alla prova'), ('progetto_art25', 'Progetto educativo (art. 25 R.D.L. 1404/1934)'), ('prosieguo', 'Prosieguo amministrativo'), ('ricerca_affidatari', 'Ricerca di affidatari'), ('rientro_graduale', 'Rientro graduale in famiglia'), ('ascolto_supporto', 'Ascolto e supporto'), ('aggiornamento', 'Aggiornamento periodico'), ('altro', 'Altro')], max_length=40, verbose_name='incarico'),
        ),
        migrations.AlterField(
            model_name='order',
            name='kind',
            field=models.CharField(choices=[('decreto_provvisorio', 'Decreto provvisorio'), ('decreto_indifferibile', 'Decreto indifferibile (art. 473-bis.15 c.p.c.)'), ('ordinanza', 'Ordinanza'), ('decreto_definitivo', 'Decreto definitivo'), ('sentenza', 'Sentenza'), ('decreto_convalida_403', 'Decreto di convalida ex art. 403 c.c.'), ('decreto_esecutivita_gt', 'Decreto di esecutività del giudice tutelare'), ('nomina_curatore_speciale', 'Nomina del curatore speciale'), ('nomina_tutore', 'Nomina del tutore'), ('nomina_ctu', "Nomina del consulente tecnico d'ufficio"), ('fissazione_udienza', 'Fissazione di udienza'), ('verbale_con_provvedimento', 'Verbale con provvedimento'), ('richiesta_indagine_pm', 'Richiesta di indagine del PM'), ('sollecito', 'Sollecito'), ('proroga', 'Proroga'), ('revoca_modifica', 'Revoca o modifica'), ('trasmissione_competenza', 'Trasmissione per competenza'), ('archiviazione', 'Archiviazione'), ('ordinanza_map', 'Ordinanza di messa alla prova'), ('altro', 'Altro')], max_length=30, verbose_name='tipo'),
        ),
        migrations.AlterField(
            model_name='orderevent',
            name='kind',
            field=models.CharField(choices=[('decreto_provvisorio', 'Decreto provvisorio'), ('decreto_indifferibile', 'Decreto indifferibile (art. 473-bis.15 c.p.c.)'), ('ordinanza', 'Ordinanza'), ('decreto_definitivo', 'Decreto definitivo'), ('sentenza', 'Sentenza'), ('decreto_convalida_403', 'Decreto di convalida ex art. 403 c.c.'), ('decreto_esecutivita_gt', 'Decreto di esecutività del giudice tutelare'), ('nomina_curatore_speciale', 'Nomina del curatore speciale'), ('nomina_tutore', 'Nomina del tutore'), ('nomina_ctu', "Nomina del consulente tecnico d'ufficio"), ('fissazione_udienza', 'Fissazione di udienza'), ('verbale_con_provvedimento', 'Verbale con provvedimento'), ('richiesta_indagine_pm', 'Richiesta di indagine del PM'), ('sollecito', 'Sollecito'), ('proroga', 'Proroga'), ('revoca_modifica', 'Revoca o modifica'), ('trasmissione_competenza', 'Trasmissione per competenza'), ('archiviazione', 'Archiviazione'), ('ordinanza_map', 'Ordinanza di messa alla prova'), ('altro', 'Altro')], max_length=30, verbose_name='tipo'),
        ),
        migrations.AlterField(
            model_name='proceeding',
            name='kind',
            field=models.CharField(choices=[('330_decadenza', 'Decadenza (art. 330 c.c.)'), ('332_reintegra', 'Reintegrazione (art. 332 c.c.)'), ('333_limitazione', 'Condotta pregiudizievole (art. 333 c.c.)'), ('403_convalida', 'Convalida ex art. 403 c.c.'), ('adottabilita', 'Adottabilità'), ('affidamento_giudiziale', 'Affidamento familiare giudiziale'), ('affidamento_consensuale', 'Affidamento familiare consensuale'), ('affidamento_servizio', 'Affidamento al servizio sociale (art. 5-bis L. 184/1983)'), ('334_335_beni', 'Amministrazione dei beni del minore (artt. 334 e 335 c.c.)'), ('preadottivo', 'Affidamento preadottivo'), ('adozione_naz', 'Adozione nazionale'), ('adozione_internaz', 'Adozione internazionale'), ('adozione_art44', 'Adozione in casi particolari (art. 44 L. 184/1983)'), ('ascendenti_317bis', 'Rapporti con gli ascendenti (art. 317-bis c.c.)'), ('autorizz_art31_TUI', 'Autorizzazione del familiare (art. 31 T.U. immigrazione)'), ('msna_tutela', 'Tutela del minore straniero non accompagnato'), ('separazione', 'Separazione'), ('divorzio', 'Divorzio'), ('figli_non_matr_337bis', 'Figli di genitori non coniugati'), ('ordine_protezione', 'Ordine di protezione'), ('attuazione_473bis38', 'Attuazione dei provvedimenti (art. 473-bis.38 c.p.c.)'), ('tutela', 'Tutela'), ('vigilanza_337', 'Vigilanza (art. 337 c.c.)'), ('indagine_procura', 'Indagine della Procura'), ('art25_rieducativa', 'Art. 25 R.D.L. 1404/1934'), ('prosieguo', 'Prosieguo amministrativo'), ('indagini', 'Indagini preliminari'), ('gip_gup', 'Fase davanti al GIP o al GUP'), ('dibattimento', 'Dibattimento'), ('map_art28', 'Messa alla prova (art. 28 D.P.R. 448/1988)'), ('percorso_27bis', 'Percorso di rieducazione (art. 27-bis D.P.R. 448/1988)'), ('cautelare', 'Misura cautelare (artt. 20-23 D.P.R. 448/1988)'), ('esecuzione', 'Esecuzione penale (d.lgs. 121/2018)'), ('altro', 'Altro')], max_length=30, verbose_name='materia'),
        ),
        migrations.AlterField(
            model_name='proceedingevent',
            name='kind',
            field=models.CharField(choices=[('330_decadenza', 'Decadenza (art. 330 c.c.)'), ('332_reintegra', 'Reintegrazione (art. 332 c.c.)'), ('333_limitazione', 'Condotta pregiudizievole (art. 333 c.c.)'), ('403_convalida', 'Convalida ex art. 403 c.c.'), ('adottabilita', 'Adottabilità'), ('affidamento_giudiziale', 'Affidamento familiare giudiziale'), ('affidamento_consensuale', 'Affidamento familiare consensuale'), ('affidamento_servizio', 'Affidamento al servizio sociale (art. 5-bis L. 184/1983)'), ('334_335_beni', 'Amministrazione dei beni del minore (artt. 334 e 335 c.c.)'), ('preadottivo', 'Affidamento preadottivo'), ('adozione_naz', 'Adozione nazionale'), ('adozione_internaz', 'Adozione internazionale'), ('adozione_art44', 'Adozione in casi particolari (art. 44 L. 184/1983)'), ('ascendenti_317bis', 'Rapporti con gli ascendenti (art. 317-bis c.c.)'), ('autorizz_art31_TUI', 'Autorizzazione del familiare (art. 31 T.U. immigrazione)'), ('msna_tutela', 'Tutela del minore straniero non accompagnato'), ('separazione', 'Separazione'), ('divorzio', 'Divorzio'), ('figli_non_matr_337bis', 'Figli di genitori non coniugati'), ('ordine_protezione', 'Ordine di protezione'), ('attuazione_473bis38', 'Attuazione dei provvedimenti (art. 473-bis.38 c.p.c.)'), ('tutela', 'Tutela'), ('vigilanza_337', 'Vigilanza (art. 337 c.c.)'), ('indagine_procura', 'Indagine della Procura'), ('art25_rieducativa', 'Art. 25 R.D.L. 1404/1934'), ('prosieguo', 'Prosieguo amministrativo'), ('indagini', 'Indagini preliminari'), ('gip_gup', 'Fase davanti al GIP o al GUP'), ('dibattimento', 'Dibattimento'), ('map_art28', 'Messa alla prova (art. 28 D.P.R. 448/1988)'), ('percorso_27bis', 'Percorso di rieducazione (art. 27-bis D.P.R. 448/1988)'), ('cautelare', 'Misura cautelare (artt. 20-23 D.P.R. 448/1988)'), ('esecuzione', 'Esecuzione penale (d.lgs. 121/2018)'), ('altro', 'Altro')], max_length=30, verbose_name='materia'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "courts_mandateevent" ("august_note", "august_suspension", "ends_on", "every_months", "executor_id", "first_term_amount", "first_term_unit", "id", "kind", "no_term_reason", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_on", "recipient_id", "responsible_id", "responsible_named_on", "starts_on", "state", "state_reason", "superseded_by_id", "task_text") VALUES (NEW."august_note", NEW."august_suspension", NEW."ends_on", NEW."every_months", NEW."executor_id", NEW."first_term_amount", NEW."first_term_unit", NEW."id", NEW."kind", NEW."no_term_reason", NEW."order_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."placed_on", NEW."recipient_id", NEW."responsible_id", NEW."responsible_named_on", NEW."starts_on", NEW."state", NEW."state_reason", NEW."superseded_by_id", NEW."task_text"); RETURN NULL;', hash='a9bb7861194e54ed71fed9e1c57e52250c1181f6', operation='INSERT', pgid='pgtrigger_insert_insert_a2b4a', table='courts_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "courts_mandateevent" ("august_note", "august_suspension", "ends_on", "every_months", "executor_id", "first_term_amount", "first_term_unit", "id", "kind", "no_term_reason", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_on", "recipient_id", "responsible_id", "responsible_named_on", "starts_on", "state", "state_reason", "superseded_by_id", "task_text") VALUES (NEW."august_note", NEW."august_suspension", NEW."ends_on", NEW."every_months", NEW."executor_id", NEW."first_term_amount", NEW."first_term_unit", NEW."id", NEW."kind", NEW."no_term_reason", NEW."order_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."placed_on", NEW."recipient_id", NEW."responsible_id", NEW."responsible_named_on", NEW."starts_on", NEW."state", NEW."state_reason", NEW."superseded_by_id", NEW."task_text"); RETURN NULL;', hash='4d84a28c5b8011826e11743f1d2b7f2fef411991', operation='UPDATE', pgid='pgtrigger_update_update_35597', table='courts_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceeding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "courts_proceedingevent" ("appeal_of_id", "area", "closed_on", "curator_asked", "id", "instituted_on", "judge", "kind", "minor_role", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "transferred_on", "transferred_to_id", "unrepresented") VALUES (NEW."appeal_of_id", NEW."area", NEW."closed_on", NEW."curator_asked", NEW."id", NEW."instituted_on", NEW."judge", NEW."kind", NEW."minor_role", NEW."office_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."section_id", NEW."transferred_on", NEW."transferred_to_id", NEW."unrepresented"); RETURN NULL;', hash='1b4b64f2fc6a990d44ea035a7078a92c9c729b36', operation='INSERT', pgid='pgtrigger_insert_insert_df6e7', table='courts_proceeding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceeding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "courts_proceedingevent" ("appeal_of_id", "area", "closed_on", "curator_asked", "id", "instituted_on", "judge", "kind", "minor_role", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "transferred_on", "transferred_to_id", "unrepresented") VALUES (NEW."appeal_of_id", NEW."area", NEW."closed_on", NEW."curator_asked", NEW."id", NEW."instituted_on", NEW."judge", NEW."kind", NEW."minor_role", NEW."office_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."section_id", NEW."transferred_on", NEW."transferred_to_id", NEW."unrepresented"); RETURN NULL;', hash='70d50fb18ede374bc62feeeb657ed09f39c6e71b', operation='UPDATE', pgid='pgtrigger_update_update_f727a', table='courts_proceeding', when='AFTER')),
        ),
    ]
