"""No room and no mediator is firmly booked twice at once: the database itself refuses (work.md C).

PostgreSQL: exclusion constraints over the time range. SQLite: triggers that abort. `makemigrations` knows nothing of
either, so this migration is written by hand and stays when others are squashed; a later one that rebuilds the table on
SQLite drops the triggers and has to call `forwards` again (tests/mediation/test_book.py fails then).
"""

from django.db import migrations

TABLE = "mediation_booking"
RESOURCES = ("room", "mediator")

EXCLUDE = """
ALTER TABLE {table} ADD CONSTRAINT one_booking_of_a_{name}
EXCLUDE USING gist ({name}_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (state = 'firm')
"""
TRIGGER = """
CREATE TRIGGER one_booking_of_a_{name}_{when} BEFORE {event} ON {table}
WHEN NEW.state = 'firm' AND EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.state = 'firm' AND other.{name}_id = NEW.{name}_id {and_not_itself}
      AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
)
BEGIN SELECT RAISE(ABORT, 'one_booking_of_a_{name}'); END
"""
# A new row has no id yet when the trigger runs, an old one must not clash with itself.
EVENTS = {"insert": "", "update": "AND other.id <> NEW.id"}


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for name in RESOURCES:
            schema_editor.execute(EXCLUDE.format(table=TABLE, name=name))
    else:
        for name in RESOURCES:
            for when, rest in EVENTS.items():
                sql = TRIGGER.format(table=TABLE, name=name, when=when, event=when.upper(), and_not_itself=rest)
                schema_editor.execute(sql)


def backwards(apps, schema_editor):
    for name in RESOURCES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT one_booking_of_a_{name}")
        else:
            for when in EVENTS:
                schema_editor.execute(f"DROP TRIGGER one_booking_of_a_{name}_{when}")


class Migration(migrations.Migration):
    dependencies = [("mediation", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
