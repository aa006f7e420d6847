"""Which cases lived at a past moment: PostgreSQL finds them by one look into an index over ranges of time (selectors/replay.py).

Only ended cases stand in it, so a case that is filed and handled pays nothing for it. `greatest`: where the watch of a server was
set back between filing and ending, no write may fail for it. `makemigrations` knows nothing of this index: it is written by hand.
SQLite has no ranges and uses the index of the board.
"""

from django.db import migrations

INDEX = """
CREATE INDEX complaint_lived ON complaints_complaint USING gist (tstzrange(filed_at, greatest(filed_at, closed_at)))
WHERE closed_at IS NOT NULL
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX complaint_lived")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0009_export")]
    operations = [migrations.RunPython(forwards, backwards)]
