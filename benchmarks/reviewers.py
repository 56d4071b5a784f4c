"""Fifty reviewers on one queue: is an edit lost, a claim in two hands, does the desk stumble, and how long it takes.

    python -m factcheck.local.run -- python -m benchmarks.reviewers [--people 50] [--seconds 300] [--claims 2000]
        [--pause 3] [--processes 2]

Each simulated reviewer works as the pages do, over HTTP with a session of their own: looks at the queue, takes a
claim, opens it, rewords it, corrects its speaker, attaches a source, hands a verdict in, and reads and approves what
others handed in. All take from the same few lines at the top of the queue, and some save from a page that was opened
before somebody else changed the claim. --pause is the mean of the seconds between two acts: 3 is a person who never
stops to read, 0 shows what the machine can do at most. gunicorn runs as in production, one process a core, on the same
machine as the reviewers, PostgreSQL and Valkey. The floor, in the same run: one alone.

Nothing may be lost: every saved wording stands in the claim's history, each built on the one before. Nothing may be
held twice: between two takes lies a release, a hand-in or a take-over. Nothing may answer 5xx.
"""

import argparse
import contextlib
import logging
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

REVISION = re.compile(r'name="revision"[^>]*value="(\d+)"')
LINE = re.compile(r'id="(?:row|claim)-(\d+)"')


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()


@dataclass
class Tally:
    """What all reviewers saw, shared and locked."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[str] = field(default_factory=Counter)
    stumbles: list[str] = field(default_factory=list)
    saved: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, name: str, milliseconds: float, status: int, address: str) -> None:
        with self.lock:
            self.times[name].append(milliseconds)
            self.answers[f"{name} {status}"] += 1
            if status >= 500:
                self.stumbles.append(f"{status} {address}")


class Reviewer:
    """One person with a session."""

    def __init__(self, number: int, username: str, cookies: dict[str, str], base: str, tally: Tally) -> None:
        import httpx

        self.pause = 1.0  # seconds between two acts, on average
        self.tally = tally
        self.random = random.Random(number)
        self.username = username
        self.web = httpx.Client(base_url=base, cookies=cookies, timeout=60)
        self.headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": base, "HX-Request": "true"}
        self.rating = 0

    def ask(self, name: str, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        began = time.perf_counter()
        headers = self.headers if method == "POST" else {}
        answer = self.web.request(method, path, data=data, headers=headers)
        self.tally.note(name, 1000 * (time.perf_counter() - began), answer.status_code, path)
        return answer

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            self.one_claim()
            if self.random.random() < 0.4:
                self.second_opinion()

    def rest(self) -> None:
        time.sleep(self.random.uniform(0.5, 1.5) * self.pause)

    def one_claim(self) -> None:
        queue = self.ask("queue", "GET", "/?status=open")
        lines = list(dict.fromkeys(int(key) for key in LINE.findall(queue.text)))[:12]
        if not lines:
            self.rest()
            return
        claim = self.random.choice(lines)
        before = self.ask("claim page", "GET", f"/claims/{claim}/")
        stale = revision_in(before.text)
        self.rest()
        taken = self.ask("take", "POST", f"/claims/{claim}/take/", {"part": "claim"})
        if taken.status_code != 200:
            # Somebody else has it. Whoever had a wording half typed saves it all the same: to be told, not to win.
            self.reword(claim, stale)
            return
        opened = self.ask("claim page", "GET", f"/claims/{claim}/")
        revision = revision_in(opened.text)
        self.rest()
        self.reword(claim, stale if self.random.random() < 0.2 else revision)
        name = f"Speaker {self.random.randint(1, 40)} of Norland"
        self.ask("speaker", "POST", f"/claims/{claim}/speaker/", {"name": name})
        self.rest()
        source = {
            "url": f"https://site{self.random.randint(1, 10**9)}.example.org/page", "title": "A page",
            "stance": "supports", "proximity": "primary", "medium": "web_text", "disclosure": "public",
        }  # fmt: skip
        self.ask("evidence", "POST", f"/claims/{claim}/evidence/", source)
        self.rest()
        verdict = {"rating": self.rating, "summary": f"The register of Norland says so, by {self.username}.",
                   "rationale": "We counted.", "right_of_reply": "The ministry was asked."}  # fmt: skip
        self.ask("hand in", "POST", f"/claims/{claim}/judge/", verdict)

    def reword(self, claim: int, revision: str) -> None:
        wording = f"Norland built {self.random.randint(1, 10**9)} bridges in 2025, says {self.username}."
        saved = self.ask(
            "reword", "POST", f"/claims/{claim}/reword/",
            {"standalone": wording, "kind": "factual", "revision": revision},
        )  # fmt: skip
        if saved.status_code == 200:
            with self.tally.lock:
                self.tally.saved[claim].append(wording)

    def second_opinion(self) -> None:
        queue = self.ask("queue", "GET", "/?status=submitted")
        lines = LINE.findall(queue.text)
        if not lines:
            return
        claim = self.random.choice(lines[:12])
        page = self.ask("claim page", "GET", f"/claims/{claim}/")
        self.rest()
        data = {"revision": revision_in(page.text), "note": ""}
        self.ask("approve", "POST", f"/claims/{claim}/approve/", data)


def revision_in(page: str) -> str:
    found = REVISION.search(page)
    return found[1] if found else ""


# -- the desk ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(workers: int) -> Iterator[str]:
    """The desk behind gunicorn; its address."""
    from factcheck.local import processes

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = processes.web(bind=f"127.0.0.1:{port}", workers=workers, threads=8)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def make_desk(people: int, claims: int) -> list[tuple[str, dict[str, str]]]:
    """Reviewers with sessions, and open claims in articles of their own. The names and cookies of the people."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string
    from django.utils import timezone

    from claims.models import Lane, Role, User
    from claims.services import articles
    from claims.services import claims as verbs
    from claims.services import people as desk_people

    now = timezone.now()
    team = []
    for number in range(people):
        user = User.objects.create_user(username=f"reviewer{number}")
        desk_people.set_roles(actor=None, user=user, roles=(Role.REVIEWER,), now=now)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        team.append((user.username, {"sessionid": str(session.session_key), "csrftoken": _get_new_csrf_string()}))
    first = User.objects.get(username="reviewer0")
    for number in range(0, claims, 20):
        quotes = [f"Norland built {number + one + 100} bridges in {1990 + one}." for one in range(20)]
        text = f"Report {number}. " + " ".join(quotes)
        article = articles.submit_article(
            actor=first, submission=articles.Submission(text=text), lane=Lane.BULK, now=now
        ).article
        version = article.versions.get()
        for quote in quotes:
            start = version.text.index(quote)
            verbs.add_claim(actor=first, version_id=version.pk, start=start, end=start + len(quote), now=now)
    return team


# -- what must hold ----------------------------------------------------------------------------------


def lost_edits(saved: dict[int, list[str]]) -> list[str]:
    """Wordings that were answered with yes and are not in the history, and ones built on a state that was not there."""
    from claims.models import Event

    lost = []
    for claim, wordings in saved.items():
        told = [event.data for event in Event.objects.about("claim", claim).filter(verb="reword").order_by("sequence")]
        came = [one["to"] for one in told]
        lost += [f"claim {claim}: {wording}" for wording in wordings if wording not in came]
        lost += [
            f"claim {claim}: {after['to']} was not written on top of {before['to']}"
            for before, after in pairwise(told)
            if after["from"] != before["to"]
        ]
    return lost


def double_holders() -> list[str]:
    """Claims that were taken while somebody else held them, by their histories."""
    from claims.models import Event

    double = []
    holder: dict[int, str] = {}
    events = Event.objects.filter(chain__subject="claim").order_by("chain_id", "sequence")
    for event in events.values("chain__subject_id", "verb", "actor_name").iterator(chunk_size=2000):
        claim = event["chain__subject_id"]
        if event["verb"] == "take":
            if claim in holder:
                double.append(f"claim {claim}: {event['actor_name']} took it from {holder[claim]}")
            holder[claim] = event["actor_name"]
        elif event["verb"] == "take_over":
            holder[claim] = event["actor_name"]
        elif event["verb"] in ("release", "submit", "return", "dismiss"):
            holder.pop(claim, None)
    return double


# -- the run -----------------------------------------------------------------------------------------


def run(team: list[tuple[str, dict[str, str]]], base: str, *, rating: int, pause: float, seconds: float) -> Tally:
    tally = Tally()
    people = [Reviewer(number, name, cookies, base, tally) for number, (name, cookies) in enumerate(team)]
    until = time.monotonic() + seconds
    threads = []
    for one in people:
        one.rating, one.pause = rating, pause
        threads.append(threading.Thread(target=one.work, args=(until,), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    if any(thread.is_alive() for thread in threads):
        tally.stumbles.append("a reviewer never came to an end")
    return tally


def show(title: str, tally: Tally, seconds: float) -> None:
    asked = sum(map(len, tally.times.values()))
    print(f"\n{title}: {asked:,} requests in {seconds:.0f} s, {asked / seconds:.1f} a second")
    print(f"{'page or act':<14}{'times':>8}{'median':>11}{'p95':>11}{'longest':>11}   answers")
    for name, times in sorted(tally.times.items()):
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        answers = ", ".join(
            f"{key.rpartition(' ')[2]}×{count}"
            for key, count in sorted(tally.answers.items())
            if key.rpartition(" ")[0] == name
        )
        print(
            f"{name:<14}{len(times):>8}{statistics.median(times):>8.0f} ms{p95:>8.0f} ms{max(times):>8.0f} ms"
            f"   {answers}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--claims", type=int, default=2000)
    parser.add_argument("--pause", type=float, default=3.0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    prepare()
    logging.disable(logging.INFO)
    from django.core.management import call_command

    from claims.models import Rating
    from claims.services.history import verify_history

    call_command("migrate", verbosity=0)
    team = make_desk(options.people, options.claims)
    rating = Rating.objects.of_default_scale().get(slug="true").pk
    with serving(options.processes) as base:
        pace: dict[str, Any] = {"rating": rating, "pause": options.pause}
        alone = run(team[:1], base, **pace, seconds=min(40.0, options.seconds))
        tally = run(team, base, **pace, seconds=options.seconds)
    show("the floor, one reviewer alone", alone, min(40.0, options.seconds))
    show(f"{options.people} reviewers at once", tally, options.seconds)
    saved = {claim: [*alone.saved[claim], *tally.saved[claim]] for claim in {*alone.saved, *tally.saved}}
    lost, double, flaws = lost_edits(saved), double_holders(), list(verify_history())
    stumbles = alone.stumbles + tally.stumbles
    print(f"\n{sum(map(len, saved.values())):,} wordings saved, {len(lost)} lost")
    print(f"{len(double)} claims in two hands; {len(stumbles)} answers of 5xx; {len(flaws)} flaws of the history")
    for line in [*lost, *double, *stumbles, *map(str, flaws)][:20]:
        print(f"  {line}")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    print(f"load {load:.1f} on {cores} cores")
    return 1 if lost or double or stumbles or flaws else 0


if __name__ == "__main__":
    sys.exit(main())
