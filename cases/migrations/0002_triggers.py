"""What the database itself keeps true: the access table, the next deadline, the searchable words."""

from django.db import migrations

ACCESS = """
CREATE FUNCTION cases_access_rebuild(cid bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM cases_case WHERE id = cid FOR UPDATE;
    DELETE FROM cases_caseaccess WHERE case_id = cid;
    INSERT INTO cases_caseaccess
        (principal, case_id, can_change, is_open, next_deadline, valid_from, valid_to)
    SELECT r.principal, c.id, r.can_change, c.closed_on IS NULL, COALESCE(c.next_deadline, '9999-12-31'),
           r.valid_from, r.valid_to
    FROM cases_case c
    JOIN accounts_unit n ON n.id = c.unit_id
    CROSS JOIN LATERAL (
        SELECT 'u:' || t.user_id || ':' || n.controller_id AS principal, true AS can_change,
               t.valid_from, t.valid_to
        FROM cases_teammember t WHERE t.case_id = c.id
        UNION ALL
        SELECT 'g:' || g.user_id || ':' || n.controller_id, bool_or(p.codename = 'change_case'),
               DATE '0001-01-01', g.valid_to
        FROM cases_caseuserobjectpermission g JOIN auth_permission p ON p.id = g.permission_id
        WHERE g.content_object_id = c.id AND p.codename IN ('view_case', 'change_case')
        GROUP BY g.user_id, g.valid_to
        UNION ALL
        SELECT 'lead:' || c.unit_id, true, DATE '0001-01-01', NULL WHERE NOT c.restricted
        UNION ALL
        SELECT 'unit:' || c.unit_id, true, DATE '0001-01-01', NULL
        WHERE n.case_scope = 'unit' AND NOT c.restricted
        UNION ALL
        SELECT 'b:' || b.id, false, DATE '0001-01-01', NULL
        FROM cases_breakglass b WHERE b.case_id = c.id AND b.closed_at IS NULL AND b.expires_at > now()
    ) r
    WHERE c.id = cid;
END $$;

CREATE FUNCTION cases_access_on_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_access_rebuild(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_insert AFTER INSERT ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_access_on_case();
CREATE TRIGGER access_on_update AFTER UPDATE OF unit_id, closed_on, restricted ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_access_on_case();

CREATE FUNCTION cases_access_on_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_caseaccess SET next_deadline = COALESCE(NEW.next_deadline, '9999-12-31')
    WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_deadline AFTER UPDATE OF next_deadline ON cases_case
    FOR EACH ROW WHEN (OLD.next_deadline IS DISTINCT FROM NEW.next_deadline)
    EXECUTE FUNCTION cases_access_on_deadline();

CREATE FUNCTION cases_access_on_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM cases_access_rebuild(OLD.case_id); END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.case_id <> OLD.case_id) THEN
        PERFORM cases_access_rebuild(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_team AFTER INSERT OR UPDATE OR DELETE ON cases_teammember
    FOR EACH ROW EXECUTE FUNCTION cases_access_on_team();

CREATE FUNCTION cases_access_on_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM cases_access_rebuild(OLD.content_object_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM cases_access_rebuild(NEW.content_object_id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_grant AFTER INSERT OR UPDATE OR DELETE ON cases_caseuserobjectpermission
    FOR EACH ROW EXECUTE FUNCTION cases_access_on_grant();

CREATE FUNCTION cases_access_on_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_access_rebuild(c.id) FROM cases_case c WHERE c.unit_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_unit AFTER UPDATE OF case_scope, controller_id ON accounts_unit
    FOR EACH ROW WHEN ((OLD.case_scope, OLD.controller_id) IS DISTINCT FROM (NEW.case_scope, NEW.controller_id))
    EXECUTE FUNCTION cases_access_on_unit();

CREATE FUNCTION cases_access_on_glass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_access_rebuild(NEW.case_id);
    RETURN NULL;
END $$;
CREATE TRIGGER access_on_glass AFTER INSERT OR UPDATE OF closed_at ON cases_breakglass
    FOR EACH ROW EXECUTE FUNCTION cases_access_on_glass();
"""

ACCESS_UNDO = """
DROP TRIGGER access_on_glass ON cases_breakglass;
DROP TRIGGER access_on_unit ON accounts_unit;
DROP TRIGGER access_on_grant ON cases_caseuserobjectpermission;
DROP TRIGGER access_on_team ON cases_teammember;
DROP TRIGGER access_on_deadline ON cases_case;
DROP TRIGGER access_on_update ON cases_case;
DROP TRIGGER access_on_insert ON cases_case;
DROP FUNCTION cases_access_on_glass(), cases_access_on_unit(), cases_access_on_grant(), cases_access_on_team(),
    cases_access_on_deadline(), cases_access_on_case(), cases_access_rebuild(bigint);
"""

DEADLINE = """
CREATE FUNCTION cases_next_deadline(cid bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE cases_case SET next_deadline = d.due_on
    FROM (SELECT min(due_on) AS due_on FROM cases_deadline WHERE case_id = cid AND state = 'aperta') d
    WHERE id = cid AND next_deadline IS DISTINCT FROM d.due_on;
$$;
CREATE FUNCTION cases_next_deadline_on_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM cases_next_deadline(OLD.case_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM cases_next_deadline(NEW.case_id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER next_deadline AFTER INSERT OR UPDATE OR DELETE ON cases_deadline
    FOR EACH ROW EXECUTE FUNCTION cases_next_deadline_on_change();
"""

DEADLINE_UNDO = """
DROP TRIGGER next_deadline ON cases_deadline;
DROP FUNCTION cases_next_deadline_on_change(), cases_next_deadline(bigint);
"""

WORDS = """
CREATE TEXT SEARCH CONFIGURATION bandolo (COPY = italian);
ALTER TEXT SEARCH CONFIGURATION bandolo ALTER MAPPING FOR hword, hword_part, word WITH unaccent, italian_stem;
CREATE FUNCTION cases_paragraph_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := to_tsvector('bandolo', NEW.speaker || ' ' || NEW.text);
    RETURN NEW;
END $$;
CREATE TRIGGER words BEFORE INSERT OR UPDATE OF text, speaker ON cases_diaryparagraph
    FOR EACH ROW EXECUTE FUNCTION cases_paragraph_words();
"""

WORDS_UNDO = """
DROP TRIGGER words ON cases_diaryparagraph;
DROP FUNCTION cases_paragraph_words();
DROP TEXT SEARCH CONFIGURATION bandolo;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables"), ("accounts", "0002_access_log"), ("auth", "0001_initial")]
    operations = [
        migrations.RunSQL(ACCESS, ACCESS_UNDO),
        migrations.RunSQL(DEADLINE, DEADLINE_UNDO),
        migrations.RunSQL(WORDS, WORDS_UNDO),
    ]
