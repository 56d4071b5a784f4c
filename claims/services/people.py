"""People, their roles and how they sign in, and the tokens that programs use in their name."""

import hashlib
import secrets
import string
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.errors import Invalid, Missing, Refused
from claims.models import ApiToken, Claim, Role, Scope, User
from claims.permissions import demand, may_manage_people
from claims.services.claims import release_claim
from claims.services.history import record_event
from claims.services.rows import save_row
from claims.workflow import ClaimStatus

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
    *,
    actor: User | None,
    owner: User,
    scopes: Iterable[str],
    name: str = "",
    expires_at: datetime | None = None,
    now: datetime,
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


@dataclass(frozen=True, slots=True)
class NewPerson:
    """The account, and the password that was made for it; empty when the caller chose one."""

    user: User
    password: str


def create_person(
    *,
    actor: User | None,
    username: str,
    roles: Iterable[str] = (),
    display_name: str = "",
    password: str = "",
    now: datetime,
) -> NewPerson:
    """Open an account. Without a password a random one is made, which only the answer holds."""
    _demand_administrator(actor)
    username = username.strip()
    user = User(username=username, display_name=" ".join(display_name.split()), date_joined=now)
    made = "" if password else secrets.token_urlsafe(12)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():  # sign-in does not tell cases apart
            raise Invalid("The username is taken.", {"username": ["Somebody has this username. Choose another."]})
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), error.message_dict) from None
        if password:
            _demand_good_password(password, user)
        user.set_password(password or made)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            raise Refused("taken", f"Somebody made {username} just now. Choose another username.") from None
        record_event(actor=actor, verb="create", subject=user, now=now, data={"username": username})
        set_roles(actor=actor, user=user, roles=roles, now=now)
    return NewPerson(user, made)


def edit_person(
    *, actor: User, user_id: int, display_name: str, roles: Iterable[str] | None = None, now: datetime
) -> User:
    """Change the name that readers and colleagues see and, when given, the roles: both or neither."""
    _demand_administrator(actor)
    with transaction.atomic():
        user = _locked_person(user_id)
        save_row(actor=actor, row=user, values={"display_name": " ".join(display_name.split())}, now=now)
        return user if roles is None else set_roles(actor=actor, user=user, roles=roles, now=now)


def set_roles(*, actor: User | None, user: User, roles: Iterable[str], now: datetime) -> User:
    """Give exactly these roles. The last active administrator keeps theirs."""
    wanted = {str(role) for role in roles}
    unknown = wanted - {str(role) for role in Role}
    if unknown:
        raise Invalid("There is no such role.", {"roles": [f"Choose from: {', '.join(Role)}."]})
    if actor is not None:
        demand(may_manage_people(actor), "not_administrator", "Only an administrator gives roles.")
    with transaction.atomic():
        has_other = _has_other_administrator(user)
        user.__dict__.pop("roles", None)  # what the caller saw may be old
        if Role.ADMINISTRATOR in user.roles and Role.ADMINISTRATOR not in wanted and not has_other:
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


def deactivate_person(*, actor: User, user_id: int, now: datetime) -> User:
    """Nobody signs in with this account any more: sessions and tokens end, claims in hand go back to everybody.

    Work they did stays theirs. Nobody deactivates themselves or the last administrator.
    """
    _demand_administrator(actor)
    if actor.pk == user_id:
        raise Refused("yourself", "You would lock yourself out. Ask another administrator to do this.")
    with transaction.atomic():
        user = _locked_person(user_id)
        if not user.is_active:
            raise Refused("inactive", f"{user} is not active already.")
        if not _has_other_administrator(user) and Role.ADMINISTRATOR in user.roles:
            raise Refused("last_administrator", f"{user} is the last administrator. Make somebody else one first.")
        held = list(Claim.objects.filter(assignee=user, status=ClaimStatus.IN_REVIEW).values_list("pk", flat=True))
        for claim_id in sorted(held):
            release_claim(actor=actor, claim_id=claim_id, now=now)
        tokens = list(ApiToken.objects.filter(user=user, revoked_at=None))
        for token in tokens:
            revoke_token(actor=actor, token_id=token.pk, now=now)
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.__dict__.pop("roles", None)
        told = {"released_claims": held, "revoked_tokens": len(tokens)}
        record_event(actor=actor, verb="deactivate", subject=user, now=now, data=told)
    return user


def reactivate_person(*, actor: User, user_id: int, now: datetime) -> User:
    """Let them sign in again, with the roles they had. Their tokens stay revoked."""
    _demand_administrator(actor)
    with transaction.atomic():
        user = _locked_person(user_id)
        if user.is_active:
            raise Refused("active", f"{user} is active already.")
        user.is_active = True
        user.save(update_fields=["is_active"])
        user.__dict__.pop("roles", None)
        record_event(actor=actor, verb="reactivate", subject=user, now=now)
    return user


def reset_sign_in(*, actor: User | None, user_id: int, now: datetime) -> NewPerson:
    """For somebody locked out: a new random password, no second factor, and every session ended."""
    _demand_administrator(actor)
    with transaction.atomic():
        user = _locked_person(user_id)
        made = secrets.token_urlsafe(12)
        user.set_password(made)  # sessions carry a hash of the password: all of them end
        user.save(update_fields=["password"])
        factors, _ = Authenticator.objects.filter(user=user).delete()
        record_event(actor=actor, verb="reset_sign_in", subject=user, now=now, data={"removed_factors": factors})
    return NewPerson(user, made)


def _locked_person(user_id: int) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user_id).first()
    if user is None:
        raise Missing("no_such_person", "There is no such person any more. Reload the list.")
    return user


def _has_other_administrator(user: User) -> bool:
    """Whether somebody else keeps the role. Takes the lock that makes two such questions wait for each other."""
    administrators = Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    return User.objects.filter(is_active=True, groups=administrators).exclude(pk=user.pk).exists()


def _demand_administrator(actor: User | None) -> None:
    if actor is not None:
        demand(may_manage_people(actor), "not_administrator", "Only an administrator manages people. Ask one of them.")


def _demand_good_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), {"password": error.messages}) from None
