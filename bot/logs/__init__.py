"""Logs: plain lines about what the program does, never about what a person does."""

from bot.logs.levels import pin
from bot.logs.lines import set_up
from bot.logs.words import plain, where

__all__ = ["pin", "plain", "set_up", "where"]
