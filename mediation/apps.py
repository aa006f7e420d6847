from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"
    verbose_name = "调解"

    def ready(self) -> None:
        """Listen to the cases."""
        import mediation.reactions  # noqa: F401 - receivers register on import, which needs the models
