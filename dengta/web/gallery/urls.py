"""Addresses of the gallery; included only while developing and testing."""

from __future__ import annotations

from django.urls import path

from dengta.web.gallery import views

urlpatterns = [
    path("components", views.components, name="components"),
    path("components/<slug:example>", views.example, name="components_example"),
]
