"""The project as a Django app, so that whatever loads Django also knows the Celery app and can ring its doorbell."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "factcheck"
    verbose_name = "Deployment"

    def ready(self) -> None:
        from factcheck import celery  # noqa: F401 - makes it the current app
