"""Addresses of the desk and of the public pages."""

from django.urls import URLPattern

app_name = "claims"

urlpatterns: list[URLPattern] = []
