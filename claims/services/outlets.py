"""The register of outlets."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from claims.errors import Invalid
from claims.models import Outlet, User
from claims.services.rows import demand_lead, locked_row, save_row


def save_outlet(*, actor: User, outlet_id: int | None = None, name: str, host: str = "", now: datetime) -> Outlet:
    """Add an outlet or change one. A whole address is taken for its host."""
    demand_lead(actor)
    name, host = " ".join(name.split()), _host(host)
    if not name:
        raise Invalid("The outlet needs a name.", {"name": ["Write the name that readers know it by."]})
    with transaction.atomic():
        return save_row(
            actor=actor, row=locked_row(Outlet, outlet_id), values={"name": name, "host": host}, now=now,
            clash="Another outlet has this host, or this name and no host either. Edit that one instead.",
        )  # fmt: skip


def _host(text: str) -> str:
    text = text.strip().casefold()
    if not text:
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        host = ""
    host = host.removeprefix("www.").rstrip(".")
    if "." not in host or any(char.isspace() for char in host):
        raise Invalid("This is no host.", {"host": ["Write a host such as news.example.org, or leave it empty."]})
    return host
