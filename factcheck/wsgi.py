"""What gunicorn serves."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()


def _refuse_half_configured() -> None:
    from django.conf import settings

    if settings.MISSING:
        names = ", ".join(settings.MISSING)
        raise ImproperlyConfigured(f"Set {names} (or {names.split(', ')[0]}_FILE), or start everything with `make up`.")


_refuse_half_configured()
