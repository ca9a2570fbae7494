"""What the libraries that read signatures and signed PDFs raise on bytes made up by somebody (found by fuzzing)."""

import struct
import zlib

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.general import CMSStructuralError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.errors import PathError

from courts.envelopes import NO_ASN1

UNREADABLE = (
    *NO_ASN1,
    AssertionError,
    struct.error,
    zlib.error,
    CMSStructuralError,
    PathError,
    PdfReadError,
    SignatureValidationError,
    UnsupportedAlgorithm,
)
