"""How fast the API lists claims: requests per second and p95, beside a plain ModelViewSet in the same run; all filters.

    python -m factcheck.local.run -- python -m benchmarks.claims_list [--claims 100000] [--seconds 4] [--explain]

gunicorn on the loopback, one process with four threads, one connection that stays open, pages of 50. Ours and the peer
take turns, so that a busy machine troubles both alike; trust the ratio.
"""

import argparse
import contextlib
import http.client
import json
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

ROUNDS = 3


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ["API_RATE"] = "100000000/min"  # faster than anybody may ask
    import django

    django.setup()


def application() -> Any:
    """What gunicorn serves: the API and, beside it, the peer."""
    prepare()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.ROOT_URLCONF = "benchmarks._claims_peer"
    return get_wsgi_application()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument(
        "--seconds", type=float, default=4, help="for each of ours and the peer, in all rounds together"
    )
    parser.add_argument("--explain", action="store_true", help="show how the database finds each page")
    options = parser.parse_args()
    prepare()
    from django.core.management import call_command

    from benchmarks._claims_rows import PER_ARTICLE, START, make_rows
    from claims.models import Article, Speaker

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    token = make_rows(options.claims)
    print(f"{options.claims:,} claims made in {time.perf_counter() - began:.0f} s")
    speaker = Speaker.objects.order_by("id").values_list("pk", flat=True)[0]
    article = Article.objects.order_by("id").values_list("pk", flat=True)[0]
    deep = START + timedelta(seconds=options.claims // PER_ARTICLE // 2)
    paths = {
        "newest": "/api/v1/claims",
        "deep in the list": f"/api/v1/claims?cursor={_cursor(deep)}",
        "status=proposed (70 %)": "/api/v1/claims?status=proposed",
        "status=submitted (1 %)": "/api/v1/claims?status=submitted",
        "status=retracted (none)": "/api/v1/claims?status=retracted",
        "two statuses": "/api/v1/claims?status=submitted&status=approved",
        "article": f"/api/v1/claims?article={article}",
        "speaker": f"/api/v1/claims?speaker={speaker}",
        "assignee=me": "/api/v1/claims?assignee=me",
        "assignee=none": "/api/v1/claims?assignee=none",
        "min_score=0.5": "/api/v1/claims?min_score=0.5",
        "min_score=0.999 (rare)": "/api/v1/claims?min_score=0.999",
        "q=bridges (10 %)": "/api/v1/claims?q=bridges",
        "q, a rare word": "/api/v1/claims?q=quicksilver",
        "q, a word of every claim": "/api/v1/claims?q=built",
        "q + status + min_score": "/api/v1/claims?q=bridges&status=open&min_score=0.5",
        "speaker + status": f"/api/v1/claims?speaker={speaker}&status=proposed",
    }
    with serving() as port:
        ours, peer = take_turns(port, token, "/api/v1/claims", "/peer/claims", options.seconds)
        print(f"\n{'GET /claims, page of 50':<28}{'req/s':>8}{'median':>10}{'p95':>10}")
        for name, times in (("ours", ours), ("plain ModelViewSet", peer)):
            print(f"{name:<28}{times.rate:>8.0f}{times.median:>7.1f} ms{times.p95:>7.1f} ms")
        print(f"{'ratio':<28}{ours.rate / peer.rate:>8.2f}")
        print(f"\n{'filter':<28}{'rows':>8}{'median':>10}{'p95':>10}")
        slowest = 0.0
        for name, path in paths.items():
            times = measure(port, token, path, options.seconds / 4)
            slowest = max(slowest, times.median)
            print(f"{name:<28}{times.rows:>8}{times.median:>7.1f} ms{times.p95:>7.1f} ms")
    if options.explain:
        explain(token, paths)
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = "; too busy to trust more than the ratio" if load > cores else ""
    print(f"\nslowest filter {slowest:.1f} ms; load {load:.1f} on {cores} cores{busy}")
    return 0


def _cursor(moment: datetime) -> str:
    from claims.api.paging import NEWEST_FIRST, write_cursor

    return write_cursor({"created_at": moment, "id": 1}, NEWEST_FIRST)


# -- measuring -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each request, in the order sent."""

    each: list[float]
    rows: int

    @property
    def rate(self) -> float:
        return 1000 * len(self.each) / sum(self.each)

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.each, n=20)[-1] if len(self.each) > 1 else self.each[0]


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """gunicorn with ours and the peer; the port it listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.claims_list:application()",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "4",
        "--keep-alive",
        "60",
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    quiet = {"LOG_LEVEL": "WARNING", "SITE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, env={**os.environ, **quiet})
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if server.poll() is not None:
                raise SystemExit("gunicorn did not start; see above")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def measure(port: int, token: str, path: str, seconds: float) -> Times:
    """One open connection, one request after the other."""
    return _measure(http.client.HTTPConnection("127.0.0.1", port, timeout=60), token, path, seconds)


def _measure(line: http.client.HTTPConnection, token: str, path: str, seconds: float) -> Times:
    headers = {"Authorization": f"Bearer {token}"}
    each: list[float] = []
    body = b""
    for number in range(1_000_000):
        began = time.perf_counter()
        line.request("GET", path, headers=headers)
        response = line.getresponse()
        body = response.read()
        took = 1000 * (time.perf_counter() - began)
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}: {body[:300]!r}")
        if number >= 3:  # after warming up
            each.append(took)
        if sum(each) > 1000 * seconds and len(each) >= 5:
            break
    return Times(each, len(json.loads(body)["results"]))


def take_turns(port: int, token: str, ours: str, peer: str, seconds: float) -> tuple[Times, Times]:
    both: dict[str, list[float]] = {ours: [], peer: []}
    rows: dict[str, int] = {}
    for _ in range(ROUNDS):
        for path in both:
            times = measure(port, token, path, seconds / ROUNDS)
            both[path] += times.each
            rows[path] = times.rows
    if rows[ours] != rows[peer]:
        raise SystemExit(f"the two do not list the same: {rows}")
    return Times(both[ours], rows[ours]), Times(both[peer], rows[peer])


def explain(token: str, paths: dict[str, str]) -> None:
    """How the database finds each page: ANALYZE of the very statement that the API sends."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    logging.disable(logging.WARNING)
    client = Client(headers={"Authorization": f"Bearer {token}", "Host": "127.0.0.1"})
    for name, path in paths.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        sql = next(query["sql"] for query in reversed(queries.captured_queries) if "claims_claim" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) {sql}")
            rows: list[Any] = cursor.fetchall()
        print(f"\n-- {name}\n" + "\n".join(row[0] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
