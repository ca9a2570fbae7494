"""Signed forms of a report: what a PAdES or CAdES file encloses, and who signed it."""

from asn1crypto import cms

from reports.enums import SignedForm


def enclosed(signed: bytes, form: SignedForm, approved: bytes) -> bytes | None:
    """The approved PDF inside a signed file; None when it is not there byte for byte.

    PAdES adds to the end of the file it signs, so the file begins with the approved bytes; CAdES carries
    them as its content.
    """
    if form == SignedForm.PADES:
        return approved if approved and signed.startswith(approved) else None
    return approved if approved and _content_of(signed) == approved else None


def _content_of(signed: bytes) -> bytes | None:
    try:
        info = cms.ContentInfo.load(signed)
        if info["content_type"].native != "signed_data":
            return None
        content = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError):
        return None
    return content if isinstance(content, bytes) else None
