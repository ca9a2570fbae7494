import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
from django.db import migrations, models

from accounts.migration_triggers import install_triggers


class Migration(migrations.Migration):

    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("services", "0001_initial"),
    ]
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("courts", "0001_tables"),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='sigla')),
                ('name', models.CharField(max_length=100, verbose_name='nome')),
                ('purpose', models.TextField(verbose_name='finalità')),
                ('areas', models.JSONField(blank=True, default=list, verbose_name='aree di intervento')),
                ('access', models.JSONField(blank=True, default=list, verbose_name='come si accede')),
                ('order_required', models.BooleanField(default=False, help_text="Si attiva solo su mandato dell'autorità giudiziaria.", verbose_name='solo su mandato')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
            ],
            options={
                'verbose_name': 'tipo di servizio',
                'verbose_name_plural': 'tipi di servizio',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('provvedimento', "Provvedimento dell'autorità giudiziaria"), ('servizio_sociale', 'Invio del servizio sociale'), ('spontanea', 'Accesso spontaneo')], max_length=20, verbose_name='origine')),
                ('state', django_fsm.FSMField(choices=[('richiesto', 'Richiesto'), ('attivo', 'Attivo'), ('sospeso', 'Sospeso'), ('concluso', 'Concluso'), ('rinunciato', 'Non avviato')], default='richiesto', max_length=50, protected=True, verbose_name='stato')),
                ('requested_on', models.DateField(verbose_name='richiesto il')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='avviato il')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='cases.case', verbose_name='caso')),
                ('mandate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courts.mandate', verbose_name='incarico')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='services.servicekind', verbose_name='servizio')),
            ],
            options={
                'verbose_name': 'attivazione di servizio',
                'verbose_name_plural': 'attivazioni di servizio',
                'ordering': ['-requested_on', '-pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "services_enrolmentevent" ("case_id", "ended_on", "id", "kind_id", "mandate_id", "note", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_on", "started_on", "state") VALUES (NEW."case_id", NEW."ended_on", NEW."id", NEW."kind_id", NEW."mandate_id", NEW."note", NEW."origin", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."requested_on", NEW."started_on", NEW."state"); RETURN NULL;', hash='bba4b6783ae2c25545276d4bee2ac8cf9cabbdbc', operation='INSERT', pgid='pgtrigger_insert_insert_927d7', table='services_enrolment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "services_enrolmentevent" ("case_id", "ended_on", "id", "kind_id", "mandate_id", "note", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_on", "started_on", "state") VALUES (NEW."case_id", NEW."ended_on", NEW."id", NEW."kind_id", NEW."mandate_id", NEW."note", NEW."origin", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."requested_on", NEW."started_on", NEW."state"); RETURN NULL;', hash='6360331e8ef4114eac7d1da975ce726a85e6b5fb', operation='UPDATE', pgid='pgtrigger_update_update_36678', table='services_enrolment', when='AFTER'))],
                'constraints': [models.CheckConstraint(condition=models.Q(('started_on', None), ('started_on__gte', models.F('requested_on')), _connector='OR'), name='enrolment_starts_after_request', violation_error_message='Il servizio non può iniziare prima della richiesta.'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('started_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='enrolment_ends_after_start', violation_error_message='Il servizio non può finire prima di iniziare.'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'provvedimento'), _negated=True), ('mandate__isnull', False), _connector='OR'), name='enrolment_order_needs_mandate', violation_error_message="Se l'origine è un provvedimento, indicare l'incarico.")],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='EnrolmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('origin', models.CharField(choices=[('provvedimento', "Provvedimento dell'autorità giudiziaria"), ('servizio_sociale', 'Invio del servizio sociale'), ('spontanea', 'Accesso spontaneo')], max_length=20, verbose_name='origine')),
                ('state', django_fsm.FSMField(choices=[('richiesto', 'Richiesto'), ('attivo', 'Attivo'), ('sospeso', 'Sospeso'), ('concluso', 'Concluso'), ('rinunciato', 'Non avviato')], default='richiesto', max_length=50, protected=True, verbose_name='stato')),
                ('requested_on', models.DateField(verbose_name='richiesto il')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='avviato il')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='caso')),
                ('mandate', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='courts.mandate', verbose_name='incarico')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='services.enrolment')),
                ('kind', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='services.servicekind', verbose_name='servizio')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b98a241787a570e18ea10841e655abbcbdadcca2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cd054', table='services_enrolmentevent', when='BEFORE'))],
            },
        ),
        install_triggers("services"),
    ]
