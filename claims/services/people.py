"""People, their roles, and the tokens that programs use in their name."""

import hashlib
import secrets
import string
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction

from claims.errors import Invalid, Missing, Refused
from claims.models import ApiToken, Role, Scope, User
from claims.permissions import demand, may_manage_people
from claims.services.history import record_event

KEY_PREFIX = "fcd_"  # recognisable, so that scanners find a leaked one
_ALPHABET = string.ascii_letters + string.digits
_RANDOM_CHARS = 40  # 238 bits
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """The stored row, and the key that nobody can read again."""

    token: ApiToken
    key: str


def create_token(
    *, actor: User | None, owner: User, scopes: Iterable[str], name: str = "", expires_at: datetime | None = None, now: datetime
) -> NewToken:
    """Issue a token for ``owner``. ``actor`` None is the command line of the server."""
    wanted = sorted({scope.strip() for scope in scopes if scope.strip()})
    unknown = [scope for scope in wanted if scope not in set(Scope)]
    if unknown or not wanted:
        problem = f"Unknown: {', '.join(unknown)}. " if unknown else ""
        raise Invalid("Name the scopes.", {"scopes": [f"{problem}Choose from: {', '.join(Scope)}."]})
    if actor is not None and actor.pk != owner.pk:
        demand(may_manage_people(actor), "not_yours", "Only an administrator issues tokens for other people.")
    if not owner.is_active:
        raise Refused("inactive", f"{owner} is not active. Activate the account first.")
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARS))
    key = f"{KEY_PREFIX}{body}{_checksum(body)}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=owner, name=name[:100], prefix=key[:12], key_sha256=_digest(key), scopes=wanted,
            created_at=now, expires_at=expires_at,
        )  # fmt: skip
        record_event(
            actor=actor, verb="create_token", subject=owner, now=now, data={"token": token.prefix, "scopes": wanted}
        )
    return NewToken(token, key)


def revoke_token(*, actor: User, token_id: int, now: datetime) -> ApiToken:
    """End a token at once."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").filter(pk=token_id).first()
        if token is None:
            raise Missing("no_such_token", "There is no such token.")
        if token.user_id != actor.pk:
            demand(may_manage_people(actor), "not_yours", "Only its owner or an administrator revokes a token.")
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            record_event(actor=actor, verb="revoke_token", subject=token.user, now=now, data={"token": token.prefix})
    return token


def find_token(*, key: str, now: datetime) -> ApiToken | None:
    """The usable token of this key, with its owner; notes, at most once a minute, that it was seen."""
    if not is_well_formed(key):
        return None
    token = ApiToken.objects.usable(now=now).select_related("user").filter(key_sha256=_digest(key)).first()
    if token and (token.last_used_at is None or now - token.last_used_at > SEEN_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def is_well_formed(key: str) -> bool:
    """Whether the checksum fits: a typing error needs no look at the database."""
    body = key.removeprefix(KEY_PREFIX)[:_RANDOM_CHARS]
    return key == f"{KEY_PREFIX}{body}{_checksum(body)}" and len(body) == _RANDOM_CHARS


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, rest = divmod(number, len(_ALPHABET))
        digits += _ALPHABET[rest]
    return digits


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def set_roles(*, actor: User | None, user: User, roles: Iterable[str], now: datetime) -> User:
    """Give exactly these roles. The last active administrator keeps theirs."""
    wanted = set(roles)
    unknown = wanted - {str(role) for role in Role}
    if unknown:
        raise Invalid("There is no such role.", {"roles": [f"Choose from: {', '.join(Role)}."]})
    if actor is not None:
        demand(may_manage_people(actor), "not_administrator", "Only an administrator gives roles.")
    with transaction.atomic():
        administrators = Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
        others = User.objects.filter(is_active=True, groups=administrators).exclude(pk=user.pk)
        if Role.ADMINISTRATOR in user.roles and Role.ADMINISTRATOR not in wanted and not others.exists():
            raise Refused("last_administrator", f"{user} is the last administrator. Make somebody else one first.")
        before = sorted(user.roles)
        user.groups.set(Group.objects.filter(name__in=wanted))
        # The admin's door is open to those who run the desk; what they may do there, permissions decide.
        user.is_staff = bool(wanted & {Role.EDITOR, Role.ADMINISTRATOR})
        user.is_superuser = False
        user.save(update_fields=["is_staff", "is_superuser"])
        user.__dict__.pop("roles", None)
        if before != sorted(wanted):
            record_event(
                actor=actor, verb="set_roles", subject=user, now=now, data={"from": before, "to": sorted(wanted)}
            )
    return user
