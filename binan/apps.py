from django.apps import AppConfig


class BinanConfig(AppConfig):
    name = "binan"
    verbose_name = "滨安码"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from binan import checks  # noqa: F401 - registers the system checks
