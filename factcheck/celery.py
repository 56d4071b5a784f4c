"""The Celery application: its settings stand in settings.py under CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init
from django_structlog.celery.steps import DjangoStructLogInitStep

# Processes are the unit of parallelism; threads woken for small products cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
if app.steps is not None:
    app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery would replace the handlers of settings.LOGGING; connecting here tells it not to."""


@worker_init.connect
def load_models(**_: Any) -> None:
    """Once, before the worker forks: its processes share the models, and one that takes another's place has it too.

    A process that loaded it for itself would be taken for dead on a slow machine, and started again and again.
    """
    from claims.extraction import preload
    from claims.matching import vectors

    preload()
    vectors.preload()
