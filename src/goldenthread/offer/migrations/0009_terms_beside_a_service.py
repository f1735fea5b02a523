import django.contrib.postgres.fields
import django.contrib.postgres.search
from django.db import migrations, models

# As loading.index sets them from now on.
FILLED = """
update offer_service s set
    needs = coalesce((select array_agg(t.code order by t.place) from offer_attribute a join offer_taxonomyterm t on t.id = a.taxonomy_term_id
        join offer_taxonomy x on x.id = t.taxonomy_id where a.service_id = s.id and x.slug = 'need'), '{}'),
    how = coalesce((select array_agg(t.code order by t.place) from offer_attribute a join offer_taxonomyterm t on t.id = a.taxonomy_term_id
        join offer_taxonomy x on x.id = t.taxonomy_id where a.service_id = s.id and x.slug = 'how'), '{}');
insert into offer_lexeme (lexeme) select left(word, 200) from ts_stat('select words from offer_service') on conflict do nothing;
update offer_word set stem = to_tsvector('english', word);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('offer', '0008_links_asked_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='needs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='service',
            name='how',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='word',
            name='stem',
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Lexeme',
            fields=[
                ('lexeme', models.CharField(max_length=200, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['name', 'id'], include=['assured_date', 'status'], name='offer_service_pages'),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
