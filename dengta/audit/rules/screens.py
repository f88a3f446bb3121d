"""Which events stand on which screen of the log: the choices of 类别 (LOG-02)."""

from __future__ import annotations

from dengta.audit.rules.events import Event, Kind

_ELSEWHERE: dict[Kind, tuple[Event, ...]] = {
    Kind.SIGN_IN: (
        Event.SIGNED_IN,
        Event.SIGN_IN_FAILED,
        Event.SIGNED_OUT,
        Event.ACCOUNT_LOCKED,
        Event.ACTIVATION_FAILED,
        Event.PASSWORD_NOT_SET,
        Event.VPN_SIGNED_IN,
        Event.VPN_SIGN_IN_FAILED,
    ),
    Kind.LOOK: (
        Event.RECORD_OPENED,
        Event.NUMBER_REVEALED,
        Event.FILE_OPENED,
        Event.LETTER_PRINTED,
        Event.SHEET_PRINTED,
    ),
    Kind.REFUSED: (
        Event.REFUSED_DENIED,
        Event.REFUSED_OUT_OF_REACH,
        Event.REFUSED_SEPARATION,
    ),
}

EVENTS_ON: dict[Kind, tuple[Event, ...]] = {
    **_ELSEWHERE,
    Kind.BUSINESS: tuple(
        event for event in Event if not any(event in events for events in _ELSEWHERE.values())
    ),
}
"""Screen → its events; every event stands on one."""
