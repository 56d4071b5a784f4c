"""The production files, as far as they can be judged without Docker: their shape, and settings that accept them."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from factcheck.local import processes
from factcheck.local.home import CHECKOUT

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("web", "worker", "worker-bulk", "beat", "migrate")
LONG_RUNNING = tuple(name for name in SERVICES if name != "migrate")
SECRET_NAMES = re.compile(r"SECRET|PASSWORD|TOKEN|DATABASE_URL|REDIS_URL")


def test_every_part_of_the_desk_is_there() -> None:
    assert set(SERVICES) == {"proxy", "web", "worker", "worker-bulk", "beat", "migrate", "db", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_locked_down(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]
    assert "privileged" not in service
    assert "network_mode" not in service


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_a_service_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["healthcheck"]["interval"]


def test_the_migration_runs_once_and_before_everything_that_needs_it() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "worker-bulk", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert SERVICES[name]["depends_on"]["db"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", [*OURS, "proxy", "redis"])
def test_nothing_of_ours_runs_as_root(name: str) -> None:
    user, _, group = SERVICES[name]["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if SECRET_NAMES.search(variable):
            assert variable.endswith("_FILE"), f"{name}: {variable} must come from a file"
            assert value.removeprefix("/run/secrets/") in SERVICES[name]["secrets"]
    for secret in SERVICES[name].get("secrets", []):
        assert COMPOSE["secrets"][secret]["file"].startswith("./secrets/")


def test_secrets_are_never_committed() -> None:
    ignored = (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/secrets/", "/.env", ".factcheck/"} <= set(ignored)
    allowed = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in allowed, "the image takes only what is named"
    assert not any("secrets" in line for line in allowed)


def test_only_the_proxy_has_doors_and_data_have_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    for name in ("db", "redis", "beat", "migrate"):
        assert SERVICES[name]["networks"] == ["data"]


def test_data_live_in_volumes() -> None:
    for name in ("db", "redis"):
        assert any(volume.split(":")[0] in COMPOSE["volumes"] for volume in SERVICES[name]["volumes"])


def test_images_name_their_version_and_the_database_has_pgvector() -> None:
    for name in ("proxy", "db", "redis"):
        assert not SERVICES[name]["image"].endswith(":latest")
        assert ":" in SERVICES[name]["image"]
    found = re.fullmatch(r"pgvector/pgvector:pg(\d+)", SERVICES["db"]["image"])
    assert found
    assert int(found[1]) >= 17


def test_the_processes_are_those_that_make_up_runs() -> None:
    def here(command: list[str]) -> list[str]:
        return [processes.PYTHON if part == "python" else part for part in command]

    assert here(SERVICES["web"]["command"]) == processes.web(bind="0.0.0.0:8000", workers=1, threads=8)
    assert here(SERVICES["worker"]["command"]) == processes.worker(name="worker", queues="interactive", concurrency=2)
    assert here(SERVICES["worker-bulk"]["command"]) == processes.worker(
        name="worker-bulk", queues="bulk", concurrency=1
    )
    assert here(SERVICES["beat"]["command"]) == processes.beat(schedule=Path("/tmp/beat-schedule"))
    assert here(SERVICES["migrate"]["command"]) == processes.manage("migrate", "--noinput")
    image_command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert image_command
    assert yaml.safe_load(image_command[1]) == SERVICES["web"]["command"]


def test_every_queue_of_the_desk_has_a_worker() -> None:
    served = {
        queue
        for name in OURS
        for part in SERVICES[name]["command"]
        if part.startswith("--queues=")
        for queue in part.removeprefix("--queues=").split(",")
    }
    assert served == {"interactive", "bulk"}


def test_the_image_is_built_from_hashed_packages_and_runs_as_nobody_special() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert DOCKERFILE.count("\nFROM ") >= 2
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert not re.search(r"\b(pip|apt-get|curl|wget)\b", final)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for path in source.split():
            assert (CHECKOUT / path).exists(), f"the Dockerfile copies {path}, which does not exist"


def test_what_the_image_copies_is_enough_to_collect_its_static_files(tmp_path: Path) -> None:
    """As its build does: no secret, no server, and every file that a style sheet names must be there."""
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for path in source.split():
            if (CHECKOUT / path).is_dir():
                shutil.copytree(CHECKOUT / path, tmp_path / path, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                (tmp_path / path).parent.mkdir(exist_ok=True)
                shutil.copy(CHECKOUT / path, tmp_path / path)
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "COLLECTED_STATIC": "1", "FACTCHECK_HOME": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_mounted_files_exist() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (CHECKOUT / volume.split(":")[0]).is_file()


def test_settings_accept_what_compose_sets(tmp_path: Path) -> None:
    """The whole path: make the secrets, set the environment of `web`, load the settings, pass the deployment checks."""
    secrets = tmp_path / "secrets"
    subprocess.run([sys.executable, "deploy/make_secrets.py", str(secrets)], cwd=CHECKOUT, check=True)
    env = {"PATH": os.environ["PATH"], "COLLECTED_STATIC": "1", "FACTCHECK_HOME": str(tmp_path / "none")}
    for variable, value in SERVICES["web"]["environment"].items():
        env[variable] = expand(value).replace("/run/secrets/", f"{secrets}/")
    code = (
        "from django.conf import settings as s; import json;"
        "print(json.dumps([s.MISSING, s.ALLOWED_HOSTS, s.DATABASES['default']['HOST'], s.CELERY_BROKER_URL[:9],"
        " s.SESSION_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER, bool(s.METRICS_TOKEN), s.DEBUG]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={**env, "DJANGO_SETTINGS_MODULE": "factcheck.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert yaml.safe_load(told.stdout) == [
        [],
        ["desk.example.org", "127.0.0.1"],
        "db",
        "redis://:",
        True,
        ["HTTP_X_FORWARDED_PROTO", "https"],
        True,
        False,
    ]


def expand(value: str) -> str:
    """What Compose makes of ${NAME:-default} and ${NAME:?message}."""
    value = re.sub(r"\$\{SITE_HOST(?::\?[^}]*)?\}", "desk.example.org", value)
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def test_secrets_are_random_private_and_kept(tmp_path: Path) -> None:
    command = [sys.executable, str(CHECKOUT / "deploy" / "make_secrets.py"), str(tmp_path / "secrets")]
    subprocess.run(command, check=True, capture_output=True)
    first = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()}
    named = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert named - set(first) == {"tls_certificate.pem", "tls_key.pem"}
    assert len(set(first.values())) == len(first)
    assert min(len(value) for value in first.values()) > 40
    assert first["db_password"].strip() in first["database_url"]
    assert first["redis_password"].strip() in first["redis_url"]
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()} == first


def test_the_proxy_sets_no_header_that_the_desk_sets() -> None:
    caddyfile = (CHECKOUT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert caddyfile.count("{") == caddyfile.count("}")
    assert "reverse_proxy web:8000" in caddyfile
    for header in ("Strict-Transport-Security", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert header not in caddyfile
