"""Take out of a file what its giver may not know is in it: where and when a picture was taken, and what could run.

It reads bytes that a stranger chose, with large libraries, so it runs in a process of its own with little memory and
time (`python -m hustings.conduct.cleaning`, a file on its input, the clean one on its output; see files.py). Knows
nothing of Django. What a file is, its content says; its name says nothing.
"""

import io
import json
import resource
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import pikepdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
PDF, TEXT = "application/pdf", "text/plain"
MOST_PIXELS = 64_000_000
MOST_FRAMES = 200
MEMORY, SECONDS = 1 << 30, 20

# Parts of a PDF that say who made it and with what, or that do something when it is opened.
UNWANTED = (
    "/Metadata",
    "/PieceInfo",
    "/AA",
    "/OpenAction",
    "/JavaScript",
    "/JS",
    "/XFA",
    "/Thumb",
    "/LastModified",
    "/SpiderInfo",
    "/DSS",
)
# What notes in the margin say of whoever wrote them, and when.
OF_NOTES = ("/T", "/M", "/CreationDate", "/NM")
ACTIVE = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
CARRIERS = {"/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"}

ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"Rar!": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"MSCF": "cab",
}


class Unclean(ValueError):  # noqa: N818 (it reads as what the file is)
    """The file cannot be taken; the reason is a key of REASONS in files.py."""


@dataclass(frozen=True)
class Cleaned:
    """A file as it is kept."""

    media_type: str
    content: bytes


def clean(content: bytes) -> Cleaned:
    """A file without what it should not hold. Raises Unclean."""
    if not content:
        raise Unclean("empty")
    if any(content.startswith(mark) for mark in ARCHIVES) or content[257:262] == b"ustar":
        raise Unclean("archive")
    if content.startswith(b"%PDF-"):
        return Cleaned(PDF, _pdf(content))
    picture = _picture(content)
    if picture:
        return picture
    return Cleaned(TEXT, _text(content))


def _picture(content: bytes) -> Cleaned | None:
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded
    try:
        image = Image.open(io.BytesIO(content), formats=tuple(PICTURES))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        if content.startswith(BEGINNINGS):
            raise Unclean("broken") from error
        return None
    # Telephones put a second, smaller picture behind the first: that one is left out.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if image.width * image.height * min(getattr(image, "n_frames", 1), MOST_FRAMES) > MOST_PIXELS:
        raise Unclean("pixels")
    try:
        most = 1 if kind == "JPEG" else MOST_FRAMES
        frames = [_pixels(frame) for frame in islice(ImageSequence.Iterator(image), most)]
    except (OSError, ValueError, SyntaxError) as error:
        raise Unclean("broken") from error
    written = io.BytesIO()
    if len(frames) > 1:
        duration = image.info.get("duration", 100)
        frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=duration, loop=0)
    else:
        frames[0].save(written, kind, **({"quality": 92} if kind in ("JPEG", "WEBP") else {}))
    return Cleaned(PICTURES[kind], written.getvalue())


def _pixels(frame: Image.Image) -> Image.Image:
    """A picture the right way up, with its colours and nothing else of the file."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode == "P":
        upright = upright.convert("RGBA" if "transparency" in frame.info else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            # Every object, not only those that a reader comes upon: what is not reachable is not written at all.
            for thing in list(pdf.objects):
                _clean_object(thing)
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            written = io.BytesIO()
            pdf.save(written, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return written.getvalue()
    except pikepdf.PasswordError as error:
        raise Unclean("password") from error
    except Unclean:
        raise
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, OSError) as error:
        raise Unclean("broken") from error


def _clean_object(thing: pikepdf.Object) -> None:
    """Strip one object of a PDF, and the dictionaries that stand in it."""
    if isinstance(thing, pikepdf.Array):
        for inner in thing:
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                _clean_object(inner)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    carries = "/EF" in thing or "/EmbeddedFiles" in thing or thing.get("/Type") == "/EmbeddedFile"
    if carries or thing.get("/Subtype") in CARRIERS:
        raise Unclean("attachments")
    unwanted: Iterable[str] = list(thing.keys()) if "/ByteRange" in thing else UNWANTED  # a signature names who signed
    if "/Rect" in thing and thing.get("/Subtype") != "/Widget":
        unwanted = (*UNWANTED, *OF_NOTES)
    for key in unwanted:
        if key in thing:
            del thing[key]
    for key in ("/A", "/Next"):
        action = thing.get(key)
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") in ACTIVE:
            del thing[key]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in ("/DCTDecode", pikepdf.Array(["/DCTDecode"])):
        thing.write(jpeg_without_metadata(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    for key in list(thing.keys()):
        inner = thing.get(key)
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            _clean_object(inner)


def jpeg_without_metadata(content: bytes) -> bytes:
    """A JPEG without its comments and application segments, but for those that say how its colours are meant."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        segment = content[at : at + 2 + length]
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE0, 0xEE):
            kept.append(segment)
        at += 2 + max(length, 2)
    return b"".join(kept) + content[at:]


def _text(content: bytes) -> bytes:
    """Words that a person can read: UTF-8 without control characters, however the file was encoded."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        words = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unclean("kind") from error
    if any(ord(character) < 32 and character not in "\t\n\r\f" for character in words):
        raise Unclean("kind")
    return words.encode()


def main() -> None:
    """Clean the file on the standard input: its media type on the first line of the output, then the content."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        cleaned = clean(sys.stdin.buffer.read())
    except Unclean as unclean:
        sys.stdout.buffer.write(json.dumps({"refused": str(unclean)}).encode() + b"\n")
        return
    sys.stdout.buffer.write(json.dumps({"media_type": cleaned.media_type}).encode() + b"\n" + cleaned.content)


if __name__ == "__main__":
    main()
