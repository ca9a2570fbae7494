import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from accounts.migration_triggers import install_triggers


class Migration(migrations.Migration):

    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("accounts", "0001_initial"),
    ]
    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        django.contrib.postgres.operations.UnaccentExtension(
        ),
        django.contrib.postgres.operations.CreateExtension(
            name='fuzzystrmatch',
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='quando')),
                ('user_id', models.BigIntegerField(verbose_name='utente')),
                ('user_email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('action', models.CharField(max_length=80, verbose_name='operazione')),
                ('method', models.CharField(max_length=8, verbose_name='metodo')),
                ('status', models.PositiveSmallIntegerField(verbose_name='esito')),
                ('case_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='casi')),
                ('why', models.CharField(blank=True, max_length=40, verbose_name='titolo')),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='indirizzo IP')),
            ],
            options={
                'verbose_name': 'accesso',
                'verbose_name_plural': 'registro degli accessi',
                'ordering': ['-at', '-id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['case_ids'], name='accesslog_cases'), models.Index(fields=['user_id', 'at'], name='accesslog_user_at')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='nome')),
                ('kind', models.CharField(choices=[('comune', 'Comune o ambito'), ('cooperativa', 'Cooperativa o ente gestore')], max_length=20, verbose_name='tipo')),
                ('letterhead_lines', models.TextField(blank=True, help_text='Indirizzo, telefono, e-mail, come sulla carta intestata: una riga ciascuno.', verbose_name='intestazione')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='città')),
            ],
            options={
                'verbose_name': 'ente',
                'verbose_name_plural': 'enti',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nome')),
                ('case_scope', models.CharField(choices=[('equipe', "Solo l'équipe del caso"), ('unit', "Tutti gli operatori dell'unità")], default='equipe', max_length=10, verbose_name='visibilità dei casi')),
                ('active', models.BooleanField(default=True, verbose_name='attiva')),
                ('controller', models.ForeignKey(help_text='Il Comune o ambito a cui appartengono i fascicoli (titolare del trattamento).', on_delete=django.db.models.deletion.PROTECT, related_name='controlled_units', to='accounts.organisation', verbose_name='titolare')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='accounts.organisation', verbose_name='ente gestore')),
            ],
            options={
                'verbose_name': 'unità',
                'verbose_name_plural': 'unità',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('name', 'controller'), name='unit_name_per_controller', violation_error_message="Questo titolare ha già un'unità con questo nome.")],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='nome')),
                ('last_name', models.CharField(max_length=100, verbose_name='cognome')),
                ('profession', models.CharField(choices=[('assistente_sociale', 'Assistente sociale'), ('educatore', 'Educatore'), ('psicologo', 'Psicologo'), ('pedagogista', 'Pedagogista'), ('amministrativo', 'Amministrativo'), ('altro', 'Altra professione')], default='altro', max_length=30, verbose_name='professione')),
                ('register_number', models.CharField(blank=True, max_length=60, verbose_name="iscrizione all'albo")),
                ('is_staff', models.BooleanField(default=False, verbose_name="accede all'amministrazione")),
                ('is_active', models.BooleanField(default=True, verbose_name='attivo')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='creato il')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'utente',
                'verbose_name_plural': 'utenti',
                'ordering': ['last_name', 'first_name'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profession", "register_number") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."profession", NEW."register_number"); RETURN NULL;', hash='0aaaa9ee49840f3c0ce640345b4aad3bd1145d09', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."profession" IS DISTINCT FROM (NEW."profession") OR OLD."register_number" IS DISTINCT FROM (NEW."register_number"))', func='INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profession", "register_number") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."profession", NEW."register_number"); RETURN NULL;', hash='1a38d6d6a4c774fdb4d2796006da34e0982ec32b', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'verbose_name': 'assenza',
                'verbose_name_plural': 'assenze',
                'ordering': ['-starts_on'],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_absenceevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='28a0cb876bbb2eaea2194f00461b139f772522bb', operation='INSERT', pgid='pgtrigger_insert_insert_b9041', table='accounts_absence', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_absenceevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='df9856c5071fa41b18c9a662bdc033d72c0ad728', operation='UPDATE', pgid='pgtrigger_update_update_b558a', table='accounts_absence', when='AFTER'))],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_ends_after_start', violation_error_message="La fine non può precedere l'inizio.")],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('operatore', 'Operatore'), ('coordinatore', 'Coordinatore'), ('responsabile', 'Responsabile'), ('amministratore', 'Amministratore di sistema'), ('referente_privacy', 'Referente privacy')], max_length=20, verbose_name='ruolo')),
                ('valid_from', models.DateField(verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation', verbose_name='ente')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.unit', verbose_name='unità')),
            ],
            options={
                'verbose_name': 'incarico organizzativo',
                'verbose_name_plural': 'incarichi organizzativi',
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "unit_id", "user_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."role", NEW."unit_id", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='0a3cb6363b5a76c5ee1b88b14cdacb24feaf1119', operation='INSERT', pgid='pgtrigger_insert_insert_fc05a', table='accounts_membership', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "unit_id", "user_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."role", NEW."unit_id", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='9edf52fc301fdfd805678a478231a06f961f3da8', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER'))],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['coordinatore', 'operatore', 'responsabile']), ('unit__isnull', False)), models.Q(models.Q(('role__in', ['coordinatore', 'operatore', 'responsabile']), _negated=True), ('unit', None)), _connector='OR'), name='membership_unit_iff_unit_role', violation_error_message="Operatore, coordinatore e responsabile hanno un'unità; amministratore e referente privacy no."), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_start', violation_error_message="La fine non può precedere l'inizio."), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), (models.Func(models.F('unit'), models.Value(0), function='COALESCE'), '='), ('role', '='), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='DATERANGE'), '&&')], name='membership_no_overlap', violation_error_message='Questa persona ha già questo ruolo in quel periodo.')],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('daily_email', models.BooleanField(default=True, verbose_name='riepilogo giornaliero per e-mail')),
                ('quiet_from', models.TimeField(default=datetime.time(19, 0), verbose_name='non disturbare dalle')),
                ('quiet_to', models.TimeField(default=datetime.time(7, 30), verbose_name='alle')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notification_preference', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'verbose_name': 'preferenze di avviso',
                'verbose_name_plural': 'preferenze di avviso',
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_notificationpreferenceevent" ("daily_email", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_to", "user_id") VALUES (NEW."daily_email", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."quiet_from", NEW."quiet_to", NEW."user_id"); RETURN NULL;', hash='bf13fe7948b463084d1479664aab61ceca2d287f', operation='INSERT', pgid='pgtrigger_insert_insert_4a06b', table='accounts_notificationpreference', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_notificationpreferenceevent" ("daily_email", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_to", "user_id") VALUES (NEW."daily_email", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."quiet_from", NEW."quiet_to", NEW."user_id"); RETURN NULL;', hash='8283ca7bfe120af5d0aaddfad2ec2c64306bec99', operation='UPDATE', pgid='pgtrigger_update_update_d3fc0', table='accounts_notificationpreference', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AbsenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.absence')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='808b70c0e4dbfc7c7c5186a26aeb97de652b7635', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_adbd2', table='accounts_absenceevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('operatore', 'Operatore'), ('coordinatore', 'Coordinatore'), ('responsabile', 'Responsabile'), ('amministratore', 'Amministratore di sistema'), ('referente_privacy', 'Referente privacy')], max_length=20, verbose_name='ruolo')),
                ('valid_from', models.DateField(verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='ente')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.unit', verbose_name='unità')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1f05704110766345bef638c18be4307af995a77', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ee6c', table='accounts_membershipevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreferenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('daily_email', models.BooleanField(default=True, verbose_name='riepilogo giornaliero per e-mail')),
                ('quiet_from', models.TimeField(default=datetime.time(19, 0), verbose_name='non disturbare dalle')),
                ('quiet_to', models.TimeField(default=datetime.time(7, 30), verbose_name='alle')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.notificationpreference')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='df80b0065cb174f0c5027b9e775d67a6ebd08596', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_514a8', table='accounts_notificationpreferenceevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='nome')),
                ('last_name', models.CharField(max_length=100, verbose_name='cognome')),
                ('profession', models.CharField(choices=[('assistente_sociale', 'Assistente sociale'), ('educatore', 'Educatore'), ('psicologo', 'Psicologo'), ('pedagogista', 'Pedagogista'), ('amministrativo', 'Amministrativo'), ('altro', 'Altra professione')], default='altro', max_length=30, verbose_name='professione')),
                ('register_number', models.CharField(blank=True, max_length=60, verbose_name="iscrizione all'albo")),
                ('is_staff', models.BooleanField(default=False, verbose_name="accede all'amministrazione")),
                ('is_active', models.BooleanField(default=True, verbose_name='attivo')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='creato il')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e9498e73f6fbdf2642fb33fa14189f1ad2382c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_45b21', table='accounts_userevent', when='BEFORE'))],
            },
        ),
        install_triggers("accounts"),
    ]
