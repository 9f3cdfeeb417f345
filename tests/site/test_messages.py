"""The translations are whole, and what is compiled is what was written."""

import re
from collections import Counter
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "src/hustings/site/locale"
PLACE = re.compile(r"%\(\w+\)[sd]|{\w*(?::[^}]*)?}")


def written() -> list[Message]:
    with (LOCALE / "fr/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file, locale="fr") if message.id]


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def test_every_text_has_a_french_one() -> None:
    missing = [message.id for message in written() if message.fuzzy or not all(texts(message.string))]
    assert not missing, "Run `make messages` and translate these: " + repr(missing)


def test_places_to_fill_in_are_the_same_in_french() -> None:
    for message in written():
        wanted = Counter(PLACE.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            assert Counter(PLACE.findall(text)) == wanted, text


def test_compiled_texts_are_the_written_ones() -> None:
    with (LOCALE / "fr/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in written():
        if message.context:
            found = (compiled.pgettext(message.context, message.id),)
        elif isinstance(message.id, str):
            found = (compiled.gettext(message.id),)
        else:
            found = tuple(compiled.ngettext(*message.id, number) for number in (1, 2))
        assert found == texts(message.string), "Run `make messages`: the compiled file is older than the written one"


@pytest.mark.django_db
def test_page_is_served_in_french(client) -> None:
    client.cookies["django_language"] = "fr"
    html = client.get("/privacy/").content.decode()
    assert '<html lang="fr"' in html
    assert "Comment vous votez" in html
