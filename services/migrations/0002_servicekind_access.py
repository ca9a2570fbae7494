from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicekind',
            name='access',
            field=models.JSONField(blank=True, default=list, verbose_name='come si accede'),
        ),
    ]
