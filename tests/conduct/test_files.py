"""Files as strangers give them: what is taken, what is taken out of them, and what is refused with which words."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hustings.accounts.errors import ActionRefused
from hustings.conduct import files
from hustings.conduct.cleaning import Unclean, clean, jpeg_without_metadata

MARK = b"SECRETMARK"


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 40), frames: int = 1) -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0)})
    images = [Image.new("RGB", size, (60 * n, 9, 99)).convert(mode) for n in range(frames)]
    written = io.BytesIO()
    options = {} if kind == "GIF" else {"exif": exif}
    images[0].save(written, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else options))
    return written.getvalue()


def archive(inner: bytes = b"nothing") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zipped:
        zipped.writestr("inner.zip", inner)
    return written.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **options: object) -> bytes:
    """A PDF that says who made it."""
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Author"] = MARK.decode()
        with made.open_metadata() as metadata:
            metadata["dc:creator"] = [MARK.decode()]
        change(made)
        written = io.BytesIO()
        made.save(written, **options)
    return written.getvalue()


def laid_open(content: bytes) -> bytes:
    """A PDF with nothing compressed."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(
            written,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return written.getvalue()


def with_actions(made: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=MARK.decode())
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=MARK.decode())
    made.Root.OpenAction = script
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["run", script]))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    made.pages[0].Annots = pikepdf.Array([link])


def with_photograph(made: pikepdf.Pdf) -> None:
    made.pages[0].Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(
            Photo=pikepdf.Stream(
                made, picture(), Subtype=pikepdf.Name.Image, Width=60, Height=40, Filter=pikepdf.Name.DCTDecode
            )
        )
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_picture_loses_what_it_says_and_what_hangs_on_it_and_stands_upright(kind: str) -> None:
    cleaned = clean(picture(kind) + archive(MARK))
    assert cleaned.media_type == f"image/{kind.lower()}"
    assert MARK not in cleaned.content and b"PK\x03\x04" not in cleaned.content
    image = Image.open(io.BytesIO(cleaned.content))
    assert not image.getexif() and image.format == kind
    assert image.size == ((60, 40) if kind == "GIF" else (40, 60))


@pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "RGBA", "I;16"])
def test_picture_of_any_colours_is_taken(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (9, 9)).save(written, "PNG")
    assert clean(written.getvalue()).media_type == "image/png"


def test_second_picture_behind_the_photograph_of_a_telephone_is_left_out() -> None:
    written = io.BytesIO()
    small = Image.new("RGB", (9, 9), "blue")
    Image.new("RGB", (60, 40), "red").save(written, "MPO", save_all=True, append_images=[small])
    cleaned = clean(written.getvalue())
    image = Image.open(io.BytesIO(cleaned.content))
    assert (cleaned.media_type, image.format, image.size) == ("image/jpeg", "JPEG", (60, 40))


def test_moving_picture_keeps_its_frames() -> None:
    assert Image.open(io.BytesIO(clean(picture("GIF", frames=4)).content)).n_frames == 4


def with_notes_and_a_signature(made: pikepdf.Pdf) -> None:
    signed = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Name=MARK.decode(), Contents=MARK)
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], FT=pikepdf.Name.Sig, V=signed, T="One"
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="Here.", T=MARK.decode()
    )
    made.pages[0].Annots = pikepdf.Array([note, made.make_indirect(field)])


@pytest.mark.parametrize(
    "change",
    [lambda made: None, with_actions, with_photograph, with_notes_and_a_signature],
    ids=["plain", "acts", "photo", "notes"],
)
def test_pdf_loses_its_author_what_it_runs_and_where_its_pictures_were_taken(
    change: Callable[[pikepdf.Pdf], None],
) -> None:
    given = pdf(change)
    assert MARK in laid_open(given)
    cleaned = clean(given + archive(MARK))
    assert cleaned.media_type == "application/pdf"
    opened = laid_open(cleaned.content)
    assert MARK not in opened and b"PK\x03\x04" not in cleaned.content
    assert not any(word in opened for word in (b"/JavaScript", b"/Launch", b"/OpenAction"))
    with pikepdf.open(io.BytesIO(cleaned.content)) as read:
        assert len(read.pages) == 1


def attach(made: pikepdf.Pdf) -> None:
    made.attachments["all.zip"] = archive()


LOCKED = pikepdf.Encryption(owner="one", user="two")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (archive(archive(archive())), "archive"),
        (b"\x1f\x8b\x08" + b"\0" * 30, "archive"),
        (b"Rar!\x1a\x07\x01\x00", "archive"),
        (b"\0" * 257 + b"ustar" + b"\0" * 300, "archive"),
        (b"MZ\x90\x00\x03\x00", "kind"),
        (b"\x7fELF\x02\x01", "kind"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "kind"),
        ("naïve".encode("latin-1"), "kind"),
        (b" " + archive(), "kind"),
        (b"%PDF-1.7 and nothing more", "broken"),
        (picture("PNG")[:90], "broken"),
        (pdf(attach), "attachments"),
        (pdf(encryption=LOCKED), "password"),
    ],
)
def test_file_that_cannot_be_taken_is_refused_for_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unclean) as refused:
        clean(content)
    assert str(refused.value) == reason
    assert reason in files.REASONS


def test_picture_of_a_billion_points_is_refused_before_it_is_unpacked() -> None:
    row = zlib.compress(b"\0" * 4000)
    header = b"IHDR" + (40_000).to_bytes(4) + (40_000).to_bytes(4) + b"\x01\0\0\0\0"
    chunks = [header, b"IDAT" + row, b"IEND"]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) for chunk in chunks
    )
    with pytest.raises(Unclean, match="pixels"):
        clean(bomb)


@pytest.mark.parametrize("content", ["Words.\r\nMore words.\t\n", "<script>alert(1)</script>", "\ufeffZoë"])
def test_words_are_taken_as_words(content: str) -> None:
    cleaned = clean(content.encode())
    assert (cleaned.media_type, cleaned.content.decode()) == ("text/plain", content.removeprefix("\ufeff"))


def test_segments_that_say_nothing_of_colours_are_left_out_of_a_jpeg() -> None:
    bare = jpeg_without_metadata(picture())
    assert MARK not in bare and Image.open(io.BytesIO(bare)).size == (60, 40)
    assert jpeg_without_metadata(bare) == bare
    assert jpeg_without_metadata(b"\xff\xd8\xff\xe1\x00\x00") == b"\xff\xd8", "a length that cannot be"


def test_file_is_cleaned_in_a_process_of_its_own_and_the_refusal_names_it() -> None:
    assert files.cleaned(SimpleUploadedFile("me.jpg", picture())).media_type == "image/jpeg"
    with pytest.raises(ActionRefused, match=r"“all\.exe\.jpg” is an archive") as refused:
        files.cleaned(SimpleUploadedFile("all.exe\u202e.jpg", archive()))
    assert refused.value.field == "evidence"


def test_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.01)
    with pytest.raises(ActionRefused, match="takes too much work"):
        files.cleaned(SimpleUploadedFile("slow.jpg", picture()))
