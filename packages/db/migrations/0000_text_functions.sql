-- Text as searches compare it: lower case, accents and ligatures unfolded. Immutable, so that columns and indexes may hold it;
-- the collation is named, because the database's own may differ from one installation to the next.
create function fold_text(value text) returns text
language sql immutable strict parallel safe
return replace(
  replace(
    replace(
      lower(regexp_replace(normalize(value, nfd), '[\u0300-\u036f]', '', 'g') collate pg_c_utf8),
      'œ', 'oe'
    ),
    'æ', 'ae'
  ),
  'ß', 'ss'
);
--> statement-breakpoint
-- An instant as the contracts print it: UTC with milliseconds.
create function iso_instant(value timestamptz) returns text
language sql stable strict parallel safe
return to_char(value at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
