from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.sandbox import forms
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, View

DEPTH = 3
"""How many modals may lie on each other: https://docs.slack.dev/surfaces/modals"""


class Views:
    """Everybody's stack of modals, and everybody's Home tab."""

    def __init__(
        self,
        new_id: Callable[[str], str],
        new_hash: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._new_id = new_id
        self._new_hash = new_hash
        self._changed = changed
        self._stacks: defaultdict[str, list[View]] = defaultdict(list)
        self._homes: dict[str, View] = {}

    def stack(self, person: str) -> tuple[View, ...]:
        """Return the modals that a person has open, the one on top last."""
        return tuple(self._stacks[person])

    def top(self, person: str) -> View | None:
        """Return the modal that a person looks at."""
        stack = self._stacks[person]
        return stack[-1] if stack else None

    def home(self, person: str) -> View | None:
        """Return the Home tab published for a person."""
        return self._homes.get(person)

    @property
    def homes(self) -> tuple[View, ...]:
        """Every Home tab that is published."""
        return tuple(self._homes.values())

    def restore(self, homes: Iterable[View]) -> None:
        """Put Home tabs in the place of those that are published, and close every modal."""
        self._homes = {home.owner: home for home in homes}
        self._stacks.clear()
        self._changed()

    def find(self, *, view_id: str = "", external_id: str = "") -> View | None:
        """Return an open modal or published Home tab, by Slack's id or by the bot's own."""
        for view in self._all():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        return None

    def open(self, person: str, content: Json) -> View:
        """Show a modal, in the place of whatever stack the person had open."""
        self._refuse_taken_name(content, but_of=())
        self._stacks[person].clear()
        return self._add(person, content)

    def push(self, person: str, content: Json) -> View:
        """Lay a modal on the one that a person looks at."""
        stack = self._stacks[person]
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= DEPTH:
            raise ApiError("push_limit_reached")
        self._refuse_taken_name(content, but_of=())
        return self._add(person, content)

    def update(self, view: View, content: Json, *, expected_hash: str | None = None) -> View:
        """Change an open view; what was filled in stays where block_id and action_id stay.

        Raises ApiError `hash_conflict` when `expected_hash` is given and is not the view's.
        """
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        self._refuse_taken_name(content, but_of=(view.id,))
        values = forms.carried_over(forms.initial_values(content["blocks"]), view.values)
        return self._put(replace(view, content=content, hash=self._new_hash(), values=values))

    def publish(self, person: str, content: Json, *, expected_hash: str | None = None) -> View:
        """Set a person's Home tab."""
        standing = self._homes.get(person)
        if standing is not None:
            return self.update(standing, content, expected_hash=expected_hash)
        if expected_hash is not None:
            raise ApiError("hash_conflict")
        self._refuse_taken_name(content, but_of=())
        view_id = self._new_id("V")
        return self._put(self._new_view(view_id, person, content, root_id=view_id))

    def fill(self, view: View, values: Mapping[str, Mapping[str, Json]]) -> View:
        """Note what a person filled in, in the view they look at."""
        return self._put(replace(view, values=values))

    def close(self, view: View) -> None:
        """Take one modal off its owner's stack."""
        stack = self._stacks[view.owner]
        stack[:] = [other for other in stack if other.id != view.id]
        self._changed()

    def clear(self, person: str) -> None:
        """Close everything that a person has open."""
        self._stacks[person].clear()
        self._changed()

    def _add(self, person: str, content: Json) -> View:
        stack = self._stacks[person]
        view_id = self._new_id("V")
        view = self._new_view(view_id, person, content, root_id=view_id)
        if stack:
            view = replace(view, root_id=stack[0].root_id, previous_id=stack[-1].id)
        stack.append(view)
        self._changed()
        return view

    def _new_view(self, view_id: str, person: str, content: Json, *, root_id: str) -> View:
        return View(
            id=view_id,
            hash=self._new_hash(),
            owner=person,
            content=content,
            root_id=root_id,
            values=forms.initial_values(content["blocks"]),
        )

    def _put(self, view: View) -> View:
        if view.type == "home":
            self._homes[view.owner] = view
        else:
            stack = self._stacks[view.owner]
            stack[:] = [view if other.id == view.id else other for other in stack]
        self._changed()
        return view

    def _all(self) -> list[View]:
        open_now = [view for stack in self._stacks.values() for view in stack]
        return [*open_now, *self._homes.values()]

    def _refuse_taken_name(self, content: Json, *, but_of: tuple[str, ...]) -> None:
        external_id = content.get("external_id")
        taken = self.find(external_id=external_id) if external_id else None
        if taken is not None and taken.id not in but_of:
            raise ApiError("duplicate_external_id")
