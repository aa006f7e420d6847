"""What the audit knows: the closed lists of what somebody did, to what, as whom (等保三级, GB/T 22239: 日期、时间、类型、主体、客体、结果)."""

from __future__ import annotations

from django.db.models import TextChoices


class Deed(TextChoices):
    """The type of an entry. What is not here is not audited; a new one is added here and to `binan/watched.py`."""

    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录没有成功"
    LOGIN_LOCKED = "login_locked", "密码错了 5 次，账号停用 15 分钟"
    REPLACED = "replaced", "在别的设备登录，这一台退出"
    LOGOUT = "logout", "退出"
    SESSION_OVER = "session_over", "登录满 12 小时，自动退出"
    PASSWORD_CHANGED = "password_changed", "改密码"
    TOKEN_MADE = "token_made", "取得接口令牌"
    TOKEN_REVOKED = "token_revoked", "收回接口令牌"
    POST_GIVEN = "post_given", "给岗位"
    POST_TAKEN = "post_taken", "收岗位"
    ADMIN_ADD = "admin_add", "后台：新增"
    ADMIN_CHANGE = "admin_change", "后台：修改"
    ADMIN_DELETE = "admin_delete", "后台：删除"
    ADMIN_READ = "admin_read", "后台：打开一条"
    ADMIN_SEARCH = "admin_search", "后台：搜索"
    ADMIN_ACTION = "admin_action", "后台：批量操作"
    ADMIN_EXPORT = "admin_export", "后台：导出表格"
    ADMIN_IMPORT = "admin_import", "后台：导入表格"
    DESK_OPENED = "desk_opened", "打开工作台"
    CASE_READ = "case_read", "查看事件"
    PERSON_REVEALED = "person_revealed", "查看完整号码或称呼"
    PHOTO_OPENED = "photo_opened", "打开照片"
    RECORDING_PLAYED = "recording_played", "播放录音"
    PHONE_SEARCHED = "phone_searched", "按电话查询"
    EXPORT_TAKEN = "export_taken", "导出清单"
    MEDIATION_READ = "mediation_read", "查看调解"
    PAPER_OPENED = "paper_opened", "打开文书"
    SCAN_OPENED = "scan_opened", "打开扫描件"
    SIGNATURE_OPENED = "signature_opened", "打开签名"
    EVIDENCE_OPENED = "evidence_opened", "打开证据"
    DOSSIER_OPENED = "dossier_opened", "打开卷宗"
    API_READ = "api_read", "接口：读取事件"
    PARTNER_SENT = "partner_sent", "接口：外部系统送来"
    AUDIT_READ = "audit_read", "查看审计"
    AUDIT_EXPORTED = "audit_exported", "导出审计"
    COMMAND_RUN = "command_run", "执行命令"


class Subject(TextChoices):
    """As whom somebody did it."""

    STAFF = "staff", "工作人员"
    SYSTEM = "system", "系统"
    COMMAND = "command", "命令行"
    PARTNER = "partner", "外部系统"
    UNKNOWN = "unknown", "没有登录的人"


class Thing(TextChoices):
    """What something was done to."""

    CASE = "case", "事件"
    MEDIATION = "mediation", "调解"
    CLUSTER = "cluster", "串并"
    PAPER = "paper", "文书"
    ACCOUNT = "account", "账号"
    PHONE = "phone", "电话"
    LIST = "list", "清单"
    AUDIT = "audit", "审计"
    ROW = "row", "后台数据"
    COMMAND = "command", "命令"
