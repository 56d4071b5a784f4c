"""What a constraint cannot say: frozen rows, spans that cut out what they quote, four eyes, and a history nobody edits.

Every refusal is an integrity error (SQLSTATE class 23) that carries a rule's name like a constraint.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused by rule %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
END $$;

-- Rows that belong to a sample article may go with it; all others stay.
CREATE FUNCTION claims_refuse_unless_sample() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_sample boolean;
BEGIN
    IF TG_TABLE_NAME = 'claims_review' THEN
        SELECT a.is_sample INTO is_sample FROM claims_verdict v
            JOIN claims_claim c ON c.id = v.claim_id JOIN claims_article a ON a.id = c.article_id
            WHERE v.id = OLD.verdict_id;
    ELSE
        SELECT a.is_sample INTO is_sample FROM claims_claim c JOIN claims_article a ON a.id = c.article_id
            WHERE c.id = OLD.claim_id;
    END IF;
    IF is_sample IS NOT TRUE THEN
        RAISE EXCEPTION 'DELETE on % is refused by rule %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
"""
REFUSE_BACK = "DROP FUNCTION claims_refuse_unless_sample(); DROP FUNCTION claims_refuse();"

FROZEN = """
CREATE TRIGGER articleversion_text_frozen BEFORE UPDATE OF article_id, number, text, text_sha256, created_at
    ON claims_articleversion FOR EACH ROW
    WHEN ((OLD.article_id, OLD.number, OLD.text, OLD.text_sha256, OLD.created_at)
        IS DISTINCT FROM (NEW.article_id, NEW.number, NEW.text, NEW.text_sha256, NEW.created_at))
    EXECUTE FUNCTION claims_refuse('articleversion_text_frozen');
CREATE TRIGGER article_sample_frozen BEFORE UPDATE OF is_sample ON claims_article FOR EACH ROW
    WHEN (OLD.is_sample IS DISTINCT FROM NEW.is_sample) EXECUTE FUNCTION claims_refuse('article_sample_frozen');
CREATE TRIGGER snapshot_frozen BEFORE UPDATE ON claims_snapshot FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('snapshot_frozen');
CREATE TRIGGER rating_never_deleted BEFORE DELETE ON claims_rating FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('rating_never_deleted');
CREATE TRIGGER verdict_frozen BEFORE UPDATE ON claims_verdict FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('verdict_frozen');
CREATE TRIGGER verdict_kept BEFORE DELETE ON claims_verdict FOR EACH ROW
    EXECUTE FUNCTION claims_refuse_unless_sample('verdict_kept');
CREATE TRIGGER review_frozen BEFORE UPDATE ON claims_review FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('review_frozen');
CREATE TRIGGER review_kept BEFORE DELETE ON claims_review FOR EACH ROW
    EXECUTE FUNCTION claims_refuse_unless_sample('review_kept');
CREATE TRIGGER publication_frozen BEFORE UPDATE ON claims_publication FOR EACH ROW
    WHEN ((OLD.id, OLD.claim_id, OLD.verdict_id, OLD.slug, OLD.number, OLD.occasion, OLD.note, OLD.facts, OLD.json_ld,
           OLD.published_by_id, OLD.published_at)
        IS DISTINCT FROM (NEW.id, NEW.claim_id, NEW.verdict_id, NEW.slug, NEW.number, NEW.occasion, NEW.note, NEW.facts,
           NEW.json_ld, NEW.published_by_id, NEW.published_at))
    EXECUTE FUNCTION claims_refuse('publication_frozen');
CREATE TRIGGER publication_kept BEFORE DELETE ON claims_publication FOR EACH ROW
    EXECUTE FUNCTION claims_refuse_unless_sample('publication_kept');
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON claims_event FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('event_append_only');
CREATE TRIGGER event_never_truncated BEFORE TRUNCATE ON claims_event FOR EACH STATEMENT
    EXECUTE FUNCTION claims_refuse('event_never_truncated');
CREATE TRIGGER eventchain_kept BEFORE DELETE ON claims_eventchain FOR EACH ROW
    EXECUTE FUNCTION claims_refuse('eventchain_kept');
"""
FROZEN_BACK = """
DROP TRIGGER articleversion_text_frozen ON claims_articleversion;
DROP TRIGGER article_sample_frozen ON claims_article;
DROP TRIGGER snapshot_frozen ON claims_snapshot;
DROP TRIGGER rating_never_deleted ON claims_rating;
DROP TRIGGER verdict_frozen ON claims_verdict;
DROP TRIGGER verdict_kept ON claims_verdict;
DROP TRIGGER review_frozen ON claims_review;
DROP TRIGGER review_kept ON claims_review;
DROP TRIGGER publication_frozen ON claims_publication;
DROP TRIGGER publication_kept ON claims_publication;
DROP TRIGGER event_append_only ON claims_event;
DROP TRIGGER event_never_truncated ON claims_event;
DROP TRIGGER eventchain_kept ON claims_eventchain;
"""

SPANS = """
-- PostgreSQL's substring counts code points in a UTF-8 database, as Python does.
CREATE FUNCTION claims_cut(whole text, spans jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(string_agg(
        substring(whole FROM (span->>0)::int + 1 FOR (span->>1)::int - (span->>0)::int), ' … ' ORDER BY place), '')
    FROM jsonb_array_elements(spans) WITH ORDINALITY AS each(span, place)
$$;

-- An insert is checked as a whole, so that a long text is unpacked once and not once for each of its claims.
CREATE FUNCTION claims_claim_quotes_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its_version record;
BEGIN
    FOR its_version IN
        SELECT id, article_id, text || '' AS text FROM claims_articleversion WHERE id IN (SELECT version_id FROM written)
    LOOP
        IF EXISTS (
            SELECT FROM written WHERE version_id = its_version.id AND (
                article_id <> its_version.article_id
                OR substring(its_version.text FROM start + 1 FOR "end" - start) IS DISTINCT FROM quote)
        ) THEN
            RAISE EXCEPTION 'a claim of version % does not cut out its quote', its_version.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER claim_quote_holds AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION claims_claim_quotes_hold();
CREATE FUNCTION claims_claim_quote_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_article bigint;
    its_words text;
BEGIN
    SELECT article_id, substring(text FROM NEW.start + 1 FOR NEW."end" - NEW.start) INTO its_article, its_words
        FROM claims_articleversion WHERE id = NEW.version_id;
    IF its_words IS DISTINCT FROM NEW.quote OR its_article IS DISTINCT FROM NEW.article_id THEN
        RAISE EXCEPTION 'claim span % to % of version % does not cut out its quote', NEW.start, NEW."end", NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_quote_stays BEFORE UPDATE OF article_id, version_id, start, "end", quote
    ON claims_claim FOR EACH ROW EXECUTE FUNCTION claims_claim_quote_stays();

CREATE FUNCTION claims_statement_quotes_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its_version record;
BEGIN
    FOR its_version IN
        SELECT id, text || '' AS text FROM claims_articleversion WHERE id IN (SELECT version_id FROM written)
    LOOP
        IF EXISTS (
            SELECT FROM written WHERE version_id = its_version.id AND (
                claims_cut(its_version.text, content_spans) IS DISTINCT FROM content_text
                OR claims_cut(its_version.text, source_spans) IS DISTINCT FROM source_text
                OR claims_cut(its_version.text, cue_spans) IS DISTINCT FROM cue_text)
        ) THEN
            RAISE EXCEPTION 'a span of a statement does not cut out its words in version %', its_version.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER statement_quotes_hold AFTER INSERT ON claims_statement REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION claims_statement_quotes_hold();
CREATE FUNCTION claims_statement_quotes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its_text text;
BEGIN
    SELECT text INTO its_text FROM claims_articleversion WHERE id = NEW.version_id;
    IF claims_cut(its_text, NEW.content_spans) IS DISTINCT FROM NEW.content_text
        OR claims_cut(its_text, NEW.source_spans) IS DISTINCT FROM NEW.source_text
        OR claims_cut(its_text, NEW.cue_spans) IS DISTINCT FROM NEW.cue_text
    THEN
        RAISE EXCEPTION 'a span of this statement does not cut out its words in version %', NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_quotes_stay BEFORE UPDATE OF version_id, source_spans, cue_spans, content_spans,
    source_text, cue_text, content_text
    ON claims_statement FOR EACH ROW EXECUTE FUNCTION claims_statement_quotes_stay();
"""
SPANS_BACK = """
DROP TRIGGER claim_quote_holds ON claims_claim;
DROP TRIGGER claim_quote_stays ON claims_claim;
DROP FUNCTION claims_claim_quote_stays();
DROP FUNCTION claims_claim_quotes_hold();
DROP TRIGGER statement_quotes_hold ON claims_statement;
DROP TRIGGER statement_quotes_stay ON claims_statement;
DROP FUNCTION claims_statement_quotes_stay();
DROP FUNCTION claims_statement_quotes_hold();
DROP FUNCTION claims_cut(text, jsonb);
"""

FOUR_EYES = """
CREATE FUNCTION claims_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_author bigint;
    its_claim bigint;
    second bigint;
BEGIN
    SELECT author_id, claim_id INTO its_author, its_claim FROM claims_verdict WHERE id = NEW.verdict_id;
    second := (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    IF second = its_author OR (to_jsonb(NEW) ->> 'claim_id')::bigint <> its_claim THEN
        RAISE EXCEPTION 'row of % is refused by rule %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_four_eyes BEFORE INSERT ON claims_review FOR EACH ROW
    EXECUTE FUNCTION claims_four_eyes('review_four_eyes', 'reviewer_id');
CREATE TRIGGER publication_four_eyes BEFORE INSERT ON claims_publication FOR EACH ROW
    EXECUTE FUNCTION claims_four_eyes('publication_four_eyes', 'published_by_id');
"""
FOUR_EYES_BACK = """
DROP TRIGGER review_four_eyes ON claims_review;
DROP TRIGGER publication_four_eyes ON claims_publication;
DROP FUNCTION claims_four_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, REFUSE_BACK),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
        migrations.RunSQL(SPANS, SPANS_BACK),
        migrations.RunSQL(FOUR_EYES, FOUR_EYES_BACK),
    ]
