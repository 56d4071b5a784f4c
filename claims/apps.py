from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-check desk"

    def ready(self) -> None:
        from claims import checks  # noqa: F401 - registers the system checks


class DeskAdminConfig(SimpleAdminConfig):
    """Django's admin with the desk's own site. Other apps' pages stay out: they know nothing of the desk's roles."""

    default_site = "claims.admin.site.DeskAdminSite"

    def ready(self) -> None:
        super().ready()
        from claims import admin  # noqa: F401 - registers the models
