"""What docs/operating.md says of the environment, held against the code that reads it."""

import re

from factcheck.local.home import CHECKOUT

DOCUMENT = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")
SETTINGS = (CHECKOUT / "factcheck" / "settings.py").read_text(encoding="utf-8")
# The engine is a library that knows no settings: it reads its own words of the environment.
ENGINE = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "claims" / "extraction").rglob("*.py"))


def test_every_variable_that_settings_read_is_written_down() -> None:
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', SETTINGS))
    assert len(read) > 15, "the pattern no longer finds them"
    table = DOCUMENT[DOCUMENT.index("## Environment") :]
    written = set(re.findall(r"`([A-Z_]+)`", table)) | {"PORT"}
    assert read - written == set()


def test_no_variable_is_written_down_that_nothing_reads() -> None:
    table = DOCUMENT[DOCUMENT.index("## Environment") : DOCUMENT.index("## Health, metrics, logs")]
    for name in re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE):
        assert f'"{name}"' in SETTINGS + ENGINE, f"neither settings.py nor the engine reads {name}"


def test_files_that_it_names_exist() -> None:
    for path in re.findall(r"`((?:deploy|tests|requirements)/[\w./-]+)`", DOCUMENT):
        assert (CHECKOUT / path).exists(), path
