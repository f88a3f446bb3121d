"""What people do with members."""

from dengta.members.actions.consulting import consult
from dengta.members.actions.editing import edit
from dengta.members.actions.enrolling import enrol
from dengta.members.actions.loading import load
from dengta.members.actions.looking_up import look_up, synchronise
from dengta.members.actions.register import ask_register

__all__ = ["ask_register", "consult", "edit", "enrol", "load", "look_up", "synchronise"]
