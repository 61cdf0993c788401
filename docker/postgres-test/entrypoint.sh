#!/bin/bash
# Starts PostgreSQL as the common images do: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, then `postgres ARGUMENTS`.
# The server reports that it is ready twice, once while it is set up and once for callers: Testcontainers counts on it.
set -euo pipefail

if [[ ${1:-postgres} != postgres ]]; then
  exec "$@"
fi
shift || true
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
: "${POSTGRES_PASSWORD:?POSTGRES_PASSWORD is not set}"

as_postgres() {
  setpriv --reuid=postgres --regid=postgres --init-groups "$@"
}

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  install -d -m 0700 -o postgres -g postgres "$PGDATA"
  secret=$(as_postgres mktemp)
  printf '%s\n' "$POSTGRES_PASSWORD" | as_postgres tee "$secret" >/dev/null
  as_postgres initdb -D "$PGDATA" --username="$user" --pwfile="$secret" \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=trust --auth-host=scram-sha-256 >/dev/null
  rm -f "$secret"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  as_postgres pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
  if [[ $database != postgres ]]; then
    as_postgres createdb --username="$user" --maintenance-db=postgres "$database"
  fi
  as_postgres pg_ctl -D "$PGDATA" -w -m fast stop
fi
# The last setting wins: Testcontainers asks for fsync=off by default, and these tests are about durability.
exec setpriv --reuid=postgres --regid=postgres --init-groups \
  postgres -D "$PGDATA" -c listen_addresses='*' "$@" -c fsync=on -c full_page_writes=on
