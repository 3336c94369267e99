"""Rooms with raised hands are found by a column, so that hands of those who are away come down by the clock."""

from django.db import migrations, models


def mark_raised_hands(apps, schema_editor):
    apps.get_model("worlds", "Room").objects.filter(floor__hands__0__isnull=False).update(hands_up=True)


class Migration(migrations.Migration):
    dependencies = [
        ("worlds", "0012_who_took_part"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="hands_up",
            field=models.BooleanField(default=False, help_text="somebody's hand is raised, as the floor says"),
        ),
        migrations.RunPython(mark_raised_hands, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(condition=models.Q(("hands_up", True)), fields=["id"], name="rooms_with_hands_up"),
        ),
    ]
