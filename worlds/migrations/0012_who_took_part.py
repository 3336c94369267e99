"""Fill in for stored rooms who took part in which world. Their history so far is told to nobody any more.

It still holds what was taken back, and pictures at addresses that they no longer have; whoever comes back is given the
room as it is.
"""

from django.db import migrations

HISTORY_BEGINS_NOW = """
UPDATE worlds_narrator SET history_from = room.seq FROM worlds_room AS room WHERE room.id = worlds_narrator.room_id
"""

# Who sat in the room before the world was finished and was not removed by then, and who wove something that stays. The
# host always: a world that was brought in was finished elsewhere, before its room was opened.
PARTICIPATIONS = """
INSERT INTO worlds_participation (world_id, narrator_id, narrates, since)
SELECT world.id, narrator.id, narrator.role <> 'spectator' AND stayed, now()
FROM worlds_world AS world
JOIN worlds_narrator AS narrator ON narrator.room_id = world.room_id
CROSS JOIN LATERAL (
    SELECT
        narrator.removed_at IS NULL OR coalesce(narrator.removed_at > world.finished_at, false) AS stayed,
        narrator.role = 'host' OR world.finished_at IS NULL OR narrator.joined_at <= world.finished_at AS in_time,
        EXISTS (
            SELECT FROM worlds_phrase AS phrase
            WHERE phrase.world_id = world.id AND phrase.narrator_id = narrator.id
              AND phrase.state NOT IN ('failed', 'unravelled')
        ) AS wove
) AS facts
WHERE wove OR (in_time AND stayed)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('worlds', '0011_participation'),
    ]

    operations = [
        migrations.RunSQL(HISTORY_BEGINS_NOW, migrations.RunSQL.noop),
        migrations.RunSQL(PARTICIPATIONS, migrations.RunSQL.noop),
    ]
