#!/bin/sh
# The parts of the entrypoint of postgres:18 that compose.yaml needs: the user, and the setup at the first start.
set -eu
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chown postgres: /var/lib/postgresql "$(dirname "$PGDATA")" "$PGDATA" /run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0"
fi
user=${POSTGRES_USER:-postgres}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --no-sync --auth-local=trust --auth-host=scram-sha-256 --username="$user" --pwfile="$POSTGRES_PASSWORD_FILE"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  pg_ctl start --wait --options="-c listen_addresses=''"
  database=${POSTGRES_DB:-$user}
  [ "$database" = postgres ] || createdb --username="$user" "$database"
  for script in /docker-entrypoint-initdb.d/*.sql; do
    psql --set=ON_ERROR_STOP=1 --username="$user" --dbname="$database" --file="$script"
  done
  pg_ctl stop --wait
fi
exec postgres -c listen_addresses='*'
