"""What is kept of an approved report does not change either: signed files, editions, exceptions, checks."""

from django.db import migrations

KEPT = ["reports_signedcopy", "reports_leakwaiver", "reports_logo", "reports_hashcheck"]
WHOLE_TABLES = [
    "reports_report", "reports_block", "reports_report_covered", "reports_frozenreport", "reports_edition", *KEPT,
]

REFUSE = """
CREATE FUNCTION reports_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bandolo.maintenance', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Approved reports and proofs of delivery do not change.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

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

DROP TRIGGER frozenreport_text_immutable ON reports_frozenreport;
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
"""

REFUSE_UNDO = """
DROP TRIGGER edition_is_final ON reports_edition;
DROP TRIGGER edition_is_kept ON reports_edition;
DROP TRIGGER approver_waived_nothing ON reports_report;
DROP TRIGGER corrects_an_approved_one ON reports_report;
DROP FUNCTION reports_refuse_own_waiver(), reports_refuse_early_correction(), reports_refuse_emptying() CASCADE;
"""

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
    dependencies = [("reports", "0006_freeze")]
    operations = [
        migrations.RunSQL(REFUSE, REFUSE_UNDO),
        migrations.RunSQL(ROWS, ROWS_UNDO),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
    ]
