"""Browsers by the names that their owners know."""

# What a browser says of itself names its ancestors, too: the first that is found is the one that it is.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
DEVICES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Name a browser and its device, such as "Firefox, Android"; what nobody knows stays as it is."""
    found = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, DEVICES)]
    return ", ".join(filter(None, found)) or user_agent[:60]
