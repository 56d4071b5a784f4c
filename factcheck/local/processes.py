"""The desk's own processes, as argument lists. docker-compose.yml runs the same ones; a test compares them."""

import sys
from pathlib import Path

PYTHON = sys.executable


def web(*, bind: str, workers: int, threads: int) -> list[str]:
    """gunicorn with threads. Its control socket would lie in the home folder, so there is none."""
    return [
        *(PYTHON, "-m", "gunicorn", "factcheck.wsgi", f"--bind={bind}", "--worker-class=gthread"),
        *(
            f"--workers={workers}",
            f"--threads={threads}",
            "--timeout=60",
            "--graceful-timeout=10",
            "--no-control-socket",
        ),
    ]


def worker(*, name: str, queues: str, concurrency: int) -> list[str]:
    """A Celery worker for some queues. One must serve `interactive` alone, so that a bulk import never holds it up."""
    return [
        *(PYTHON, "-m", "celery", "-A", "factcheck", "worker", f"--hostname={name}@%h", f"--queues={queues}"),
        *(f"--concurrency={concurrency}", "--loglevel=INFO", "--without-gossip", "--without-mingle"),
    ]


def beat(*, schedule: Path) -> list[str]:
    """Celery's clock. `schedule` is the file in which it remembers what ran when."""
    return [
        PYTHON,
        "-m",
        "celery",
        "-A",
        "factcheck",
        "beat",
        f"--schedule={schedule}",
        "--pidfile=",
        "--loglevel=INFO",
    ]


def manage(*arguments: str) -> list[str]:
    return [PYTHON, "manage.py", *arguments]
