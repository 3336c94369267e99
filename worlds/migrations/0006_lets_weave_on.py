from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("worlds", "0005_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="world",
            name="lets_weave_on",
            field=models.BooleanField(
                default=True, help_text="whoever sees it may weave on from it; else only those who told it"
            ),
        ),
    ]
