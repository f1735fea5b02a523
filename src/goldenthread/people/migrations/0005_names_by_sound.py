"""A name heard over the telephone is spelt as it sounds, which shares few letters with how it is written."""

from django.db import migrations

# One letter fits too many names to tell anybody apart, so a name with so short a sound is left to its spelling.
SOUNDS = """
create extension if not exists fuzzystrmatch;

create function people_sounds(names text) returns text[]
    language sql immutable parallel safe strict
    set search_path = public, pg_temp
    as $$ select coalesce(array_agg(distinct heard.sound order by heard.sound), '{}')
          from (select public.dmetaphone(name) as sound from regexp_split_to_table(names, '[^a-z]+') name) heard
          where length(heard.sound) >= 2 $$;

create index people_child_sounds on people_child using gin (people_sounds(sort_key));
"""
BACK = "drop index people_child_sounds; drop function people_sounds(text);"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_deprivation_and_language")]

    operations = [migrations.RunSQL(SOUNDS, BACK)]
