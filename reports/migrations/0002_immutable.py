"""What was approved does not change, and a proof is never altered: refused by the database itself."""

from django.db import migrations

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
"""

APPROVED_UNDO = """
DROP TRIGGER approved_is_final ON reports_report_covered;
DROP TRIGGER approved_is_final ON reports_block;
DROP TRIGGER approved_is_final ON reports_report;
DROP FUNCTION reports_refuse_if_approved(), reports_refuse();
"""

FROZEN = """
CREATE TRIGGER frozenreport_immutable BEFORE DELETE ON reports_frozenreport
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER frozenreport_text_immutable BEFORE UPDATE ON reports_frozenreport
    FOR EACH ROW WHEN (
        (OLD.report_id, OLD.snapshot, OLD.snapshot_sha256, OLD.frozen_at)
            IS DISTINCT FROM (NEW.report_id, NEW.snapshot, NEW.snapshot_sha256, NEW.frozen_at)
        OR (OLD.pdf IS NOT NULL AND (OLD.pdf, OLD.pdf_sha256, OLD.rendered_at)
            IS DISTINCT FROM (NEW.pdf, NEW.pdf_sha256, NEW.rendered_at)))
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
CREATE TRIGGER proof_text_is_final BEFORE UPDATE ON reports_receipt
    FOR EACH ROW WHEN (
        (OLD.mailbox_id, OLD.uid_validity, OLD.uid, OLD.raw, OLD.sha256, OLD.verdict, OLD.kind)
            IS DISTINCT FROM
        (NEW.mailbox_id, NEW.uid_validity, NEW.uid, NEW.raw, NEW.sha256, NEW.verdict, NEW.kind))
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
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(APPROVED, APPROVED_UNDO), migrations.RunSQL(FROZEN, FROZEN_UNDO)]
