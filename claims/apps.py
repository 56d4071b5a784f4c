from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-check desk"

    def ready(self) -> None:
        from claims import checks  # noqa: F401 - registers the system checks
