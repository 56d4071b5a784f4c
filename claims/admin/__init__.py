"""The desk's back room: everything readable, settings editable, and each change made by a service."""

from claims.admin import (  # noqa: F401 - each registers its models
    articles,
    checkworthiness,
    claims,
    deskwork,
    drafts,
    history,
    known,
    matchweights,
    people,
    policies,
    publishing,
    reviews,
    scales,
    sources,
    speakers,
    statements,
    talk,
    uploads,
)
