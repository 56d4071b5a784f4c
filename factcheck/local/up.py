"""`make up`: the whole desk on this machine, from services to samples, minded until Ctrl-C."""

import http.client
import json
import os
import re
import secrets
import socket
import sys
import time
from pathlib import Path

from factcheck.local import home, processes, stack
from factcheck.local.home import CHECKOUT, Trouble
from factcheck.local.supervise import Crashed, Stopped, Supervisor

DEFAULT_PORT = 8000
STOP_FIRST = ("web", "beat", "worker-bulk", "worker")
_WEB_TIMEOUT = 60.0  # seconds
_SAMPLE_TIMEOUT = 180.0


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    try:
        port = wanted_port()
        data = home.folder()
        home.make(data)
        with home.hold(data):
            wait_for_port(port, patience=8.0 if stack.was_killed(data) else 0.0)
            return run(data, port)
    except Trouble as trouble:
        say(f"up: {trouble}")
        return 1


def run(data: Path, port: int) -> int:
    """Start everything, mind it, and whatever happens stop it again. 0 if we were asked to stop, else 1."""
    supervisor = Supervisor(data / "logs", say=say)
    status = 1
    try:
        start(data, port, supervisor)
        supervisor.watch()
    except Stopped:
        say("stopping: asked to")
        status = 0
    except Crashed as crash:
        say(f"up: {crash}\nstopping: the desk does not run without it")
    except Trouble as trouble:
        say(f"up: {trouble}\nstopping: the start failed")
    finally:
        supervisor.stop(first=STOP_FIRST)
        stack.tidy(data)
        say("stopped")
    return status


def start(data: Path, port: int, supervisor: Supervisor) -> None:
    """From nothing to the line that says ready."""
    is_first = not (data / home.SIGN_INS).exists()
    values = {
        **stack.start(data, supervisor),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or home.secret_key(data),
        "SITE_URL": os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "METRICS_TOKEN": os.environ.get("METRICS_TOKEN") or secrets.token_urlsafe(24),
    }
    home.write_services(data, values)
    ours = {"FACTCHECK_HOME": str(data), "DJANGO_SETTINGS_MODULE": "factcheck.settings", "PYTHONUNBUFFERED": "1"}
    env = {**os.environ, **values, **ours}
    for name in values:
        env.pop(f"{name}_FILE", None)  # already read
    say("starting the web process and bringing the database up to date")
    web = processes.web(bind=f"127.0.0.1:{port}", workers=1, threads=8)
    supervisor.start("web", web, env=env, folder=CHECKOUT, grace=15.0)  # loads meanwhile; nobody is sent there yet
    supervisor.run("migrate", processes.manage("migrate", "--noinput", "--skip-checks"), env=env, folder=CHECKOUT)

    def start_worker(name: str, queues: str) -> None:
        command = processes.worker(name=name, queues=queues, concurrency=1)
        supervisor.start(name, command, env=env, folder=CHECKOUT, grace=30.0)

    say("starting a worker")
    start_worker("worker", "interactive")
    if is_first:
        say("making the sample newsroom")
        # The passwords go into its file and from there to the screen, never into a log: hence the silence.
        supervisor.run(
            "sample", processes.manage("load_sample", "--verbosity=0", "--skip-checks"), env=env, folder=CHECKOUT
        )
    supervisor.wait_until(
        lambda: get(port, "/healthz") is not None, timeout=_WEB_TIMEOUT, what="The web process did not answer /healthz"
    )
    say("starting the clock and a worker for bulk imports")
    supervisor.start("beat", processes.beat(schedule=data / "beat-schedule"), env=env, folder=CHECKOUT)
    if is_first:
        wait_for_samples(port, env["METRICS_TOKEN"], supervisor)
    start_worker("worker-bulk", "interactive,bulk")  # last: nobody waits for it yet
    show_sign_ins(data, is_first=is_first)
    say(f"ready: http://127.0.0.1:{port}")


def wanted_port() -> int:
    """PORT, or 8000; 0 asks for any free one."""
    text = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not text.isdecimal() or int(text) > 65535:
        raise Trouble(f"PORT must be a number from 1 to 65535, not {text!r}.")
    if int(text):
        return int(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, patience: float) -> None:
    """Trouble if something listens there. `patience`: for how long an earlier desk that was killed may still do so."""
    deadline = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                raise Trouble(
                    f"This user may not serve on port {port}. Choose one above 1023: PORT=8001 make up"
                ) from None
            except OSError:
                if time.monotonic() >= deadline:
                    raise Trouble(
                        f"Port {port} is in use by another program. "
                        f"Stop that one, or choose another port: PORT={port + 1} make up"
                    ) from None
            else:
                return
        time.sleep(0.1)


def get(port: int, path: str, token: str = "") -> str | None:
    """What our own web process answers; None unless that is a success."""
    try:
        talk = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        talk.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = talk.getresponse()
        body = answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return None
    return body if answer.status == http.client.OK else None


def wait_for_samples(port: int, token: str, supervisor: Supervisor) -> None:
    """Until the worker has taken the first articles apart. Where that takes long, it is said, and the desk opens."""
    deadline = time.monotonic() + _SAMPLE_TIMEOUT
    last = -1
    while left := waiting_articles(get(port, "/metrics", token) or ""):
        if left != last:
            say(f"taking the sample articles apart: {left} left")
            last = left
        if time.monotonic() > deadline:
            say(f"the samples are not done after {_SAMPLE_TIMEOUT:.0f} s (see {supervisor.logs}/worker.log); going on")
            return
        supervisor.check()
        time.sleep(0.2)


def waiting_articles(metrics: str) -> int:
    """How many articles are queued or being extracted, by the desk's own metrics."""
    counts = re.findall(r'^factcheck_articles\{status="(?:queued|extracting)"\} ([0-9.]+)', metrics, re.MULTILINE)
    return sum(int(float(count)) for count in counts)


def show_sign_ins(data: Path, *, is_first: bool) -> None:
    """The sample newsroom's passwords, on the screen at the first start only."""
    path = data / home.SIGN_INS
    try:
        people = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return  # the sample was removed
    if not is_first:
        say(f"sign-ins: in {path}")
        return
    say(f"sign-ins of the sample newsroom (shown this once, kept in {path}):")
    rows = [("username", "password", "role"), *((one["username"], one["password"], one["role"]) for one in people)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
