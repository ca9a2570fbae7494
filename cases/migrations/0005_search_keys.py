"""A paragraph of the diary knows its case, unit and moment, so that a search needs no other table (design §6)."""

from django.db import migrations

KEYS = """
CREATE OR REPLACE FUNCTION cases_paragraph_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := to_tsvector('bandolo', NEW.speaker || ' ' || NEW.text);
    SELECT e.case_id, c.unit_id, e.occurred_at INTO NEW.case_key, NEW.unit_key, NEW.moment
    FROM cases_diaryentry e JOIN cases_case c ON c.id = e.case_id WHERE e.id = NEW.entry_id;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_paragraph_keys_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_diaryparagraph p SET case_key = NEW.case_id, unit_key = c.unit_id, moment = NEW.occurred_at
    FROM cases_case c WHERE p.entry_id = NEW.id AND c.id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER paragraph_keys AFTER UPDATE OF occurred_at, case_id ON cases_diaryentry
    FOR EACH ROW WHEN ((OLD.occurred_at, OLD.case_id) IS DISTINCT FROM (NEW.occurred_at, NEW.case_id))
    EXECUTE FUNCTION cases_paragraph_keys_of_entry();

CREATE FUNCTION cases_paragraph_keys_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_diaryparagraph p SET unit_key = NEW.unit_id
    FROM cases_diaryentry e WHERE e.case_id = NEW.id AND p.entry_id = e.id;
    RETURN NULL;
END $$;
CREATE TRIGGER paragraph_keys AFTER UPDATE OF unit_id ON cases_case
    FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id)
    EXECUTE FUNCTION cases_paragraph_keys_of_case();

UPDATE cases_diaryparagraph p SET case_key = e.case_id, unit_key = c.unit_id, moment = e.occurred_at
FROM cases_diaryentry e JOIN cases_case c ON c.id = e.case_id WHERE e.id = p.entry_id;
"""

KEYS_UNDO = """
DROP TRIGGER paragraph_keys ON cases_case;
DROP TRIGGER paragraph_keys ON cases_diaryentry;
DROP FUNCTION cases_paragraph_keys_of_case(), cases_paragraph_keys_of_entry();
CREATE OR REPLACE FUNCTION cases_paragraph_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := to_tsvector('bandolo', NEW.speaker || ' ' || NEW.text);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_lists")]
    operations = [migrations.RunSQL(KEYS, KEYS_UNDO)]
