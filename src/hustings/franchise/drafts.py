"""A rule while it is put together on its pages: groups of conditions, 'and' between groups, 'or' within one."""

from dataclasses import dataclass, field
from typing import Any

from hustings.franchise.conditions import parse
from hustings.franchise.conditions.trees import phrase

SESSION_KEY = "rule_draft"
Group = list[dict[str, Any]]  # conditions as JSON, each perhaps within {"not": ...}


@dataclass
class Draft:
    """What has been put together so far; it lives in the session as plain JSON."""

    groups: list[Group] = field(default_factory=list)

    @classmethod
    def of(cls, session: Any) -> "Draft":
        return cls(session.get(SESSION_KEY, []))

    def save(self, session: Any) -> None:
        session[SESSION_KEY] = self.groups

    def add(self, condition: dict[str, Any], *, as_choice: bool) -> None:
        """Add a condition: one more that must be met, or a choice beside the one added last."""
        parse(condition)
        if as_choice and self.groups:
            self.groups[-1].append(condition)
        else:
            self.groups.append([condition])

    def remove(self, position: int) -> None:
        """Take out the group at a position, if there is one."""
        del self.groups[position : position + 1]

    @property
    def conditions(self) -> dict[str, Any]:
        return {"all": [group[0] if len(group) == 1 else {"any": group} for group in self.groups]}

    @property
    def phrases(self) -> list[str]:
        """Each group in words."""
        return [phrase(parse(part)) for part in self.conditions["all"]]
