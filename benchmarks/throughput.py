"""Articles per minute through the real workers, beside the engine alone in the same run.

    python -m factcheck.local.run -- python -m benchmarks.throughput

Needs a throw-away database: the runner gives one. Articles are invented, about 500 words each.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import django

COUNT = int(os.environ.get("COUNT", "60"))
PATIENCE = 900.0  # seconds
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks._stories import story  # noqa: E402
from claims.extraction import analyze, preload  # noqa: E402
from claims.models import Article, Claim, Event, Role, User  # noqa: E402
from claims.services.articles import Submission, submit_article  # noqa: E402
from claims.services.people import set_roles  # noqa: E402
from factcheck.local import processes  # noqa: E402


def main() -> int:
    if _is_migrated() and User.objects.exists():
        print("This database has people in it. Run it on a throw-away one: see the first lines of this file.")
        return 1
    call_command("migrate", verbosity=0)
    actor = User.objects.create_user(username="bench")
    set_roles(actor=None, user=actor, roles=[Role.REVIEWER], now=timezone.now())
    texts = [story(number) for number in range(COUNT)]
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"{COUNT} articles of {words:.0f} words on average, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    rows = [floor(texts)]
    for title, queues in (
        ("one worker", ("interactive,bulk",)),
        ("two workers, as make up starts them", ("interactive", "interactive,bulk")),
    ):
        rows.append(through_workers(title, queues, actor, texts))
    print(f"{'':38}{'articles/min':>13}{'ms each':>9}{'of the floor':>14}")
    for title, seconds in rows:
        rate = COUNT * 60 / seconds
        share = rows[0][1] / seconds
        print(f"{title:38}{rate:>13.0f}{seconds / COUNT * 1000:>9.0f}{share:>13.0%}")
    made = Claim.objects.count()
    print(f"{made} claims stored, {Article.objects.filter(attempts__gt=1).count()} articles needed a second attempt")
    return 0


def floor(texts: Sequence[str]) -> tuple[str, float]:
    """The engine alone: no database, no queue."""
    preload()
    analyze(texts[0])
    begun = time.perf_counter()
    for text in texts:
        analyze(text)
    return "analyze() alone, one process", time.perf_counter() - begun


def through_workers(title: str, queues: Sequence[str], actor: User, texts: Sequence[str]) -> tuple[str, float]:
    """From the first hand-in to the last article that is ready, with workers that have read an article each before."""
    with workers(queues):
        warm = [f"{title}: warming up. Mira Castel said that {number} dams broke." for number in range(4 * len(queues))]
        _submit(actor, warm)
        _until(lambda: not _waiting())
        marked = [f"{text}\n\nThis copy went through {title}." for text in texts]
        begun = timezone.now()
        _submit(actor, marked)
        _until(lambda: not _waiting())
        last = Event.objects.filter(verb="finish_extraction").latest("at").at
    failed = Article.objects.exclude(status="ready").count()
    if failed:
        sys.exit(f"{failed} articles were not ready in the end")
    return title, (last - begun) / timedelta(seconds=1)


@contextmanager
def workers(queues: Sequence[str]) -> Iterator[None]:
    commands = [processes.worker(name=f"bench{n}", queues=names, concurrency=1) for n, names in enumerate(queues)]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def _submit(actor: User, texts: Sequence[str]) -> None:
    for text in texts:
        submit_article(actor=actor, submission=Submission(text=text), now=timezone.now())


def _waiting() -> bool:
    return Article.objects.filter(status__in=("queued", "extracting")).exists()


def _until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > deadline:
            sys.exit(f"not done after {PATIENCE:.0f} s")
        time.sleep(0.1)


def _is_migrated() -> bool:
    from django.db import connection

    return User._meta.db_table in connection.introspection.table_names()


if __name__ == "__main__":
    sys.exit(main())
