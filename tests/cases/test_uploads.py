"""What people may upload, by content (handbook safety §9)."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.uploads import EICAR, UploadRefusedError, checked_document, checked_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upload(content: bytes, name: str = "file.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def pdf() -> pikepdf.Pdf:
    made = pikepdf.new()
    made.add_blank_page()
    return made


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    extra = {name.replace("__", "/").replace("_", "."): content for name, content in more.items()}
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **extra})


def image(file_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, file_format, **options)
    return out.getvalue()


def scripted_pdf(where: str) -> bytes:
    made = pdf()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if where == "open":
        made.Root.OpenAction = action
    elif where == "page":
        made.pages[0].AA = pikepdf.Dictionary(O=made.make_indirect(action))
    else:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    return saved(made)


def carrying_pdf() -> bytes:
    made = pdf()
    made.attachments["allegato.txt"] = b"ciao"
    return saved(made)


def pdf_bomb(unpacked: int) -> bytes:
    """Half a megabyte whose only object stream unpacks to `unpacked` bytes."""
    packed = zlib.compress(b"5 0 " + b" " * unpacked + b"<< /A 1 >>", 9)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /X 5 0 R >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    }
    out, rows = b"%PDF-1.7\n", bytes(7)
    for number, body in bodies.items():
        rows += b"\x01" + len(out).to_bytes(4, "big") + bytes(2)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows += b"\x02" + (4).to_bytes(4, "big") + bytes(2) + b"\x01" + start.to_bytes(4, "big") + bytes(2)
    head = b"<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>" % len(rows)
    return out + b"6 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, rows, start)


def test_a_plain_pdf_passes_with_its_hash() -> None:
    content = saved(pdf())
    checked = checked_pdf(upload(content))
    assert (checked.content, checked.content_type, checked.size) == (content, "application/pdf", len(content))
    assert checked.suffix == ".pdf"
    assert len(checked.sha256) == 64


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"questo non e un pdf", "broken"),
        (image("PNG"), "broken"),
        (b"%PDF-1.7\nrotto\n%%EOF", "broken"),
        (b"MZ" + saved(pdf()), "broken"),
        (saved(pdf()) + archive({"a.txt": b"x" * 5000}), "broken"),
        (saved(pdf(), encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        (saved(pdf(), encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
        (scripted_pdf("open"), "script"),
        (scripted_pdf("page"), "script"),
        (scripted_pdf("launch"), "script"),
        (carrying_pdf(), "attachments"),
        (b"%PDF-1.4\n" + EICAR + b"\n%%EOF", "malware"),
        (pdf_bomb(300_000_000), "broken"),
    ],
)
def test_pdfs_that_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(UploadRefusedError) as refusal:
        checked_pdf(upload(content))
    assert refusal.value.code == code


def test_more_than_the_limit_is_refused(settings) -> None:
    settings.FILE_UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(UploadRefusedError, match="al massimo 1 MB"):
        checked_document(upload(b"a" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (saved(pdf()), "application/pdf"),
        (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"),
        (image("WEBP"), "image/webp"),
        (docx(), DOCX),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
            "application/vnd.oasis.opendocument.text",
        ),
        ("Verbale della riunione di rete: è andata così.".encode(), "text/plain"),
    ],
)
def test_the_type_comes_from_the_content(content: bytes, kind: str) -> None:
    assert checked_document(upload(content, "inganno.exe")).content_type == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00" + bytes(200), "type"),
        (b"<html><script>alert(1)</script></html>", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (archive({"a.txt": b"ciao"}), "type"),
        (b"ciao\0ciao", "type"),
        (b"\xff\xfe\xff\xfe niente", "type"),
        (EICAR, "malware"),
        (docx(word__eicar_txt=EICAR), "malware"),
        (docx(word__bomb_xml=bytes(40_000_000)), "bomb"),
        (docx(word__vbaProject_bin=b"macro"), "script"),
        (docx(word__embeddings__a_xlsx=b"x"), "nested"),
        (docx(word__media__a_bin=archive({"b": b"c"})), "nested"),
        (b"PK\x03\x04 rotto", "broken"),
        (image("PNG")[:60], "broken"),
    ],
)
def test_documents_that_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(UploadRefusedError) as refusal:
        checked_document(upload(content))
    assert refusal.value.code == code


def test_a_picture_loses_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "MarcaSegreta"
    exif[0x0112] = 6  # lying on its side
    checked = checked_document(upload(image("JPEG", exif=exif), "foto.jpg"))
    with Image.open(io.BytesIO(checked.content)) as clean:
        assert not clean.getexif()
        assert clean.size == (20, 30)  # set upright before the note about it went
    assert b"MarcaSegreta" not in checked.content


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (8000, 6000)).save(out, "PNG")
    with pytest.raises(UploadRefusedError, match="troppi punti"):
        checked_document(upload(out.getvalue()))
