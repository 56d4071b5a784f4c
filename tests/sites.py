"""A web site on this machine that says what a test wants, for copies of sources."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.test import override_settings

STORY = (
    "Norland's register of bridges lists 97 bridges in all, the ministry of transport said on Monday.",
    "Twelve of them are closed to lorries until the autumn, the minister, Mira Castel, told reporters in Skag.",
    "Ferries run every hour, weather permitting, said the harbour master, and nobody has to wait for long.",
)


def page(
    *paragraphs: str,
    title: str = "Bridges of Norland",
    outlet: str = "The Gazette",
    author: str = "Ines Quill",
    day: str = "2026-02-27",
) -> bytes:
    """An article as sites write it, with a script that must never run on the desk."""
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or STORY)
    return f"""<!doctype html><html lang="en"><head><title>{title} | {outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">
<meta name="author" content="{author}"><meta property="article:published_time" content="{day}T08:00:00Z">
<script>document.title = "taken over"; window.name = "run";</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>{told}</article></body></html>""".encode()


@dataclass
class Site:
    """What it answers, by path, and what it was asked."""

    address: str = ""
    host: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None  # done before it answers

    def shows(
        self, path: str, body: bytes = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> str:
        """The address at which this is shown from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"content-type": kind} | named, body or page())
        return self.address + path


@contextmanager
def open_site() -> Iterator[Site]:
    """A site that the desk may fetch from while this lasts."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if site.meanwhile:
                site.meanwhile()
            status, headers, body = site.answers.get(self.path, (404, {"content-type": "text/html"}, b"Nothing here."))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.host = f"127.0.0.1:{server.server_address[1]}"
    site.address = f"http://{site.host}"
    try:
        with override_settings(FETCH_ALLOWED_HOSTS=[site.host]):
            yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
