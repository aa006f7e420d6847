from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticConfig(StaticFilesConfig):
    """Static files without those of pages we do not serve: compressing them would take half of the first start."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]


class BinanConfig(AppConfig):
    name = "binan"
    verbose_name = "滨安码"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from binan import checks  # noqa: F401 - registers the system checks
        from binan.kit import meters

        meters.count_statements()


class KeeperConfig(AdminConfig):
    """Django's admin on our own site, whose every table is watched."""

    default_site = "binan.keeper.Site"
