"""Articles that came before the watch are looked at from now on, spread over a day. Rerunnable."""

from django.db import migrations

WATCH = """
INSERT INTO claims_articlewatch
    (article_id, host, state, note, due_at, calm, failures, attempts, text, text_sha256, concerned, final_url,
     content_type)
SELECT id, left(lower(substring(url from '://(?:[^/?#@]*@)?([^/?#]+)')), 260), 'unwatched', '',
       now() + (id % 1440) * interval '1 minute', 0, 0, 0, '', '', '{}', '', ''
FROM claims_article
WHERE url <> '' AND substring(url from '://(?:[^/?#@]*@)?([^/?#]+)') <> ''
ON CONFLICT (article_id) DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_article_watch")]

    operations = [migrations.RunSQL(WATCH, migrations.RunSQL.noop)]
