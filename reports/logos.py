"""The picture at the head of a report: drawn anew from what was brought in, small, without transparency."""

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from cases.uploads import IMAGES, UploadRefusedError, checked_document
from reports.models import Logo

# 34 × 20 mm at 300 dots per inch, with room to spare.
LARGEST = (800, 480)


def logo_of_upload(upload: "UploadedFile[bytes]") -> bytes:
    """The picture as a PNG that PDF/A takes. Raises UploadRefusedError for anything but a readable picture."""
    found = checked_document(upload)
    if found.content_type not in IMAGES:
        raise UploadRefusedError("Il logo deve essere un'immagine PNG, JPEG o WebP.", code="type")
    with Image.open(BytesIO(found.content)) as image:
        drawn = image.convert("RGBA")
    drawn.thumbnail(LARGEST)
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


def keep_logo(content: bytes) -> Logo:
    """The stored picture with these bytes; it stays as long as a report was printed with it."""
    digest = hashlib.sha256(content).hexdigest()
    logo, _ = Logo.objects.get_or_create(
        sha256=digest, defaults={"content": content, "content_type": "image/png"}
    )
    return logo
