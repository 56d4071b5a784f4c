#!/bin/bash
# Run once by the database's image on an empty volume: the desk's role (no superuser), extensions and database.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 \
    --set=password="$(cat /run/secrets/db_password)" <<'END'
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE ROLE factcheck LOGIN PASSWORD :'password';
END
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --command='CREATE DATABASE factcheck OWNER factcheck'
