"""People, their roles, and the tokens that programs use in their name. Administrators change them; editors look."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from claims.admin.access import Editable, ServiceForm, actor_of, chosen, words
from claims.admin.listing import one_of
from claims.errors import Refused
from claims.models import ApiToken, Role, Scope, User
from claims.permissions import may_manage_people
from claims.services import people

ROLES = [(role.value, role.value.capitalize()) for role in Role]
PASSWORD_NEXT = "Hand it over in person or by a channel you trust. Ask them to change it once they have signed in."  # noqa: S105
TOKEN_NEXT = "Give it to the program that needs it, as “Authorization: Bearer …”."  # noqa: S105


class OnlyAdministrators(Editable[Any]):
    def may_edit(self, request: HttpRequest) -> bool:
        return may_manage_people(request.user)

    def show_once(self, request: HttpRequest, *, title: str, secret: str, what_next: str) -> HttpResponse:
        """A page of its own, never a redirect: the secret must pass through no store of messages."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "secret": secret,
            "what_next": what_next,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/claims/shown_once.html", context)


class PersonForm(ServiceForm):
    roles = forms.MultipleChoiceField(
        choices=ROLES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Reviewers judge claims; editors also publish and keep scales, policies and registers; "
        "administrators also manage people and tokens. Without a role one sees nothing of the desk.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(group.name for group in self.instance.groups.all())


@admin.register(User)
class UserAdmin(OnlyAdministrators):
    form = PersonForm
    list_display = ("username", "display_name", "held_roles", "is_active", "has_second_factor", "last_login")
    list_filter = ("is_active", one_of("groups__name", Role, "role"))
    ordering = ("username",)
    search_fields = ("username", "display_name")
    actions = ("deactivate", "reactivate", "reset_sign_in")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(second=Exists(factors)).prefetch_related("groups")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ("username", "display_name", "roles")
        roles = "roles" if self.may_edit(request) else "held_roles"
        return ("username", "display_name", roles, "is_active", "has_second_factor", "last_login", "date_joined")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return ("username", "held_roles", "is_active", "has_second_factor", "last_login", "date_joined") if obj else ()

    @admin.display(description="roles")
    def held_roles(self, user: User) -> str:
        return words(sorted(group.name for group in user.groups.all())) or "none"

    @admin.display(description="second factor", boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        return bool(user.second)

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> User:
        fields = chosen(values, "display_name", "roles")
        if pk is not None:
            return people.edit_person(actor=actor, user_id=pk, **fields, now=now)
        made = people.create_person(actor=actor, username=values["username"], **fields, now=now)
        made.user.__dict__["made_password"] = made.password
        return made.user

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        password = obj.__dict__.pop("made_password")
        return self.show_once(
            request, title=f"The password of {obj.username}", secret=password, what_next=PASSWORD_NEXT
        )

    @admin.action(description="Deactivate: end sessions and tokens, release claims", permissions=["manage"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.run_each(
            request, queryset, done="deactivated",
            act=lambda who, key, now: people.deactivate_person(actor=who, user_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="Let them sign in again", permissions=["manage"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.run_each(
            request, queryset, done="reactivated",
            act=lambda who, key, now: people.reactivate_person(actor=who, user_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="New password and no second factor (somebody locked out)", permissions=["manage"])
    def reset_sign_in(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        chosen_people = list(queryset[:2])
        if len(chosen_people) != 1:
            self.message_user(request, "Choose one person: each new password is shown once.", messages.ERROR)
            return None
        try:
            new = people.reset_sign_in(actor=actor_of(request), user_id=chosen_people[0].pk, now=timezone.now())
        except Refused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return None
        return self.show_once(
            request, title=f"The new password of {new.user.username}", secret=new.password, what_next=PASSWORD_NEXT
        )


class TokenForm(ServiceForm):
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, scope.value) for scope in Scope], widget=forms.CheckboxSelectMultiple,
        help_text="“admin” holds all others. A token never does more than its owner may.",
    )  # fmt: skip
    expires_at = forms.DateTimeField(
        label="Ends at", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Empty: it lasts until it is revoked.",
    )  # fmt: skip


@admin.register(ApiToken)
class ApiTokenAdmin(OnlyAdministrators):
    form = TokenForm
    list_display = ("prefix", "user", "name", "held_scopes", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__username")
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is None:
            return ("user", "name", "scopes", "expires_at")
        return ("prefix", "user", "name", "held_scopes", "created_at", "expires_at", "last_used_at", "revoked_at")

    @admin.display(description="scopes")
    def held_scopes(self, token: ApiToken) -> str:
        return words(token.scopes)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = User.objects.filter(is_active=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> ApiToken:
        new = people.create_token(
            actor=actor, owner=values["user"], **chosen(values, "name", "scopes", "expires_at"), now=now
        )
        new.token.__dict__["made_key"] = new.key
        return new.token

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        key = obj.__dict__.pop("made_key")
        return self.show_once(request, title=f"The token of {obj.user}", secret=key, what_next=TOKEN_NEXT)

    @admin.action(description="Revoke at once", permissions=["manage"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        self.run_each(
            request, queryset, done="revoked",
            act=lambda who, key, now: people.revoke_token(actor=who, token_id=key, now=now),
        )  # fmt: skip
