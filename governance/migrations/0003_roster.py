"""The roster: shifts, absences, swaps, hand-over notes, logins; and nobody is on duty in two places at once.

PostgreSQL refuses an overlapping duty by an exclusion constraint over the time range, SQLite by triggers that abort; a
later migration that rebuilds the table of duties on SQLite drops the triggers and has to call `refuse_overlaps` again
(tests/governance/test_plan_duty.py fails then).
"""

import binan.kit.sealed
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "governance_duty"
EXCLUDE = """
ALTER TABLE {table} ADD CONSTRAINT one_duty_at_a_time
EXCLUDE USING gist (staff_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
"""
TRIGGER = """
CREATE TRIGGER one_duty_at_a_time_{when} BEFORE {when} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.staff_id = NEW.staff_id {and_not_itself}
      AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
)
BEGIN SELECT RAISE(ABORT, 'one_duty_at_a_time'); END
"""
# A new row has no id yet when the trigger runs, an old one must not clash with itself.
EVENTS = {"insert": "", "update": "AND other.id <> NEW.id"}


def name_overlaps(apps, schema_editor):
    """Which of two overlapping duties holds, only people know: name them, change nothing."""
    duties = apps.get_model("governance", "Duty").objects.order_by("staff_id", "starts_at", "pk")
    before = None
    for duty in duties.select_related("staff", "unit").iterator():
        if before and before.staff_id == duty.staff_id and duty.starts_at < before.ends_at:
            raise ValueError(
                f"{duty.staff.display_name}（{duty.staff.username}）的值班重叠：{before.unit.name} {before.starts_at:%Y-%m-%d %H:%M} 起"
                f"和 {duty.unit.name} {duty.starts_at:%Y-%m-%d %H:%M} 起（UTC）。请先在管理后台改好，再升级。"
            )
        if before is None or before.staff_id != duty.staff_id or duty.ends_at > before.ends_at:
            before = duty


def refuse_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(EXCLUDE.format(table=TABLE))
    else:
        for when, rest in EVENTS.items():
            schema_editor.execute(TRIGGER.format(table=TABLE, when=when, and_not_itself=rest))


def allow_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT one_duty_at_a_time")
    else:
        for when in EVENTS:
            schema_editor.execute(f"DROP TRIGGER one_duty_at_a_time_{when}")


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0002_presence'),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.CharField(editable=False, max_length=32, unique=True)),
                ('device', models.CharField(max_length=40, verbose_name='设备')),
                ('since', models.DateTimeField(verbose_name='登录时间')),
                ('seen_at', models.DateTimeField(verbose_name='最近操作')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ended_why', models.CharField(blank=True, choices=[('replaced', '在另一台设备登录'), ('logged_out', '退出'), ('idle', '太久没有操作')], max_length=10, verbose_name='怎么结束')),
            ],
            options={
                'verbose_name': '登录',
                'verbose_name_plural': '登录',
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='StationHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.PositiveSmallIntegerField(help_text='0 是星期一 0 点', verbose_name='一周里的第几小时')),
                ('arrivals', models.FloatField(verbose_name='平均几件')),
                ('measured_at', models.DateTimeField(verbose_name='统计时间')),
            ],
            options={
                'verbose_name': '各时段件数',
                'verbose_name_plural': '各时段件数',
                'ordering': ['unit_id', 'hour'],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=100, verbose_name='原因')),
                ('state', models.CharField(choices=[('open', '等人接'), ('taken', '有人接了'), ('withdrawn', '不换了'), ('vetoed', '负责人没有同意'), ('lapsed', '开始前没有人接')], default='open', max_length=10, verbose_name='状态')),
                ('offered_at', models.DateTimeField(verbose_name='提出时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
                ('seq', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('next_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': '换班',
                'verbose_name_plural': '换班',
                'ordering': ['-offered_at'],
            },
        ),
        migrations.AddField(
            model_name='staff',
            name='turn',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('leave', '请假'), ('sick', '病假'), ('training', '培训或出差')], default='leave', max_length=10, verbose_name='类别')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '请假',
                'verbose_name_plural': '请假',
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='HandoverNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', binan.kit.sealed.SealedText(blank=True, verbose_name='写给下一班的话')),
                ('codes', models.JSONField(default=list, verbose_name='没有办完的事')),
                ('written_at', models.DateTimeField(verbose_name='写下时间')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='知悉时间')),
                ('duty', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handover', to='governance.duty', verbose_name='值班')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁知悉')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁交班')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='governance.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '交班',
                'verbose_name_plural': '交班',
                'ordering': ['-written_at'],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='例如 白班、夜班', max_length=20, verbose_name='名称')),
                ('begins', models.TimeField(help_text='例如 08:00', verbose_name='开始')),
                ('ends', models.TimeField(help_text='不晚于开始的，算第二天，例如 20:00 到 08:00', verbose_name='结束')),
                ('needed', models.PositiveSmallIntegerField(default=1, verbose_name='需要几人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='governance.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '班次',
                'verbose_name_plural': '班次',
                'ordering': ['unit_id', 'begins'],
            },
        ),
        migrations.AddField(
            model_name='duty',
            name='shift',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duties', to='governance.shift', verbose_name='班次'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['staff', 'ends_at'], name='duty_by_staff'),
        ),
        migrations.AddField(
            model_name='staffsession',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='logins', to=settings.AUTH_USER_MODEL, verbose_name='人员'),
        ),
        migrations.AddField(
            model_name='stationhour',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='governance.unit', verbose_name='单位'),
        ),
        migrations.AddField(
            model_name='swap',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁决定'),
        ),
        migrations.AddField(
            model_name='swap',
            name='duty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='governance.duty', verbose_name='值班'),
        ),
        migrations.AddField(
            model_name='swap',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁要换'),
        ),
        migrations.AddField(
            model_name='swap',
            name='taker',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁接了'),
        ),
        migrations.AddField(
            model_name='swap',
            name='to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='换给谁'),
        ),
        migrations.AddIndex(
            model_name='absence',
            index=models.Index(fields=['staff', 'ends_at'], name='absence_of_staff'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='handovernote',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['unit'], name='handover_unseen'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.UniqueConstraint(fields=('unit', 'name'), name='one_shift_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='staffsession',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('staff',), name='one_account_one_device'),
        ),
        migrations.AddConstraint(
            model_name='stationhour',
            constraint=models.UniqueConstraint(fields=('unit', 'hour'), name='one_figure_of_an_hour'),
        ),
        migrations.AddConstraint(
            model_name='stationhour',
            constraint=models.CheckConstraint(condition=models.Q(('hour__lt', 168)), name='an_hour_of_the_week'),
        ),
        migrations.AddIndex(
            model_name='swap',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='swap_next'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('duty',), name='one_open_swap'),
        ),
        migrations.RunPython(name_overlaps, migrations.RunPython.noop),
        migrations.RunPython(refuse_overlaps, allow_overlaps),
    ]
