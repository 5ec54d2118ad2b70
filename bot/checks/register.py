"""Everything that Staff Pulse keeps, by name: each table and column, and each file."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Holds(StrEnum):
    """What a table may hold that must never come together."""

    PEOPLE = "people"
    ANSWERS = "answers"
    NEITHER = "neither"


class Table(NamedTuple):
    """A table that we know.

    Attributes:
        what: what it is for, in a few plain words.
        columns: what each column is for.
    """

    what: str
    columns: Mapping[str, str]
    holds: Holds = Holds.NEITHER


_PLACE = "the figure's place in the digest"
_GROUP = {
    "round": "which round",
    "place": _PLACE,
    "dimension": "everyone, or a way to cut them into groups, such as teams",
    "group": "which group",
    "name": "the group's name",
}
_SHOWN = {
    "precision": "whether it is shown exactly, rounded, in words, or not at all",
    "text": "the figure as it was posted",
    "nearest": "the share in percent, where it is shown rounded",
}

MAIN = {
    "pulses": Table(
        what="each survey as it is set up: what is asked, of which groups, and when",
        columns={
            "id": "the survey's short name",
            "body": "the survey as it was set up",
            "since": "since when its schedule counts",
            "ended": "whether it has ended",
            "paused_until": "until when it asks nothing, if it was paused",
        },
    ),
    "question_sets": Table(
        what="each set of questions as it was last kept",
        columns={"id": "the set's short name", "body": "its questions"},
    ),
    "drafts": Table(
        what="surveys and sets of questions that admins are working on",
        columns={
            "id": "names the draft",
            "kind": "a survey, or a set of questions",
            "revision": "how many times it was changed",
            "body": "what it says so far",
        },
    ),
    "change_log": Table(
        what="who changed what about the surveys, and when",
        columns={
            "place": "its place in the list",
            "at": "when",
            "by": "the admin who did it",
            "about": "which survey or set of questions",
            "said": "what was done, in a sentence",
            "before": "what it was before",
            "after": "what it became",
        },
        holds=Holds.PEOPLE,
    ),
    "rounds": Table(
        what="each round: its dates, its questions, and whether it is open or over",
        columns={
            "id": "the survey and the day",
            "pulse": "which survey",
            "state": "planned, open, closed, published or cancelled",
            "opens": "when people are asked",
            "reminds": "when everyone is reminded",
            "closes": "when answering ends",
            "publishes": "when the digest is posted",
            "pulse_then": "the survey as it was when the round opened",
            "questions": "the questions of the round",
            "dimensions": "in which ways the answers are counted by group",
            "reminded": "whether the reminders have been written",
            "midway_told": "whether it was settled what is told half-way",
            "reason": "why it was cancelled",
        },
    ),
    "partitions": Table(
        what="which small groups are joined so that each is large enough",
        columns={
            "pulse": "which survey",
            "quarter": "in which quarter of a year",
            "dimension": "which way to cut everyone into groups",
            "cells": "the groups, joined where they are small",
        },
    ),
    "midway": Table(
        what="published: about how many of a group had answered half-way",
        columns=_GROUP
        | {
            "invited": "how many were asked, 50 or more",
            "nearest": "how many had answered, to the nearest 10%",
        },
        holds=Holds.ANSWERS,
    ),
    "responses": Table(
        what="published: how many of a group answered",
        columns=_GROUP
        | _SHOWN
        | {
            "invited": "how many were asked",
            "answered": "how many answered, where that is shown exactly",
        },
        holds=Holds.ANSWERS,
    ),
    "figures": Table(
        what="published: how a group answered a question",
        columns=_GROUP
        | _SHOWN
        | {
            "question": "which question",
            "version": "which wording of it",
            "answered": "how many answered it, where that is shown exactly",
            "favourable": "how many of them favourably, where that is shown exactly",
        },
        holds=Holds.ANSWERS,
    ),
    "choices": Table(
        what="published: how many of everyone chose each answer, rare ones together",
        columns={
            "round": "which round",
            "figure": "to which figure it belongs",
            "place": "its place among the answers",
            "options": "which answer, or several together",
            "label": "the answer's words",
            "chosen": "how many chose it",
        },
        holds=Holds.ANSWERS,
    ),
    "rankings": Table(
        what="published: how many of everyone answered a ranking",
        columns={
            "round": "which round",
            "place": "its place among the rankings of the round",
            "question": "which ranking",
            "version": "which wording of it",
            "precision": _SHOWN["precision"],
            "text": "how many answered it, as it was posted",
            "answered": "how many answered it, where that is shown exactly",
        },
        holds=Holds.ANSWERS,
    ),
    "ranked": Table(
        what="published: how many of everyone chose each option of a ranking",
        columns={
            "round": "which round",
            "ranking": "to which ranking it belongs",
            "place": "its place in the list",
            "option": "which option",
            "label": "the option's words",
            "rank": "how many options were chosen more, and one",
            "text": "how many chose it, as it was posted",
            "chosen": "how many chose it, where that is shown exactly",
            "nearest": _SHOWN["nearest"],
        },
        holds=Holds.ANSWERS,
    ),
    "digests": Table(
        what="each digest as it was posted",
        columns={
            "round": "which round",
            "body": "the digest",
            "composed": "when it was made",
        },
        holds=Holds.ANSWERS,
    ),
    "outbox": Table(
        what="messages that wait to be sent, and which messages stand in the channels",
        columns={
            "place": "the message's place in the queue",
            "key": "names the message, so that it is not sent twice",
            "round": "which round it belongs to",
            "recipient": "the person or the channel that it is for",
            "to_person": "whether that is a person",
            "body": "what it says; emptied once it stands in a channel",
            "reply_to": "the message under which it belongs",
            "since": "when it was written",
            "due": "when it is tried next",
            "tries": "how often it was tried",
            "posted_as": "what names it in its channel",
            "refused": "since when its channel refuses it",
            "kind": "what kind of message it is",
        },
        holds=Holds.PEOPLE,
    ),
    "preferences": Table(
        what='who asked for a pause or said "never ask me"',
        columns={
            "person": "who",
            "paused_until": "until which date",
            "never": "whether never",
        },
        holds=Holds.PEOPLE,
    ),
    "announcements": Table(
        what="changes of a survey that staff have been told of, a round ahead",
        columns={
            "pulse": "which survey",
            "body": "the survey as it will be set up",
            "holds_from": "from when the change holds",
            "known_by": "by when staff must have been told",
            "notice": "which message tells them",
            "channels": "the channels that are told",
        },
    ),
    "restores": Table(
        what="when a backup was last restored",
        columns={"at": "when"},
    ),
    "actions": Table(
        what='what leadership promised because of a finding: "you said, we did"',
        columns={
            "id": "names the action",
            "round": "which digest it comes from",
            "finding": "which question of that digest it is about",
            "what": "what will be done, in the words of leadership",
            "owner": "who sees to it; emptied once it has ended",
            "recorded": "when it was recorded",
            "review": "the day on which leadership is asked what became of it",
            "reviews": "how many times that was answered",
            "asked": "whether leadership is asked already",
            "state": "open, changed, done or dropped",
            "reason": "what leadership told staff about it last",
            "ended": "when it was done or dropped",
        },
        holds=Holds.PEOPLE,
    ),
    "sendings": Table(
        what="how many invitations of each round went out, and how many messages could not",
        columns={
            "round": "which round",
            "kind": "which kind of message",
            "outcome": "whether they were sent, or why they were not",
            "number": "how many",
            "told": "whether admins were told",
        },
    ),
}
"""The tables of the main database."""

STATISTICS = {
    "sqlite_stat1": Table(
        what="how many rows there are, since somebody ran ANALYZE by hand",
        columns={
            "tbl": "which table",
            "idx": "which index",
            "stat": "how many rows, and how many are alike",
        },
    ),
    "sqlite_stat4": Table(
        what="samples of what is in the other tables, since somebody ran ANALYZE by hand",
        columns={
            "tbl": "which table",
            "idx": "which index",
            "neq": "how many rows are like the sample",
            "nlt": "how many come before it",
            "ndlt": "how many different ones come before it",
            "sample": "what is indexed of one row",
        },
        holds=Holds.PEOPLE,
    ),
}
"""The database library's own in the main database, of which the bot neither needs nor makes any."""

BOX = {
    "tally": Table(
        what="the counts of all answers together, sealed",
        columns={
            "round": "which round",
            "layout": "which questions and groups are counted",
            "closing": "whether answering has ended",
            "sealed": "the counts, which only the key opens",
        },
        holds=Holds.ANSWERS,
    ),
    "roster": Table(
        what="who is asked, and in which groups they count",
        columns={
            "person": "who",
            "groups": "their groups",
            "declined": 'whether they said "not this week"',
        },
        holds=Holds.PEOPLE,
    ),
    "mark": Table(
        what="codes that stop anybody from being counted twice",
        columns={"mark": "a code that names nobody without the key"},
    ),
}
"""The tables of a ballot box."""

DATABASE = "staff-pulse.sqlite3"
BEFORE_UPGRADE = "before-upgrade.sqlite3"
BOXES = "boxes"
BOX_SUFFIX = ".box"
KEY_SUFFIX = ".key"
PAIRING = "belongs-to"

JOURNAL = "the database library's own, empty while nothing is written"

FILES = {
    DATABASE: "the main database",
    f"{DATABASE}-journal": JOURNAL,
    BEFORE_UPGRADE: "a backup from before the last upgrade, kept for a month",
    "lock": "keeps a second bot out",
    BOXES: "the folder of ballot boxes",
    f"{BOXES}/{PAIRING}": "by which it knows its key folder",
    f"{BOXES}/{PAIRING}.new": "the same, while it is made",
}
"""What lies in the data folder besides ballot boxes, by its path there."""

SMALL_FILES = FILES.keys() - {DATABASE, f"{DATABASE}-journal", BEFORE_UPGRADE, BOXES}
SMALL = 200
"""No file of these has more bytes than this."""

KEY_FILES = {"lock", PAIRING, f"{PAIRING}.new"}
"""What lies in the key folder besides keys."""
