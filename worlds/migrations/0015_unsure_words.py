"""Phrases whose words the ears guessed; those from before the ears said so are taken as they stand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("worlds", "0014_submissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="phrase",
            name="unsure",
            field=models.BooleanField(
                default=False, help_text="the ears guessed its words, and nobody has said yet that they are right"
            ),
        ),
    ]
