"""The vocabulary of the matrix of who may open and send what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("anonymous", "stranger", "reviewer", "editor", "administrator")
EVERYBODY = frozenset(KINDS)
SIGNED_IN = EVERYBODY - {"anonymous"}
MEMBERS = SIGNED_IN - {"stranger"}
LEADS = MEMBERS - {"reviewer"}
ADMINISTRATORS = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()

# What an answer may be. "acted" is a service's yes, or its no to the state of the row: the door itself was open.
WORDS: dict[str, frozenset[int]] = {
    "shown": frozenset({200}),
    "acted": frozenset({200, 204, 302, 303, 409, 422}),
    "sent on": frozenset({302}),
    "sign in": frozenset(),  # judged by where the answer leads
    "forbidden": frozenset({403}),
    "missing": frozenset({404}),
    "no such method": frozenset({405}),
    "refused": frozenset({400}),
}


@dataclass(frozen=True)
class Row:
    """What each kind of person is answered to GET and to POST, and the arguments of the address."""

    get: Mapping[str, str]
    post: Mapping[str, str]
    arguments: Mapping[str, str | int]
    data: Mapping[str, str] = field(default_factory=dict)


def outcome(door: frozenset[str], inside: str) -> dict[str, str]:
    return {kind: inside if kind in door else "sign in" if kind == "anonymous" else "forbidden" for kind in KINDS}


def page(door: frozenset[str], *, data: Mapping[str, str] | None = None, **arguments: str | int) -> Row:
    return Row(outcome(door, "shown"), outcome(door, "no such method"), arguments, data or {})


def form(door: frozenset[str], **arguments: str | int) -> Row:
    return Row(outcome(door, "shown"), outcome(door, "acted"), arguments)


def verb_or_back(door: frozenset[str], to: frozenset[str] | None = None, **arguments: str | int) -> Row:
    """A verb whose address, opened by hand, leads back to the page it belongs to."""
    row = verb(door, to, **arguments)
    return Row(outcome(door, "sent on"), row.post, arguments)


def verb(door: frozenset[str], to: frozenset[str] | None = None, **arguments: str | int) -> Row:
    """``door``: who may ask at all; ``to``: for whom the service then does it, when those are fewer."""
    acts = {kind: "acted" if kind in (to or door) else told for kind, told in outcome(door, "forbidden").items()}
    return Row(outcome(door, "no such method"), acts, arguments)


def form_of_its_owner(**arguments: str | int) -> Row:
    """Only whose it is may open and save it, and that is none of these."""
    return Row(outcome(NOBODY, "shown"), outcome(NOBODY, "acted"), arguments, {"body": "Another remark."})


def same(told: str) -> dict[str, str]:
    return dict.fromkeys(KINDS, told)


def but(told: Mapping[str, str], **others: str) -> dict[str, str]:
    return {**told, **others}
