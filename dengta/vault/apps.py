"""Django's view of this room: no tables."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "dengta.vault"
    label = "vault"
