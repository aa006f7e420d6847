"""The audit, its head and its anchors; and the database itself refuses to change or delete an entry.

PostgreSQL and SQLite by triggers: an entry may be given its place in the chain once, its body may be sealed anew under another key
(`rotate_keys`; the digest of what it says is in the chain), and nothing else of it ever changes; none is deleted, on PostgreSQL none truncated. `makemigrations` knows nothing of them: a later migration that rebuilds this table on SQLite
drops the triggers and has to call `guard` again (tests/governance/test_audit.py fails then).
"""

import binan.kit.sealed
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLE = "governance_auditentry"
KEPT = (
    "id", "at", "actor_id", "actor_name", "actor_kind", "kind", "object_type", "object_id", "object_label", "result", "unit_id",
    "network", "device", "way", "body", "body_salt", "body_digest",
)
FUNCTION = """
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_stays_written' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
ON_POSTGRESQL = (
    FUNCTION,
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (NOT ({{may}})) EXECUTE FUNCTION audit_stays()",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_stays()",
    f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
)
ON_SQLITE = (
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE ON {TABLE} WHEN NOT ({{may}}) BEGIN SELECT RAISE(ABORT, 'audit_stays_written'); END",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'audit_stays_written'); END",
)
TRIGGERS = ("audit_no_change", "audit_no_delete")


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    kept = {name: f"NEW.{name} {same} OLD.{name}" for name in (*KEPT, "seq", "prev_hash", "hash")}
    place = " AND ".join(["OLD.seq IS NULL", "NEW.seq IS NOT NULL", *(kept[name] for name in KEPT)])
    sealed = " AND ".join(words for name, words in kept.items() if name != "body")
    may = f"({place}) OR ({sealed})"
    for statement in ON_POSTGRESQL if postgresql else ON_SQLITE:
        schema_editor.execute(statement.format(may=may))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in (*TRIGGERS, "audit_no_truncate"):
            schema_editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
        schema_editor.execute("DROP FUNCTION audit_stays()")
    else:
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0004_workdays'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditAnchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('at', models.DateTimeField(verbose_name='核对时间')),
                ('seq', models.BigIntegerField(verbose_name='核对到')),
                ('hash', models.CharField(max_length=64, verbose_name='校验值')),
                ('checked', models.BigIntegerField(verbose_name='新核对几条')),
                ('faults', models.JSONField(default=list, verbose_name='问题')),
            ],
            options={
                'verbose_name': '审计每日核对',
                'verbose_name_plural': '审计每日核对',
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': '审计链的末端',
                'verbose_name_plural': '审计链的末端',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('actor_name', models.CharField(blank=True, max_length=150, verbose_name='用户名')),
                ('actor_kind', models.CharField(choices=[('staff', '工作人员'), ('system', '系统'), ('command', '命令行'), ('partner', '外部系统'), ('unknown', '没有登录的人')], max_length=8, verbose_name='身份')),
                ('kind', models.CharField(choices=[('login', '登录'), ('login_failed', '登录没有成功'), ('login_locked', '密码错了 5 次，账号停用 15 分钟'), ('replaced', '在别的设备登录，这一台退出'), ('logout', '退出'), ('session_over', '登录满 12 小时，自动退出'), ('password_changed', '改密码'), ('token_made', '取得接口令牌'), ('token_revoked', '收回接口令牌'), ('post_given', '给岗位'), ('post_taken', '收岗位'), ('admin_add', '后台：新增'), ('admin_change', '后台：修改'), ('admin_delete', '后台：删除'), ('admin_read', '后台：打开一条'), ('admin_search', '后台：搜索'), ('admin_action', '后台：批量操作'), ('admin_export', '后台：导出表格'), ('admin_import', '后台：导入表格'), ('desk_opened', '打开工作台'), ('case_read', '查看事件'), ('person_revealed', '查看完整号码或称呼'), ('photo_opened', '打开照片'), ('recording_played', '播放录音'), ('phone_searched', '按电话查询'), ('export_taken', '导出清单'), ('mediation_read', '查看调解'), ('paper_opened', '打开文书'), ('scan_opened', '打开扫描件'), ('signature_opened', '打开签名'), ('evidence_opened', '打开证据'), ('dossier_opened', '打开卷宗'), ('api_read', '接口：读取事件'), ('partner_sent', '接口：外部系统送来'), ('audit_read', '查看审计'), ('audit_exported', '导出审计'), ('command_run', '执行命令')], max_length=20, verbose_name='做了什么')),
                ('object_type', models.CharField(blank=True, choices=[('case', '事件'), ('mediation', '调解'), ('cluster', '串并'), ('paper', '文书'), ('account', '账号'), ('phone', '电话'), ('list', '清单'), ('audit', '审计'), ('row', '后台数据'), ('command', '命令')], max_length=10, verbose_name='对象类型')),
                ('object_id', models.CharField(blank=True, max_length=64, verbose_name='对象')),
                ('object_label', models.CharField(blank=True, max_length=60, verbose_name='对象名称')),
                ('result', models.CharField(choices=[('ok', '成功'), ('refused', '没有允许')], default='ok', max_length=8, verbose_name='结果')),
                ('network', models.CharField(blank=True, max_length=43, verbose_name='网段')),
                ('device', models.CharField(blank=True, max_length=40, verbose_name='设备')),
                ('way', models.CharField(blank=True, max_length=10, verbose_name='入口')),
                ('body', binan.kit.sealed.SealedJSON(blank=True, default=dict, verbose_name='详情')),
                ('body_salt', models.CharField(blank=True, max_length=32)),
                ('body_digest', models.CharField(max_length=64)),
                ('seq', models.BigIntegerField(null=True, unique=True, verbose_name='序号')),
                ('prev_hash', models.CharField(blank=True, max_length=64, verbose_name='上一条校验值')),
                ('hash', models.CharField(blank=True, max_length=64, verbose_name='校验值')),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '审计记录',
                'verbose_name_plural': '审计记录',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['at'], name='audit_by_day'), models.Index(fields=['actor', 'at'], name='audit_by_person'), models.Index(fields=['kind', 'at'], name='audit_by_kind'), models.Index(fields=['object_id', 'at'], name='audit_by_object'), models.Index(condition=models.Q(('result', 'refused')), fields=['at'], name='audit_refused'), models.Index(condition=models.Q(('seq', None)), fields=['id'], name='audit_unchained')],
            },
        ),
        migrations.AlterField(
            model_name='staffsession',
            name='ended_why',
            field=models.CharField(blank=True, choices=[('replaced', '在另一台设备登录'), ('logged_out', '退出'), ('idle', '太久没有操作'), ('over', '登录满 12 小时')], max_length=10, verbose_name='怎么结束'),
        ),
        migrations.RunPython(guard, unguard),
    ]
