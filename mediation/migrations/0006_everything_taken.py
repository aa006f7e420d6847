"""One table of everything that is taken takes the place of the two constraints of `no_double_booking`.

PostgreSQL: an exclusion constraint over resource and time range. SQLite: triggers that abort. `makemigrations` knows nothing
of either: written by hand; a later migration that rebuilds the table on SQLite drops the triggers and has to call `guard`
again (tests/mediation/test_reserve.py fails then).
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models

from binan.kit import crypto

TABLE = "mediation_reservation"
PERSON = "mediation.person.phone"
DOUBLE = importlib.import_module("mediation.migrations.0002_no_double_booking")

EXCLUDE = """
ALTER TABLE {table} ADD CONSTRAINT nothing_taken_twice
EXCLUDE USING gist (resource WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (state <> 'void')
"""
TRIGGER = """
CREATE TRIGGER nothing_taken_twice_{when} BEFORE {event} ON {table}
WHEN NEW.state <> 'void' AND EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.state <> 'void' AND other.resource = NEW.resource {and_not_itself}
      AND other.ends_at > NEW.starts_at AND other.starts_at < NEW.ends_at
)
BEGIN SELECT RAISE(ABORT, 'nothing_taken_twice'); END
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EXCLUDE.format(table=TABLE))
    else:
        for when, rest in DOUBLE.EVENTS.items():
            sql = TRIGGER.format(table=TABLE, when=when, event=when.upper(), and_not_itself=rest)
            schema_editor.execute(sql)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT nothing_taken_twice")
    else:
        for when in DOUBLE.EVENTS:
            schema_editor.execute(f"DROP TRIGGER nothing_taken_twice_{when}")


def take_what_is_booked(apps, schema_editor):
    """Rooms and mediators of the firm bookings never clash: the old constraints saw to it. A person may have been booked
    twice before: then the later one stays as it was and only the earlier one is written down."""
    booking, party, reservation = (apps.get_model("mediation", name) for name in ("Booking", "Party", "Reservation"))
    spans = {}
    for one in booking.objects.filter(state="firm").order_by("starts_at").iterator():
        keys = [f"room:{one.room_id}", f"mediator:{one.mediator_id}"]
        for each in party.objects.filter(mediation=one.mediation_id):
            keys += [f"party:{each.pk}"]
            keys += [f"person:{blind}" for blind in crypto.blinds(each.phone, PERSON)] if each.phone else []
        for key in dict.fromkeys(keys):
            if any(start < one.ends_at and end > one.starts_at for start, end in spans.get(key, ())):
                continue
            spans.setdefault(key, []).append((one.starts_at, one.ends_at))
            reservation.objects.create(resource=key, starts_at=one.starts_at, ends_at=one.ends_at, booking=one)


class Migration(migrations.Migration):

    dependencies = [
        ("mediation", "0005_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(max_length=64, verbose_name='占用的是')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('state', models.CharField(choices=[('hold', '暂留'), ('firm', '已定'), ('void', '已放开')], default='firm', max_length=4, verbose_name='状态')),
                ('hold_until', models.DateTimeField(blank=True, null=True, verbose_name='暂留到')),
                ('booking', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='mediation.booking', verbose_name='预约')),
            ],
            options={
                'verbose_name': '占用',
                'verbose_name_plural': '占用',
                'ordering': ['starts_at'],
                'indexes': [models.Index(fields=['resource', 'ends_at'], name='reservation_of_resource'), models.Index(condition=models.Q(('state', 'hold')), fields=['hold_until'], name='reservation_hold')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='reservation_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'hold'), _negated=True), ('hold_until__isnull', False), _connector='OR'), name='a_hold_has_an_end')],
            },
        ),
        migrations.RunPython(DOUBLE.backwards, DOUBLE.forwards),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(take_what_is_booked, migrations.RunPython.noop),
    ]
