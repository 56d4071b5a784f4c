"""Fixtures that several rooms share. State is built by tests/builders.py, through services."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import override_settings

from claims.models import Role, User
from claims.services.history import verify_history
from tests import builders
from tests.database import Template, begin_keeping, find_template
from tests.sites import Site, open_site

if TYPE_CHECKING:
    import execnet


NO_CHROMIUM = "NO CHROMIUM FOUND: browser tests skipped"
TEMPLATE = pytest.StashKey[Template]()
MOST_WORKERS = 6  # what the connections of one PostgreSQL and the numbers of one Valkey are enough for


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """One a processor: a browser test keeps its own busy. None for named files, which are done before two start."""
    processors = yield
    is_narrow = all(name.partition("::")[0].endswith(".py") for name in config.args)
    return 0 if is_narrow else min(processors, MOST_WORKERS)


def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence["execnet.XSpec"]) -> None:
    """Each worker has a Valkey of its own, by number; pytest-django gives each a database of its own."""
    for number, spec in enumerate(specs):
        spec.env["REDIS_URL"] = numbered(settings.REDIS_URL, number)
    config.stash[TEMPLATE] = Template()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if template := session.config.stash.get(TEMPLATE, None):
        template.drop()


def numbered(address: str, more: int) -> str:
    """The address of the Valkey database that comes so many after this one."""
    base, _, query = address.partition("?")
    if base.startswith("unix:"):
        return f"{base}?db={int(query.removeprefix('db=') or 0) + more}"
    parts = urlsplit(address)
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + more}").geturl()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, then those of many tests: no worker shall be left alone with one at the end."""
    tests = Counter(item.path for item in items)
    long = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in long, -tests[item.path], item.path))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report.nodeid for report in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("BROWSER TESTS WERE SKIPPED", red=True)
        terminalreporter.line("No Chromium was found. Install one, or name it in CHROMIUM. Nothing below was proven:")
        for name in skipped:
            terminalreporter.line(f"  {name}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any
) -> None:
    """A worker's database is a copy of the one that was migrated for all."""
    if hasattr(request.config, "workerinput"):
        with django_db_blocker.unblock():
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = find_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A test that commits leaves the database as migrations made it."""
    with django_db_blocker.unblock():
        begin_keeping()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The real hasher takes a tenth of a second on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    """Somebody else's web site, on this machine."""
    with open_site() as one:
        yield one


@pytest.fixture
def history_stays_whole(db: None) -> Iterator[None]:
    """Asked for by a whole file: after each of its tests the chains hold."""
    yield
    assert list(verify_history()) == []


@pytest.fixture
def reviewer(db: None) -> User:
    return builders.make_user("rita")


@pytest.fixture
def second(db: None) -> User:
    """Another reviewer."""
    return builders.make_user("sam")


@pytest.fixture
def editor(db: None) -> User:
    return builders.make_user("edda", Role.EDITOR)


@pytest.fixture
def administrator(db: None) -> User:
    return builders.make_user("ada", Role.ADMINISTRATOR)


@pytest.fixture
def stranger(db: None) -> User:
    return builders.make_stranger()
