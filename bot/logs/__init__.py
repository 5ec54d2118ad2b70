"""Logs: plain lines about what the program does, never about what a person does."""

from bot.logs.levels import pin
from bot.logs.lines import LATE, set_up, tell_late
from bot.logs.words import plain, where

__all__ = ["LATE", "pin", "plain", "set_up", "tell_late", "where"]
