"""The workspace as a place to use: a page for people, served beside the Web API."""

from bot.sandbox.page.hand import Due, Hand, HandError
from bot.sandbox.page.page import Featured, Page

__all__ = ["Due", "Featured", "Hand", "HandError", "Page"]
