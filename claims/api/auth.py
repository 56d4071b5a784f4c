"""Who asks, and whether their token reaches as far as the operation."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.errors import Forbidden
from claims.models import ApiToken, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.people import find_token

if TYPE_CHECKING:
    from rest_framework.views import APIView  # reads the settings that name this module


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer fcd_…``. Tokens are taken from this header only, never from the address."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, key = get_authorization_header(request).strip().partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = find_token(key=key.strip().decode("ascii", "replace"), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(
                "This token is unknown, expired or revoked, or its owner's account is closed. Make a new one: "
                "manage.py create_token USERNAME --scopes …",
                code="invalid_token",
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="desk"'


def token_of(request: Request) -> ApiToken | None:
    """The token that the request was made with; None for a session."""
    token: Any = request.auth
    return token if isinstance(token, ApiToken) else None


class HasScope(BasePermission):
    """Members of the desk only; with a token, only within its scopes. What is public says so itself."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        operation: Any = getattr(getattr(view, (request.method or "").lower(), None), "operation", None)
        if operation is None or operation.is_public:  # no such method: 405 follows
            return True
        if not request.user.is_authenticated:
            return False
        token = token_of(request)
        if token is not None and operation.scope and not token.has_scope(operation.scope):
            raise Forbidden(
                "missing_scope",
                f"This token does not carry the scope {operation.scope}. Use or make one that does.",
                scope=str(operation.scope),
                scopes=list(token.scopes),
            )
        demand(is_member(request.user), "not_a_member", NOT_A_MEMBER)
        return True
