"""A rule while it is put together on its pages: a tree of JSON in the session, whose parts are named by their place.

The place "" is the whole rule, and "0-2" the third part of its first part. A part that is turned round ("not") keeps
its place. A group may stay empty while it is put together; the rule is saved once every group holds something.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.franchise.conditions import parse, sentence
from hustings.franchise.conditions.trees import phrase

SESSION_KEY = "rule_tree"
Json = dict[str, Any]
OTHER = {"all": "any", "any": "all"}
FILLING: Json = {"is": "not_suspended"}  # stands for what an empty group will hold, while its depth is checked


@dataclass(frozen=True)
class Part:
    """A part of the draft as its page shows it."""

    place: str
    node: Json
    is_turned: bool
    group: str  # "all" or "any"; of a condition ""
    parts: tuple["Part", ...] = ()

    @property
    def words(self) -> str:
        """A condition, or what its group holds, in words."""
        return phrase(parse(_filled(self.node)))


@dataclass
class Draft:
    """What has been put together so far; it lives in the session as plain JSON."""

    tree: Json = field(default_factory=lambda: {"all": []})

    @classmethod
    def of(cls, session: Any) -> "Draft":
        return cls(session.get(SESSION_KEY) or {"all": []})

    def save(self, session: Any) -> None:
        session[SESSION_KEY] = self.tree

    @property
    def outline(self) -> Part:
        """The whole rule, part by part."""
        return _part("", self.tree)

    def find(self, place: str) -> Part | None:
        """The part at a place, if there is one."""
        found: Part | None = self.outline
        for step in place.split("-") if place else ():
            position = int(step) if step.isdecimal() and step.isascii() and len(step) < 4 else -1
            found = found.parts[position] if found and 0 <= position < len(found.parts) else None
        return found

    def add(self, place: str, node: Json) -> str:
        """Add a condition or a group to the group at a place; its own place is returned."""
        group = self.find(place)
        if group is None or not group.group:
            raise ActionRefused(_("The group to which this belongs is no longer there. Begin again from the rule."))
        self._put(place, _turned({group.group: [*_inner(group.node)[group.group], node]}, group.is_turned))
        return f"{place}-{len(group.parts)}" if place else str(len(group.parts))

    def replace(self, place: str, node: Json) -> None:
        """Put a condition instead of the part at a place."""
        if self.find(place) is None:
            raise ActionRefused(_("The condition is no longer there. Begin again from the rule."))
        self._put(place, node)

    def remove(self, place: str) -> None:
        """Take out the part at a place, with all that it holds."""
        if self.find(place):
            self._put(place, None)

    def turn(self, place: str) -> None:
        """Let the part at a place mean those for whom it is not so; twice is as before."""
        if part := self.find(place):
            self._put(place, _turned(_inner(part.node), not part.is_turned))

    def switch(self, place: str) -> None:
        """Ask of a group at least one of its parts instead of all of them, or the other way round."""
        part = self.find(place)
        if part and part.group:
            parts = _inner(part.node)[part.group]
            self._put(place, _turned({OTHER[part.group]: parts}, part.is_turned))

    def wrap(self, place: str) -> None:
        """Put the part at a place into a group of its own, in which others can stand beside it as a choice, or with it.

        The group is of the other kind than the one it stands in: beside what must all be met stands a choice.
        """
        around, part = self.find(place.rpartition("-")[0]), self.find(place)
        if place and around and part:
            self._put(place, {OTHER[around.group]: [part.node]})

    @property
    def conditions(self) -> Json:
        """The rule as it is saved: a group of one part is that part. Refused while a group is empty."""
        if self.tree in ({"all": []}, {"any": []}):
            return {"all": []}
        found = _simplified(self.tree)
        return found if "all" in found or "any" in found else {"all": [found]}

    @property
    def sentence(self) -> str:
        """The rule in words as far as it goes: groups that hold nothing yet are left out."""
        kept = _pruned(self.tree)
        return sentence(_simplified(kept) if kept else {"all": []})

    def _put(self, place: str, node: Json | None) -> None:
        tree = _with(self.tree, [int(step) for step in place.split("-")] if place else [], node)
        if tree is None:
            tree = {"all": []}
        if tree not in ({"all": []}, {"any": []}):
            parse(_filled(tree))  # refuses what is nested too deeply, or too long
        self.tree = tree


def _inner(node: Json) -> Json:
    return node.get("not", node)


def _turned(node: Json, is_turned: bool) -> Json:
    return {"not": node} if is_turned else node


def _group_of(node: Json) -> str:
    return next((word for word in OTHER if word in node), "")


def _part(place: str, node: Json) -> Part:
    inner = _inner(node)
    group = _group_of(inner)
    parts = inner[group] if group else []
    names = (f"{place}-{n}" if place else str(n) for n in range(len(parts)))
    return Part(place, node, "not" in node, group, tuple(_part(*pair) for pair in zip(names, parts, strict=True)))


def _with(node: Json, way: list[int], new: Json | None) -> Json | None:
    """The tree with another part (or none) at the end of a way."""
    if not way:
        return new
    inner, is_turned = _inner(node), "not" in node
    group = _group_of(inner)
    parts = [_with(part, way[1:], new) if n == way[0] else part for n, part in enumerate(inner[group] if group else [])]
    return _turned({group: [part for part in parts if part is not None]}, is_turned) if group else node


def _filled(node: Json) -> Json:
    inner = _inner(node)
    if group := _group_of(inner):
        inner = {group: [_filled(part) for part in inner[group]] or [FILLING]}
    return _turned(inner, "not" in node)


def _pruned(node: Json) -> Json | None:
    inner = _inner(node)
    if group := _group_of(inner):
        parts = [kept for part in inner[group] if (kept := _pruned(part))]
        if not parts:
            return None
        inner = {group: parts}
    return _turned(inner, "not" in node)


def _simplified(node: Json) -> Json:
    inner = _inner(node)
    if group := _group_of(inner):
        if not inner[group]:
            raise ActionRefused(_("One group of the rule is empty. Add a condition to it, or take it out."))
        parts = [_simplified(part) for part in inner[group]]
        inner = parts[0] if len(parts) == 1 else {group: parts}
    if "not" in node and "not" in inner:  # a group of one, turned round inside and outside
        return _inner(inner)
    return _turned(inner, "not" in node)
