"""The table of URLs: for each one, which ids it takes and what everybody gets.

`TABLE` has a line for every URL of ours, under its name. A URL without a line fails
`test_every_url_has_a_line`: add the line with the shape that fits (`page`, `form`, `act`, `open_to_all` …)
and, where somebody gets something else, say so by name: `page("cases:x", pk="case", reader=403)`.
The ids name fields of `tests.factories.everything.Things` or `FullWorld`.
"""

from collections.abc import Iterator
from dataclasses import replace

from tests.matrix.shapes import (
    HEARD,
    HIDDEN,
    NO,
    NOT_THIS_WAY,
    SEEN,
    Line,
    act,
    answers,
    asked_by_all,
    form,
    members_help,
    open_to_all,
    page,
    public,
    reserved_to,
)

NOT_A_WORKER = {"administrator": 403, "privacy": 403, "superuser": 403}
# The reader sees one of the two siblings: what is wholly about both stays hidden.
BOTH = {"reader": 404}
# Leads decide; who wrote does not.
LEADS = {"owner": 403}

CONFIG = [
    public("help_topic", words={"topic": "accesso"}),
    Line("help", get=answers(SEEN), post=answers(SEEN | NOT_THIS_WAY)),
    # Before sign-in this topic is answered as one that does not exist.
    members_help("riservatezza"),
    members_help("agenda"),
    open_to_all("account_email"),
    open_to_all("accounts:profile"),
    asked_by_all("accounts:absences"),
    asked_by_all("accounts:notifications"),
    # Everybody may end their own; other people's are not there.
    Line(
        "accounts:absence_end",
        ids={"pk": "absence"},
        get=answers(NOT_THIS_WAY),
        post=answers(HIDDEN, owner=HEARD, coordinator=HEARD),
    ),
]
CASES = [
    open_to_all("cases:today"),
    open_to_all("cases:agenda"),
    open_to_all("cases:appointment_plan"),
    form("cases:appointment_create", pk="case"),
    page("cases:appointment_detail", pk="case", appointment_pk="appointment"),
    form("cases:appointment_change", pk="case", appointment_pk="appointment"),
    form("cases:appointment_cancel", pk="case", appointment_pk="appointment"),
    page("cases:case_deadlines", pk="case"),
    form("cases:deadline_assign", pk="case", deadline_pk="deadline"),
    asked_by_all("cases:calendar", **NOT_A_WORKER),
    Line("cases:calendar_revoke", get=answers(NOT_THIS_WAY), post=answers(HEARD)),
    # Without its secret the private calendar is a page that does not exist.
    Line(
        "cases:calendar_feed",
        get=answers(HIDDEN, anonymous=404, disabled=404),
        post=answers(NOT_THIS_WAY, anonymous=405, disabled=405),
    ),
    open_to_all("cases:case_list"),
    asked_by_all("cases:list_columns"),
    asked_by_all("cases:list_views"),
    # Views and files are of their person alone.
    Line(
        "cases:list_view_delete",
        ids={"pk": "saved_view"},
        get=answers(NOT_THIS_WAY),
        post=answers(HIDDEN, owner=HEARD),
    ),
    Line("cases:list_export", get=answers(NOT_THIS_WAY), post=answers(HIDDEN)),
    Line(
        "cases:list_export_state",
        ids={"pk": "list_export"},
        get=answers(HIDDEN, owner=SEEN),
        post=answers(NOT_THIS_WAY),
    ),
    Line(
        "cases:list_export_file",
        ids={"pk": "list_export"},
        get=answers(HIDDEN, owner=SEEN),
        post=answers(NOT_THIS_WAY),
        shows=("case",),
    ),
    asked_by_all("cases:case_create", **NOT_A_WORKER),
    # Without a chosen case one is sent back to the list.
    Line("cases:reassign", get=answers(NO, coordinator=302), post=answers(NO, coordinator=302)),
    reserved_to("cases:transfers", "coordinator"),
    page("cases:case_detail", pk="case"),
    page("cases:case_chronology", pk="case"),
    form("cases:case_edit", pk="case"),
    form("cases:case_move", pk="case", words={"move": "assess"}),
    page("cases:case_assessments", pk="case"),
    form("cases:assessment_add", pk="case"),
    page("cases:case_household", pk="case"),
    form("cases:member_add", pk="case"),
    form("cases:member_end", pk="case", member_pk="member"),
    form("cases:member_change", pk="case", member_pk="member"),
    form("cases:bond_add", pk="case"),
    form("cases:bond_change", pk="case", bond_pk="bond"),
    form("cases:protection_add", pk="case"),
    form("cases:protection_end", pk="case", protection_pk="protection"),
    page("cases:case_secrets", pk="case", coordinator=403, reader=403),
    page("cases:person_detail", pk="case", person_pk="person"),
    form("cases:person_edit", pk="case", person_pk="person"),
    form("cases:identifier_add", pk="case", person_pk="person"),
    form("cases:identifier_correct", pk="case", identifier_pk="identifier"),
    form("cases:identifier_end", pk="case", identifier_pk="identifier"),
    form("cases:contact_add", pk="case"),
    form("cases:contact_end", pk="case", contact_pk="contact"),
    form("cases:contact_end", pk="case", contact_pk="secret_contact", coordinator=404),
    form("cases:merge", pk="case", person_pk="person", **LEADS),
    form("cases:merge_undo", pk="case", merge_pk="merge", **LEADS),
    open_to_all("cases:places"),
    form("cases:address_add", pk="case"),
    form("cases:address_end", pk="case", address_pk="address"),
    form("cases:address_end", pk="case", address_pk="secret_address", coordinator=404),
    form("cases:responsibility_set", pk="case"),
    page("cases:case_team", pk="case"),
    form("cases:team_add", pk="case"),
    form("cases:team_end", pk="case", member_pk="team_member"),
    form("cases:team_hand_over", pk="case"),
    form("cases:reading_add", pk="case"),
    act("cases:reading_withdraw", pk="case", user_pk="reader"),
    form("cases:case_transfer", pk="case", **LEADS),
    act("cases:transfer_withdraw", pk="case", transfer_pk="transfer", **LEADS),
    # Only who leads the unit it is proposed to, and nobody of these columns does.
    Line("cases:transfer_decide", ids={"pk": "transfer"}, get=answers(HIDDEN), post=answers(HIDDEN)),
    page("cases:case_diary", pk="case"),
    form("cases:diary_create", pk="case"),
    form("cases:diary_quick", pk="case"),
    open_to_all("cases:quick_choose"),
    Line("cases:draft_key", get=answers(NOT_THIS_WAY), post=answers(HEARD)),
    act("cases:diary_draft", pk="case"),
    act("cases:diary_draft_discard", pk="case"),
    page("cases:diary_entry", pk="case", entry_pk="entry"),
    page("cases:diary_entry", pk="case", entry_pk="reserved_entry", reader=404),
    form("cases:diary_correct", pk="case", entry_pk="entry", coordinator=403),
    page("cases:diary_versions", pk="case", entry_pk="entry"),
    page("cases:diary_versions", pk="case", entry_pk="reserved_entry", reader=404),
    page("cases:attachment_file", pk="case", entry_pk="entry", attachment_pk="attachment"),
    form(
        "cases:attachment_withdraw", pk="case", entry_pk="entry", attachment_pk="attachment", coordinator=403
    ),
    page("cases:case_documents", pk="case"),
    form("cases:document_create", pk="case"),
    page("cases:document_file", pk="case", document_pk="document"),
    page("cases:document_preview", pk="case", document_pk="document"),
    form("cases:document_move", pk="case", document_pk="document"),
    form("cases:document_version", pk="case", document_pk="document"),
    form("cases:document_withdraw", pk="case", document_pk="document"),
    page("cases:case_sight", pk="case"),
    form("cases:case_restrict", pk="case", **LEADS),
    form("cases:case_unrestrict", pk="case", **LEADS),
    form("cases:barrier_add", pk="case", **LEADS),
    form("cases:barrier_end", pk="case", barrier_pk="barrier", **LEADS),
    form("cases:secrets_add", pk="case", **LEADS),
    act("cases:secrets_withdraw", pk="case", user_pk="secret_reader", **LEADS),
    # Who has not just confirmed to be who they are is asked to; what was typed is not lost.
    Line("cases:emergency", get=answers({302}, **NOT_A_WORKER), post=answers(HEARD, **NOT_A_WORKER)),
    open_to_all("cases:emergency_register"),
    Line(
        "cases:emergency_detail",
        ids={"pk": "glass"},
        get=answers(HIDDEN, coordinator=200, privacy=200),
        post=answers(HIDDEN, coordinator=HEARD, privacy=HEARD),
    ),
    # One's own, and nobody in these columns has one.
    Line("cases:emergency_end", ids={"pk": "glass"}, get=answers(NOT_THIS_WAY), post=answers(HIDDEN)),
    asked_by_all("cases:sight_requests", **NOT_A_WORKER),
    form("cases:sight_decide", pk="sight_request", reader=404),
    page("cases:records_go", pk="records_request", reader=403, owner=302, coordinator=302),
    page("cases:case_records", pk="case", reader=403),
    form("cases:records_create", pk="case"),
    page("cases:records_detail", pk="case", request_pk="records_request", reader=403),
    form("cases:records_decide", pk="case", request_pk="records_request"),
    form("cases:records_choose", pk="case", request_pk="records_request"),
    form("cases:records_words", pk="case", request_pk="records_request"),
    form("cases:records_item", pk="case", request_pk="records_request", item_pk="records_item"),
    act("cases:records_copy", pk="case", request_pk="records_request"),
    page(
        "cases:records_file",
        pk="case",
        request_pk="records_request",
        bundle_pk="records_bundle",
        reader=403,
    ),
    asked_by_all("cases:search"),
    page("cases:case_accesses", pk="case", reader=302),
    reserved_to("cases:access_register", "privacy", post=True),
    Line("cases:access_export", get=answers(NOT_THIS_WAY), post=answers(NO, privacy=302)),
    reserved_to("cases:can_see", "privacy", "administrator", post=True),
    reserved_to("cases:clock", "coordinator", "administrator"),
]
COURTS = [
    page("courts:case_orders", pk="case"),
    form("courts:order_create", pk="case"),
    act("courts:order_read", pk="case"),
    Line("courts:term_preview", get=answers(NOT_THIS_WAY), post=answers(SEEN)),
    page("courts:order_detail", pk="order"),
    page("courts:order_file", pk="order"),
    page("courts:mandate_detail", pk="mandate"),
    page("courts:mandate_detail", pk="joint_mandate", reader=200),
    form("courts:mandate_step", pk="mandate"),
    form("courts:mandate_step", pk="joint_mandate"),
    page("courts:proceeding_detail", pk="proceeding"),
    *(form(f"courts:proceeding_{duty}", pk="proceeding") for duty in ("edit", "transfer", "appeal", "close")),
    *(form(f"courts:proceeding_{duty}", pk="proceeding") for duty in ("reopen", "number_use", "number_add")),
    form("courts:hearing_create", pk="proceeding"),
    page("courts:hearing_detail", pk="hearing"),
    *(form(f"courts:hearing_{duty}", pk="hearing") for duty in ("hold", "postpone", "cancel")),
    form("courts:role_create", pk="proceeding"),
    *(form(f"courts:role_{duty}", pk="role") for duty in ("end", "replace")),
    form("courts:mandate_recipient", pk="mandate"),
    form("courts:proceeding_curator", pk="proceeding"),
    form("courts:mandate_extension", pk="joint_mandate"),
    *(
        form(f"courts:mandate_{duty}", pk="mandate")
        for duty in ("extension", "decision", "acts", "responsible", "declaration", "placement", "project")
    ),
    page("courts:mandate_letter", pk="mandate"),
    page("courts:mandate_proposal", pk="mandate"),
    form("courts:duty_done", pk="deadline"),
    page("courts:case_ages", pk="case"),
    page("courts:case_findings", pk="case"),
    *(form(f"courts:order_{effect}", pk="order") for effect in ("supersede", "effect", "urge", "grant")),
    form("courts:emergency_start", pk="case"),
    page("courts:emergency_detail", pk="emergency"),
    form("courts:emergency_step", pk="emergency", words={"kind": "richiesta_pm"}),
    form("courts:emergency_correct", pk="emergency", words={"kind": "trasmissione"}, **LEADS),
    form("courts:emergency_restart", pk="emergency", **LEADS),
    form("courts:emergency_close", pk="emergency"),
]
SERVICES = [
    open_to_all("services:overview"),
    open_to_all("services:kind_detail", words={"slug": "spazio_neutro"}),
    page("services:case_services", pk="case"),
    form("services:enrolment_create", pk="case"),
    *(
        form(f"services:enrolment_{move}", pk="enrolment")
        for move in ("activate", "suspend", "conclude", "drop")
    ),
]
PEIPA = [
    page("peipa:case_plans", pk="case"),
    form("peipa:plan_create", pk="case"),
    page("peipa:plan_detail", pk="plan"),
    page("peipa:plan_detail", pk="active_plan"),
    form("peipa:plan_change", pk="plan"),
    form("peipa:plan_activate", pk="plan"),
    form("peipa:plan_review_date", pk="active_plan"),
    form("peipa:plan_results", pk="active_plan"),
    form("peipa:plan_conclude", pk="active_plan"),
    form("peipa:objective_create", pk="plan"),
    form("peipa:objective_change", pk="objective"),
    form("peipa:objective_remove", pk="objective"),
]
REPORTS = [
    open_to_all("reports:report_list"),
    page("reports:case_reports", pk="case"),
    form("reports:report_open", pk="case"),
    page("reports:report_detail", pk="report"),
    page("reports:report_detail", pk="waiting_report"),
    page("reports:report_detail", pk="returned_report"),
    page("reports:report_detail", pk="approved_report"),
    page("reports:report_detail", pk="joint_report", **BOTH),
    act("reports:block_add", pk="report", words={"section": "minore", "kind": "fatto"}),
    act("reports:block_add", pk="joint_report", words={"section": "minore", "kind": "fatto"}, **BOTH),
    form("reports:block_save", pk="report", block_pk="block"),
    act("reports:block_remove", pk="report", block_pk="block"),
    act("reports:block_move", pk="report", block_pk="block", words={"where": "su"}),
    act("reports:block_place", pk="report", block_pk="block"),
    page("reports:block_versions", pk="report", block_pk="block"),
    act("reports:settle_source", pk="report", block_pk="block"),
    act("reports:block_comment", pk="report", block_pk="block"),
    act("reports:comment_settle", pk="report", comment_pk="comment"),
    act("reports:section_entrust", pk="report", words={"section": "valutazione"}),
    page("reports:record_offers", pk="report"),
    page("reports:record_offers", pk="joint_report", **BOTH),
    act("reports:pull", pk="report"),
    page("reports:changed_sources", pk="report"),
    page("reports:changed_sources", pk="joint_report", **BOTH),
    page("reports:comparison", pk="returned_report"),
    act("reports:proposals_save", pk="report"),
    act("reports:from_record", pk="report"),
    act("reports:take_over", pk="report"),
    act("reports:comment", pk="report"),
    act("reports:submit", pk="report"),
    act("reports:withdraw", pk="waiting_report", coordinator=403),
    form("reports:give_back", pk="waiting_report", **LEADS),
    form("reports:approve", pk="waiting_report", **LEADS),
    form("reports:approve", pk="joint_report", owner=403, reader=404),
    act("reports:sign_second", pk="waiting_report", owner=403, coordinator=403),
    # Nothing waits to be let through while the report is being written.
    replace(
        form("reports:leak_check", pk="report"), post=answers(HIDDEN, owner=NO, coordinator=NO, reader=NO)
    ),
    act("reports:copy_request", pk="report", reader=302),
    page("reports:copy_pdf", pk="waiting_report"),
    form("reports:correct", pk="approved_report"),
    reserved_to("reports:verification", "coordinator", "administrator", post=True),
    page("reports:record", pk="report"),
    page("reports:record", pk="joint_report", **BOTH),
    page("reports:preview", pk="report"),
    page("reports:preview", pk="joint_report", **BOTH),
    page("reports:delivery_state", pk="approved_report"),
    page("reports:delivery_state", pk="joint_approved", **BOTH),
    page("reports:report_pdf", pk="approved_report"),
    form("reports:signed_file", pk="approved_report"),
    form("reports:editions", pk="approved_report", **LEADS),
    page("reports:edition_pdf", pk="approved_report", edition_pk="edition", owner=403, reader=403),
    form("reports:edition_handed", pk="approved_report", edition_pk="edition", **LEADS),
    form("reports:evidence", pk="approved_report", reader=SEEN),
    page("reports:evidence_zip", pk="approved_report", owner=302, coordinator=302, reader=302),
    page("reports:leaving_file", pk="approved_report"),
    act("reports:dispatch_again", pk="dispatch", **LEADS),
    form("reports:addressees", pk="report"),
    act("reports:addressee_remove", pk="addressee"),
    form("reports:proof_add", pk="manual_dispatch"),
    form("reports:other_channel", pk="dispatch", **LEADS),
    form("reports:proof_correct", pk="proof"),
    page("reports:proof_file", pk="proof"),
    reserved_to("reports:approve_many", "coordinator", post=True),
    # One's own batch: it stays, and what it lists is cut by the gate.
    page("reports:batch", pk="batch", owner=404, reader=404),
    open_to_all("reports:mail_list"),
    reserved_to("reports:mail_quarantine", "coordinator", post=True),
    page("reports:mail_detail", pk="mail"),
    page("reports:mail_original", pk="mail"),
    page("reports:mail_attachment", pk="mail", attachment_pk="mail_attachment"),
    form("reports:mail_file", pk="mail"),
    form("reports:mail_order", pk="mail"),
    act("reports:mail_archive", pk="mail"),
    act("reports:mail_put_back", pk="mail"),
    reserved_to("reports:board", "coordinator"),
    # The alarm of the world is not one a person closes: nobody finds it here.
    act("reports:alarm_acknowledge", pk="alarm", owner=404, coordinator=404, reader=404),
    open_to_all("reports:statistics"),
    open_to_all("reports:statistics_chart"),
]

LINES = CONFIG + CASES + COURTS + SERVICES + PEIPA + REPORTS
TABLE: dict[str, list[Line]] = {}
for _line in LINES:
    TABLE.setdefault(_line.name, []).append(_line)

# --- What others have built and we only hang up --------------------------------------------------------
# Views of allauth that answer before sign-in; every other one leads to it.
OPEN_OF_ALLAUTH = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
# Answered by the middleware for the load balancer, before any URL is looked at.
BEFORE_URLS = ("/healthz", "/readyz")
ALLAUTH, ADMIN, SANDBOX = "accesso/", "amministrazione/", "prova-pec/"


def readable_by(who: str) -> Iterator[Line]:
    """The lines whose page this person gets."""
    return (line for line in LINES if line.get.get(who) == SEEN)
