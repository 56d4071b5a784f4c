#!/usr/bin/env python3
"""Make the secrets that docker-compose.yml reads: python3 deploy/make_secrets.py [folder]

Random and new; a file that exists is left alone. Only the standard library is needed. The folder is closed to everybody
else; the files in it are readable, because Compose mounts each of them alone into containers that run as other users.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def make(folder: Path) -> list[str]:
    """Write what is missing; the names of the files written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made: list[str] = []

    def keep(name: str, value: str) -> str:
        path = folder / name
        if path.exists():
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "w", encoding="utf-8") as out:
            out.write(value + "\n")
        path.chmod(0o444)
        made.append(name)
        return value

    keep("secret_key", secrets.token_urlsafe(64))
    keep("metrics_token", secrets.token_urlsafe(32))
    keep("db_superuser_password", secrets.token_hex(24))
    database = keep("db_password", secrets.token_hex(24))
    broker = keep("redis_password", secrets.token_hex(24))
    keep("database_url", f"postgres://factcheck:{database}@db:5432/factcheck")
    keep("redis_url", f"redis://:{broker}@redis:6379/0")
    return made


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("secrets")
    written = make(where)
    print(f"{where}: made {', '.join(written) or 'nothing new'}")
    if absent := [name for name in ("tls_certificate.pem", "tls_key.pem") if not (where / name).exists()]:
        print(f"{where}: put {' and '.join(absent)} there yourself: the certificate of the desk's public name")
