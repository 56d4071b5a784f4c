"""Every named rule of the database, broken on purpose by statements that no Python validation sees."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.builders import NOW
from tests.models.desk_rules import DESK_BROKEN
from tests.models.known_rules import KNOWN_BROKEN
from tests.models.text_rules import TEXT_BROKEN
from tests.models.verdict_rules import CHANGE, VERDICT_BROKEN
from tests.models.world import World, delete, insert_like, make_world, update

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for all tests here: each of them is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


BROKEN: dict[str, list[Callable[[World], object]]] = {
    **TEXT_BROKEN,
    **VERDICT_BROKEN,
    **KNOWN_BROKEN,
    **DESK_BROKEN,
    # history
    "eventchain_subject_unique": [lambda w: insert_like(w.chain)],
    "eventchain_kept": [lambda w: delete(w.chain)],
    "event_sequence_unique": [lambda w: insert_like(w.event)],
    "event_verb_filled": [lambda w: insert_like(w.event, sequence=99, verb="")],
    "event_append_only": [
        lambda w: update(w.event, actor_name="Somebody else"),
        lambda w: update(w.event, data={}),
        lambda w: delete(w.event),
    ],
}
OTHERWISE_PROVEN = {"event_never_truncated"}  # below


@pytest.mark.parametrize(
    ("rule", "turn"), [(rule, turn) for rule, breaches in BROKEN.items() for turn in range(len(breaches))]
)
def test_rule_holds_against_sql(world: World, rule: str, turn: int) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BROKEN[rule][turn](world)
    assert _broken_rule(caught.value) == rule


def test_history_cannot_be_truncated(world: World) -> None:
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("claims_event", "claims_eventchain"):
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")
            assert _broken_rule(caught.value) == "event_never_truncated"


def test_what_may_change_can_change(world: World) -> None:
    """The rules refuse what they name and nothing else."""
    with undone():
        update(world.version, engine="new", sentences=[[0, 5]])
        update(world.publication, is_current=False)
        update(world.claim, standalone="Worded anew.", said_from="2026-02-01", said_until="2026-02-01")
        update(world.evidence, passage_start=0, passage_end=3)
        insert_like(world.evidence, passage="Another passage.")
        insert_like(world.statement, cue_start=3)
        insert_like(world.speaker, disambiguation="the footballer")
        insert_like(world.publication, number=2, **CHANGE)
        update(world.proposed_weights, factors={"figures": 5.0}, offset=-10, report={"learned_from": 7})
        update(world.active_weights, applied_at=NOW)
        update(world.active_weights, status="retired", retired_at=NOW)
        insert_like(world.active_weights, number=99)


def test_every_named_rule_is_proven() -> None:
    proven = BROKEN.keys() | OTHERWISE_PROVEN
    assert set(_rules_of_the_models()) | set(_triggers()) == proven


def test_every_rule_of_the_models_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {name for (name,) in cursor.fetchall()}
    assert set(_rules_of_the_models()) <= there


def _rules_of_the_models() -> Iterator[str]:
    for model in apps.get_app_config("claims").get_models():
        for rule in model._meta.constraints:
            assert rule.name.startswith(f"{model._meta.model_name}_"), rule.name
            yield rule.name


def _triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return [name for (name,) in cursor.fetchall()]


def _broken_rule(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    return diagnosis.constraint_name if diagnosis else None
