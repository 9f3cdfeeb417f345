"""Whatever colour an organisation chooses, what is written on it and drawn beside it can be read."""

import random

import pytest

from hustings.accounts.models import Organisation
from hustings.site.theme import BLACK, LEAST_CONTRAST, NEUTRAL, WHITE, contrast, theme_of

COLOURS = ["#000000", "#ffffff", "#ffff00", "#808080", "#777777", "#767676", "#e4003b", "#00ff7f", NEUTRAL]


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_theme_of_any_colour_can_be_read() -> None:
    draw = random.Random(1)
    for colour in COLOURS + [f"#{draw.randrange(2**24):06x}" for _ in range(2000)]:
        theme = theme_of(colour)
        assert contrast(theme.text, colour) >= LEAST_CONTRAST, colour
        assert contrast(theme.border, WHITE) >= LEAST_CONTRAST, colour


def test_theme_writes_black_on_a_light_colour_and_white_on_a_dark_one() -> None:
    assert theme_of("#ffdd00").text == BLACK
    assert theme_of("#4c2c92").text == WHITE


def test_theme_keeps_a_colour_that_is_dark_enough() -> None:
    assert theme_of("#4c2c92").border == "#4c2c92"


@pytest.mark.django_db
def test_theme_css_serves_the_organisations_colour(client) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Lamplighters", "colour": "#ffdd00"})
    response = client.get("/theme.css")
    assert response["Content-Type"] == "text/css"
    assert response.content.decode() == theme_of("#ffdd00").css()
    assert b"/theme.css?ffdd00" in client.get("/").content
