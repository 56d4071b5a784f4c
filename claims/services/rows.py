"""Saving rows that are plain settings of the desk, so that each change is checked and told in one way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import User
from claims.permissions import may_run_desk
from claims.services.history import record_event

M = TypeVar("M", bound=models.Model)


def demand_lead(actor: User | None) -> None:
    """Only who runs the desk goes on. ``None`` is the command line of the server."""
    if actor is not None and not may_run_desk(actor):
        raise Forbidden("not_an_editor", "Only editors and administrators change this. Ask one of them.")


def locked_row(model: type[M], pk: int | None) -> M:
    """The row, locked until the transaction ends; a new one for ``None``. Raises :class:`Missing`."""
    if pk is None:
        return model()
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        noun = str(model._meta.verbose_name)
        raise Missing(f"no_such_{noun.replace(' ', '_')}", f"There is no {noun} {pk} any more. Reload the list.")
    return row


def save_row(*, actor: User | None, row: M, values: Mapping[str, Any], now: datetime, clash: str = "") -> M:
    """Set these fields, hold the row against its own rules, save, and write down what changed. Call in a transaction.

    ``clash`` is what to say when another row has taken a name that must be unique. Nothing changed: nothing is written.
    """
    is_new = row.pk is None
    before = {name: _plain(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    changed = {
        name: {"from": before[name], "to": _plain(row, name)} for name in values if before[name] != _plain(row, name)
    }
    if not changed and not is_new:
        return row
    clash = clash or f"Another {row._meta.verbose_name} has this name already. Choose another, or edit that one."
    try:
        row.full_clean(validate_constraints=False)
        row.validate_constraints()
        with transaction.atomic():
            row.save(force_insert=is_new)
    except ValidationError as error:
        raise _as_invalid(error, clash) from None
    except IntegrityError:
        raise Refused("taken", clash) from None
    if is_new:
        changed = {name: {"to": _plain(row, name)} for name in values}
    record_event(actor=actor, verb="create" if is_new else "edit", subject=row, now=now, data={"changed": changed})
    return row


def _plain(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname if isinstance(field, models.Field) else name)
    return value if value is None or isinstance(value, (str, int, bool, list)) else str(value)


def _as_invalid(error: ValidationError, clash: str) -> Invalid:
    """What Django found, by field. The bare name of a constraint tells nobody anything."""
    fields: dict[str, list[str]] = {}
    for name, problems in error.error_dict.items():
        for problem in problems:
            is_clash = problem.code in ("unique", "unique_together", "violated", None) or "Constraint “" in str(
                problem.message
            )
            fields.setdefault(name, []).extend([clash] if is_clash else problem.messages)
    return Invalid(" ".join(line for lines in fields.values() for line in lines), fields)
