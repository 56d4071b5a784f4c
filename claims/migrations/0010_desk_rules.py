"""Rules of the desk's tables that a constraint cannot say, and the desk's one policy. Rerunnable."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION claims_opinion_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM claims_verdict v JOIN claims_claim c ON c.id = v.claim_id JOIN claims_article a ON a.id = c.article_id
        WHERE v.id = OLD.verdict_id AND a.is_sample
    ) THEN
        RAISE EXCEPTION 'DELETE on claims_opinion is refused by rule opinion_kept'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'opinion_kept', TABLE = 'claims_opinion';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER capture_frozen BEFORE UPDATE ON claims_capture FOR EACH ROW
    WHEN (OLD.state = 'archived') EXECUTE FUNCTION claims_refuse('capture_frozen');
CREATE TRIGGER opinion_frozen BEFORE UPDATE ON claims_opinion FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('opinion_frozen');
CREATE TRIGGER opinion_kept BEFORE DELETE ON claims_opinion FOR EACH ROW
    EXECUTE FUNCTION claims_opinion_kept();
CREATE TRIGGER opinion_four_eyes BEFORE INSERT ON claims_opinion FOR EACH ROW
    EXECUTE FUNCTION claims_four_eyes('opinion_four_eyes', 'reviewer_id');
CREATE TRIGGER correction_frozen BEFORE UPDATE ON claims_correction FOR EACH ROW
    WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION claims_refuse('correction_frozen');
CREATE TRIGGER correction_kept BEFORE DELETE ON claims_correction FOR EACH ROW
    EXECUTE FUNCTION claims_refuse_unless_sample('correction_kept');
CREATE TRIGGER policyversion_frozen BEFORE UPDATE OR DELETE ON claims_policyversion FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('policyversion_frozen');
"""
FROZEN_BACK = """
DROP TRIGGER capture_frozen ON claims_capture;
DROP TRIGGER opinion_frozen ON claims_opinion;
DROP TRIGGER opinion_kept ON claims_opinion;
DROP TRIGGER opinion_four_eyes ON claims_opinion;
DROP TRIGGER correction_frozen ON claims_correction;
DROP TRIGGER correction_kept ON claims_correction;
DROP TRIGGER policyversion_frozen ON claims_policyversion;
DROP FUNCTION claims_opinion_kept();
"""


def load(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ARG001
    apps.get_model("claims", "DeskPolicy").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_reviewers_desk")]

    operations = [
        migrations.RunSQL(FROZEN, FROZEN_BACK),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
