"""The letters on paper, and their words.

Like the pages that they are printed on they know nothing of Django: who writes a letter brings the translation, `_`.
"""

from collections.abc import Callable
from dataclasses import dataclass

Translation = Callable[[str], str]


@dataclass(frozen=True)
class Link:
    """An address to open: as a QR code, and typed out. `title` says what for, where there are several."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class Letter:
    """One letter. `codes` are what the reader has to type, each with a word on what it is."""

    address: str
    reference: str
    heading: str
    before: tuple[str, ...]
    links: tuple[Link, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Poll:
    """What a letter says of the poll; `closes` is written out, with the zone."""

    name: str
    organisation: str
    closes: str
    help: str


@dataclass(frozen=True)
class Recipient:
    """A member who gets a letter."""

    number: str
    name: str
    postal_address: str

    @property
    def window(self) -> str:
        """What stands in the window of the envelope; the register's address may begin with the name already."""
        lines = self.postal_address.strip()
        return lines if lines.partition("\n")[0].strip() == self.name else f"{self.name}\n{lines}".strip()


def link_letter(_: Translation, poll: Poll, to: Recipient, credential: str, links: tuple[Link, ...]) -> Letter:
    """The letter with the voting link, as a QR code, and the credential typed out."""
    return Letter(
        address=to.window,
        reference=_("Member {number}").format(number=to.number),
        heading=_("{election}: your voting link").format(election=poll.name),
        before=(
            _("Dear {name},").format(name=to.name),
            *_closes(_, poll),
            _(
                "Point the camera of a telephone at the square, or type the address beside it into a browser, and then "
                "your credential. Do not pass this letter on."
            ),
        ),
        links=links,
        codes=((_("Your credential"), credential),),
        after=(
            _("You also need the sign-in code from another letter, which comes by itself."),
            _("You can vote again until the poll closes; your last vote counts."),
            *_help(_, poll),
        ),
    )


def code_letter(_: Translation, poll: Poll, to: Recipient, code: str) -> Letter:
    """The letter with a sign-in code."""
    return Letter(
        address=to.window,
        reference=_("Member {number}").format(number=to.number),
        heading=_("{election}: your sign-in code").format(election=poll.name),
        before=(
            _("Dear {name},").format(name=to.name),
            *_closes(_, poll),
            _(
                "Your voting link comes in another letter. When you open it you are asked who you are: type your "
                "membership number, choose “I have a code from a letter”, and type this code."
            ),
        ),
        codes=(
            (_("Your membership number"), to.number),
            (_("Your sign-in code"), "-".join(code[i : i + 4] for i in range(0, len(code), 4))),
        ),
        after=(_("The code works once, while the poll is open. Do not pass it on."), *_help(_, poll)),
    )


def _closes(_: Translation, poll: Poll) -> tuple[str, ...]:
    if not poll.closes:
        return ()
    text = _("The poll ‘{election}’ of {organisation} closes on {closes}.")
    return (text.format(election=poll.name, organisation=poll.organisation, closes=poll.closes),)


def _help(_: Translation, poll: Poll) -> tuple[str, ...]:
    return (_("If something does not work: {help}").format(help=poll.help),) if poll.help else ()
