from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Write down who is given and loses a post."""
        import governance.reactions  # noqa: F401 - receivers register on import, which needs the models
