#!/usr/bin/env python3
"""Django's door."""

import os
import sys

if __name__ == "__main__":
    # Processes are the unit of parallelism; threads woken for small products cost more than they bring.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make env`, then `.venv/bin/python manage.py …`.")
    execute_from_command_line(sys.argv)
