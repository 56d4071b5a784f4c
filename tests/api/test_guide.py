"""The guide's examples, run one after the other as a reader would."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from claims.models import Article, User
from claims.services.extraction import extract_article
from tests import builders

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"


def commands() -> list[str]:
    """Every line of the guide's shell blocks, continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def send(line: str, values: dict[str, str]) -> Any:
    """What curl would do with this line."""
    words = shlex.split(re.sub(r"\$([A-Z]+)", lambda name: values[name[1]], line))
    assert words.pop(0) == "curl"
    method, url, body, headers = "", "", "", {}
    while words:
        word = words.pop(0)
        if word in ("-sS", "-i"):
            continue
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        else:
            assert not url, f"curl would take {word} for a second address"
            url = word
    assert url.startswith(values["DESK"])
    kind = headers.pop("Content-Type", "")
    return Client().generic(
        method or ("POST" if body else "GET"),
        url.removeprefix(values["DESK"]),
        body,
        content_type=kind,
        headers=headers,
    )


@pytest.mark.django_db
def test_the_examples_work_in_their_order(reviewer: User, capsys: pytest.CaptureFixture[str]) -> None:
    builders.make_claim(reviewer)
    values: dict[str, str] = {}
    answered: list[tuple[str, int]] = []
    for line in commands():
        if line.startswith("TOKEN="):
            call = shlex.split(line.removeprefix("TOKEN=$(python manage.py ").removesuffix(")"))
            call_command(*call)
            values["TOKEN"] = capsys.readouterr().out.strip()
            continue
        if line.startswith("DESK="):
            values["DESK"] = line.removeprefix("DESK=")
            continue
        response = send(line, values)
        assert response.status_code in (200, 201, 202), (line, response.content)
        answered.append((line, response.status_code))
        body = json.loads(response.content)
        if response.status_code == 202:  # the worker takes it apart
            values["ARTICLE"] = str(body["id"])
            assert extract_article(article_id=body["id"], clock=lambda: builders.NOW) == "ready"
            claims = Article.objects.get(pk=body["id"]).claims.order_by("-score")
            first, second = claims[0], claims[1]
            values |= {"CLAIM": str(first.pk), "OTHER": str(second.pk)}
    assert len(answered) >= 15
    assert Article.objects.get(pk=values["ARTICLE"]).claims.get(pk=values["CLAIM"]).status == "submitted"
