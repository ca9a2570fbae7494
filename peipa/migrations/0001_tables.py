import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from accounts.migration_triggers import install_triggers


class Migration(migrations.Migration):

    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("peipa", "0001_initial"),
    ]
    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ("cases", "0001_tables"),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('peipa', 'P.E.I.PA.')], default='peipa', max_length=20, verbose_name='tipo')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('review_on', models.DateField(verbose_name='verifica il')),
                ('child_voice', models.TextField(blank=True, verbose_name='parole del minore')),
                ('family_voice', models.TextField(blank=True, verbose_name='parole della famiglia')),
                ('state', django_fsm.FSMField(choices=[('bozza', 'Bozza'), ('attivo', 'Attivo'), ('concluso', 'Concluso')], default='bozza', max_length=50, protected=True, verbose_name='stato')),
                ('concluded_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('outcome', models.TextField(blank=True, verbose_name='esito')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='redatto da')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.case', verbose_name='caso')),
            ],
            options={
                'verbose_name': 'progetto',
                'verbose_name_plural': 'progetti',
                'ordering': ['-starts_on', '-pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "peipa_planevent" ("author_id", "case_id", "child_voice", "concluded_on", "family_voice", "id", "kind", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "starts_on", "state", "title") VALUES (NEW."author_id", NEW."case_id", NEW."child_voice", NEW."concluded_on", NEW."family_voice", NEW."id", NEW."kind", NEW."outcome", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."review_on", NEW."starts_on", NEW."state", NEW."title"); RETURN NULL;', hash='e4d68b397b8240d7ea9855d1e185e7df0a56ff2b', operation='INSERT', pgid='pgtrigger_insert_insert_4c243', table='peipa_plan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "peipa_planevent" ("author_id", "case_id", "child_voice", "concluded_on", "family_voice", "id", "kind", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_on", "starts_on", "state", "title") VALUES (NEW."author_id", NEW."case_id", NEW."child_voice", NEW."concluded_on", NEW."family_voice", NEW."id", NEW."kind", NEW."outcome", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."review_on", NEW."starts_on", NEW."state", NEW."title"); RETURN NULL;', hash='23fcd38c29f6ba7e2cd758d608c8f75b3be99410', operation='UPDATE', pgid='pgtrigger_update_update_fd642', table='peipa_plan', when='AFTER'))],
                'constraints': [models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('starts_on'))), name='plan_review_after_start', violation_error_message="La verifica viene dopo l'inizio."), models.CheckConstraint(condition=models.Q(models.Q(('concluded_on__isnull', False), ('state', 'concluso')), models.Q(models.Q(('state', 'concluso'), _negated=True), ('concluded_on', None)), _connector='OR'), name='plan_concluded_on_iff_concluded', violation_error_message='La data di conclusione va indicata solo per i progetti conclusi.')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PlanArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('peipa', 'P.E.I.PA.')], default='peipa', max_length=20, verbose_name='progetto')),
                ('name', models.CharField(max_length=120, verbose_name='area')),
                ('competences', models.JSONField(blank=True, default=list, verbose_name='competenze')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('active', models.BooleanField(default=True, verbose_name='in uso')),
            ],
            options={
                'verbose_name': 'area di progetto',
                'verbose_name_plural': 'aree di progetto',
                'ordering': ['position', 'name'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='planarea_once', violation_error_message="Quest'area esiste già.")],
            },
        ),
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300, verbose_name='obiettivo')),
                ('actions', models.TextField(blank=True, help_text='Che cosa, chi, quando.', verbose_name='azioni')),
                ('indicator', models.CharField(blank=True, max_length=300, verbose_name='indicatore')),
                ('horizon', models.CharField(choices=[('breve', 'Breve'), ('medio', 'Medio'), ('lungo', 'Lungo')], default='medio', max_length=10, verbose_name='orizzonte')),
                ('result', models.CharField(choices=[('da_verificare', 'Da verificare'), ('non', 'Non raggiunto'), ('parziale', 'Parzialmente raggiunto'), ('raggiunto', 'Raggiunto')], default='da_verificare', max_length=20, verbose_name='risultato')),
                ('evidence', models.TextField(blank=True, verbose_name='riscontri')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='peipa.plan', verbose_name='progetto')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='peipa.planarea', verbose_name='area')),
            ],
            options={
                'verbose_name': 'obiettivo',
                'verbose_name_plural': 'obiettivi',
                'ordering': ['area__position', 'pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "peipa_objectiveevent" ("actions", "area_id", "evidence", "horizon", "id", "indicator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "result", "title") VALUES (NEW."actions", NEW."area_id", NEW."evidence", NEW."horizon", NEW."id", NEW."indicator", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."plan_id", NEW."result", NEW."title"); RETURN NULL;', hash='2f98b9d76015edb0693414071d869c8894ab9cb9', operation='INSERT', pgid='pgtrigger_insert_insert_9c959', table='peipa_objective', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "peipa_objectiveevent" ("actions", "area_id", "evidence", "horizon", "id", "indicator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "result", "title") VALUES (NEW."actions", NEW."area_id", NEW."evidence", NEW."horizon", NEW."id", NEW."indicator", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."plan_id", NEW."result", NEW."title"); RETURN NULL;', hash='1a1b446a2621d08d1a918a3a1d89d44253923dbe', operation='UPDATE', pgid='pgtrigger_update_update_f24a1', table='peipa_objective', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ObjectiveEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=300, verbose_name='obiettivo')),
                ('actions', models.TextField(blank=True, help_text='Che cosa, chi, quando.', verbose_name='azioni')),
                ('indicator', models.CharField(blank=True, max_length=300, verbose_name='indicatore')),
                ('horizon', models.CharField(choices=[('breve', 'Breve'), ('medio', 'Medio'), ('lungo', 'Lungo')], default='medio', max_length=10, verbose_name='orizzonte')),
                ('result', models.CharField(choices=[('da_verificare', 'Da verificare'), ('non', 'Non raggiunto'), ('parziale', 'Parzialmente raggiunto'), ('raggiunto', 'Raggiunto')], default='da_verificare', max_length=20, verbose_name='risultato')),
                ('evidence', models.TextField(blank=True, verbose_name='riscontri')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='peipa.objective')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='peipa.plan', verbose_name='progetto')),
                ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='peipa.planarea', verbose_name='area')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f73b5909d346d0f8af719191639cd54c9753ce7d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fe4fe', table='peipa_objectiveevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('peipa', 'P.E.I.PA.')], default='peipa', max_length=20, verbose_name='tipo')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('review_on', models.DateField(verbose_name='verifica il')),
                ('child_voice', models.TextField(blank=True, verbose_name='parole del minore')),
                ('family_voice', models.TextField(blank=True, verbose_name='parole della famiglia')),
                ('state', django_fsm.FSMField(choices=[('bozza', 'Bozza'), ('attivo', 'Attivo'), ('concluso', 'Concluso')], default='bozza', max_length=50, protected=True, verbose_name='stato')),
                ('concluded_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('outcome', models.TextField(blank=True, verbose_name='esito')),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='redatto da')),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case', verbose_name='caso')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='peipa.plan')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='542e7c1d4a74653c5e2dc51ad2cf3c0cdfcf6dd3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98588', table='peipa_planevent', when='BEFORE'))],
            },
        ),
        install_triggers("peipa"),
    ]
