"""Where each part of the site hangs."""

from django.contrib import admin
from django.urls import include, path, re_path

from claims.views import health, people

urlpatterns = [
    path("admin/", admin.site.urls),
    # Before allauth's own: this desk makes no accounts on request and sends no e-mail.
    re_path(r"^accounts/(?:signup|email|confirm-email|password/reset|login/code)/(?:.*/)?$", people.not_offered),
    path("accounts/", include("allauth.urls")),
    path("api/", include("claims.api.urls")),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("claims.urls")),
]

handler400 = "claims.views.site.bad_request"
handler403 = "claims.views.site.forbidden"
handler404 = "claims.views.site.not_found"
handler500 = "claims.views.site.server_error"
