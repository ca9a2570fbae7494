"""What was approved does not change, and a proof is never altered: refused by the database itself."""

from django.db import migrations

KEPT = ["reports_signedcopy", "reports_leakwaiver", "reports_logo", "reports_hashcheck"]
WHOLE_TABLES = [
    "reports_report", "reports_block", "reports_report_covered", "reports_frozenreport", "reports_edition", *KEPT,
]

APPROVED = """
CREATE FUNCTION reports_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Approved reports and proofs of delivery do not change.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER approved_is_final BEFORE UPDATE OR DELETE ON reports_report
    FOR EACH ROW WHEN (OLD.state = 'approvata') EXECUTE FUNCTION reports_refuse();

CREATE FUNCTION reports_refuse_if_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rid bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
BEGIN
    -- The lock makes an edit and an approval at the same instant wait for each other.
    IF (SELECT state FROM reports_report WHERE id = rid FOR SHARE) = 'approvata' THEN
        RAISE EXCEPTION 'Approved reports do not change.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER approved_is_final BEFORE INSERT OR UPDATE OR DELETE ON reports_block
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_if_approved();
CREATE TRIGGER approved_is_final BEFORE INSERT OR UPDATE OR DELETE ON reports_report_covered
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_if_approved();
CREATE FUNCTION reports_refuse_basis_if_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bid bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.evaluation_id ELSE OLD.evaluation_id END;
BEGIN
    IF (SELECT r.state FROM reports_block b JOIN reports_report r ON r.id = b.report_id
         WHERE b.id = bid FOR SHARE OF r) = 'approvata' THEN
        RAISE EXCEPTION 'Approved reports do not change.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER approved_is_final BEFORE INSERT OR UPDATE OR DELETE ON reports_basis
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_basis_if_approved();
"""

APPROVED_UNDO = """
DROP TRIGGER approved_is_final ON reports_basis;
DROP FUNCTION reports_refuse_basis_if_approved();
DROP TRIGGER approved_is_final ON reports_report_covered;
DROP TRIGGER approved_is_final ON reports_block;
DROP TRIGGER approved_is_final ON reports_report;
DROP FUNCTION reports_refuse_if_approved(), reports_refuse();
"""

CORRECTIONS = """
-- Only an approved report can be added to or put right.
CREATE FUNCTION reports_refuse_early_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM reports_report WHERE id = NEW.corrects_id) IS DISTINCT FROM 'approvata' THEN
        RAISE EXCEPTION 'Only an approved report is corrected.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER corrects_an_approved_one BEFORE INSERT OR UPDATE OF corrects_id ON reports_report
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION reports_refuse_early_correction();

-- Who let a protected passage stand is not who approves.
CREATE FUNCTION reports_refuse_own_waiver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports_leakwaiver WHERE report_id = NEW.id AND by_id = NEW.approved_by_id) THEN
        RAISE EXCEPTION 'Who approves has not let protected passages stand.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approver_waived_nothing BEFORE UPDATE OF approved_by_id ON reports_report
    FOR EACH ROW WHEN (NEW.approved_by_id IS NOT NULL) EXECUTE FUNCTION reports_refuse_own_waiver();
"""

CORRECTIONS_UNDO = """
DROP TRIGGER approver_waived_nothing ON reports_report;
DROP TRIGGER corrects_an_approved_one ON reports_report;
DROP FUNCTION reports_refuse_own_waiver(), reports_refuse_early_correction();
"""

OUTLINES = """
CREATE FUNCTION reports_refuse_if_outline_used() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    oid bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.outline_id ELSE OLD.outline_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM reports_report WHERE outline_id = oid) THEN
        RAISE EXCEPTION 'An outline in use does not change: make its next version.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER used_is_final BEFORE INSERT OR UPDATE OR DELETE ON reports_outlinesection
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_if_outline_used();

CREATE FUNCTION reports_refuse_if_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_report WHERE outline_id = OLD.id) THEN
        RAISE EXCEPTION 'An outline in use does not change: make its next version.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER used_is_final BEFORE UPDATE ON reports_outline
    FOR EACH ROW WHEN (
        (OLD.kind, OLD.number, OLD.title, OLD.guidance, OLD.second_signature, OLD.valid_from)
            IS DISTINCT FROM
        (NEW.kind, NEW.number, NEW.title, NEW.guidance, NEW.second_signature, NEW.valid_from))
    EXECUTE FUNCTION reports_refuse_if_used();
"""

OUTLINES_UNDO = """
DROP TRIGGER used_is_final ON reports_outline;
DROP TRIGGER used_is_final ON reports_outlinesection;
DROP FUNCTION reports_refuse_if_used(), reports_refuse_if_outline_used();
"""

FROZEN = """
CREATE TRIGGER frozenreport_immutable BEFORE DELETE ON reports_frozenreport
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER frozenreport_text_immutable BEFORE UPDATE ON reports_frozenreport
    FOR EACH ROW WHEN (
        (OLD.id, OLD.report_id, OLD.snapshot, OLD.snapshot_sha256, OLD.frozen_at, OLD.signing)
            IS DISTINCT FROM
        (NEW.id, NEW.report_id, NEW.snapshot, NEW.snapshot_sha256, NEW.frozen_at, NEW.signing)
        OR (OLD.pdf IS NOT NULL AND (OLD.pdf, OLD.pdf_sha256, OLD.rendered_at)
            IS DISTINCT FROM (NEW.pdf, NEW.pdf_sha256, NEW.rendered_at)))
    EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER edition_is_kept BEFORE DELETE ON reports_edition
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER edition_is_final BEFORE UPDATE ON reports_edition
    FOR EACH ROW WHEN (
        (OLD.frozen_id, OLD.party, OLD.reason, OLD.omitted, OLD.snapshot, OLD.snapshot_sha256, OLD.made_by_id, OLD.made_at)
            IS DISTINCT FROM
        (NEW.frozen_id, NEW.party, NEW.reason, NEW.omitted, NEW.snapshot, NEW.snapshot_sha256, NEW.made_by_id, NEW.made_at)
        OR (OLD.pdf IS NOT NULL AND (OLD.pdf, OLD.pdf_sha256, OLD.rendered_at)
            IS DISTINCT FROM (NEW.pdf, NEW.pdf_sha256, NEW.rendered_at))
        OR (OLD.handed_on IS NOT NULL AND (OLD.handed_on, OLD.handed_how, OLD.handed_by_id)
            IS DISTINCT FROM (NEW.handed_on, NEW.handed_how, NEW.handed_by_id)))
    EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER message_is_final BEFORE UPDATE ON reports_dispatch
    FOR EACH ROW WHEN (
        (OLD.frozen_id, OLD.recipient, OLD.message_id) IS DISTINCT FROM (NEW.frozen_id, NEW.recipient, NEW.message_id)
        OR (OLD.message IS NOT NULL AND OLD.message IS DISTINCT FROM NEW.message)
        OR (OLD.state = 'consegnata' AND NEW.state <> 'consegnata'))
    EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER dispatch_is_kept BEFORE DELETE ON reports_dispatch
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reports_dispatchstep
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER proof_is_final BEFORE DELETE ON reports_receipt
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
-- A message in quarantine may be judged again; its bytes never change, nor does a verdict once trusted.
CREATE TRIGGER proof_text_is_final BEFORE UPDATE ON reports_receipt
    FOR EACH ROW WHEN (
        (OLD.mailbox_id, OLD.uid_validity, OLD.uid, OLD.raw, OLD.sha256)
            IS DISTINCT FROM (NEW.mailbox_id, NEW.uid_validity, NEW.uid, NEW.raw, NEW.sha256)
        OR (NOT OLD.quarantined AND (OLD.verdict, OLD.kind, OLD.quarantined)
            IS DISTINCT FROM (NEW.verdict, NEW.kind, NEW.quarantined)))
    EXECUTE FUNCTION reports_refuse();
"""

FROZEN_UNDO = """
DROP TRIGGER proof_text_is_final ON reports_receipt;
DROP TRIGGER proof_is_final ON reports_receipt;
DROP TRIGGER append_only ON reports_dispatchstep;
DROP TRIGGER dispatch_is_kept ON reports_dispatch;
DROP TRIGGER message_is_final ON reports_dispatch;
DROP TRIGGER frozenreport_text_immutable ON reports_frozenreport;
DROP TRIGGER frozenreport_immutable ON reports_frozenreport;
DROP TRIGGER edition_is_final ON reports_edition;
DROP TRIGGER edition_is_kept ON reports_edition;
"""

PROOFS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reports_dispatchproof
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reports_receiptjudgement
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reports_reading
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER mail_is_kept BEFORE DELETE ON reports_incomingmail
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER mail_is_kept BEFORE DELETE ON reports_incomingattachment
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER approved_is_final BEFORE INSERT OR UPDATE OR DELETE ON reports_addressee
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_if_approved();
"""

PROOFS_UNDO = """
DROP TRIGGER approved_is_final ON reports_addressee;
DROP TRIGGER mail_is_kept ON reports_incomingattachment;
DROP TRIGGER mail_is_kept ON reports_incomingmail;
DROP TRIGGER append_only ON reports_reading;
DROP TRIGGER append_only ON reports_receiptjudgement;
DROP TRIGGER append_only ON reports_dispatchproof;
"""

EMPTYING = """
CREATE FUNCTION reports_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bandolo.maintenance', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Approved reports and proofs of delivery do not change.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
EMPTYING_UNDO = "DROP FUNCTION reports_refuse_emptying() CASCADE;"

ROWS = "".join(
    f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION reports_refuse();\n"
    for table in KEPT
)
ROWS_UNDO = "".join(f"DROP TRIGGER never_changed ON {table};\n" for table in KEPT)
TABLES = "".join(
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION reports_refuse_emptying();\n"
    for table in WHOLE_TABLES
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]
    operations = [
        migrations.RunSQL(APPROVED, APPROVED_UNDO),
        migrations.RunSQL(CORRECTIONS, CORRECTIONS_UNDO),
        migrations.RunSQL(OUTLINES, OUTLINES_UNDO),
        migrations.RunSQL(FROZEN, FROZEN_UNDO),
        migrations.RunSQL(PROOFS, PROOFS_UNDO),
        migrations.RunSQL(ROWS, ROWS_UNDO),
        migrations.RunSQL(EMPTYING + TABLES, EMPTYING_UNDO),
    ]
