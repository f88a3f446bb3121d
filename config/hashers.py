"""Password hashing: argon2id with the costs that a sign-in may take (about 40 ms)."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Two passes over 19 MiB, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class Argon2Light(Argon2PasswordHasher):
    """The same function at a cost that thousands of test sign-ins can bear."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
