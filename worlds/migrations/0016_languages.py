"""What a room speaks, and what each phrase is in: English so far."""

from django.db import migrations, models

import worlds.speech.languages


class Migration(migrations.Migration):
    dependencies = [
        ("worlds", "0015_unsure_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="language",
            field=models.CharField(
                choices=worlds.speech.languages.language_choices,
                default="en",
                help_text="what is spoken in it, as ISO 639-1",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="phrase",
            name="language",
            field=models.CharField(
                choices=worlds.speech.languages.language_choices,
                default="en",
                help_text="what its words are in, as ISO 639-1",
                max_length=2,
            ),
        ),
    ]
