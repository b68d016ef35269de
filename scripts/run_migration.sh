#!/usr/bin/env bash
# Takes over a database of the older system: backup, separate, verify. Stops at the first error.
set -euo pipefail

usage() {
  cat <<TEXT
usage: scripts/run_migration.sh [DATABASE_URL]

  DATABASE_URL  the database of the older system (default: the environment variable DATABASE_URL)

Writes backup_YYYYMMDD_HHMMSS.sql into the working directory, takes the database over and verifies it. Stop the older
server first. LLM_BENCHMARK_API names the program when it is neither built here nor on the PATH.
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

case "${1:-}" in
  -h|--help) usage; exit 0 ;;
  -*) usage >&2; exit 2 ;;
esac
[ $# -le 1 ] || { usage >&2; exit 2; }
url=${1:-${DATABASE_URL:-}}
[ -n "$url" ] || { say "no database: give its URL or set DATABASE_URL"; usage >&2; exit 2; }

find_api() {
  local here candidate
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  for candidate in "${LLM_BENCHMARK_API:-}" "$here/build/release/bin/llm-benchmark-api" "$(command -v llm-benchmark-api || true)" "$here/build/dev/bin/llm-benchmark-api"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}
api=$(find_api) || die "llm-benchmark-api was not found: build it (scripts/quickstart --exit) or name it with LLM_BENCHMARK_API"
command -v pg_dump >/dev/null 2>&1 || die "pg_dump was not found; on Debian: apt-get install postgresql-client"

backup=backup_$(date +%Y%m%d_%H%M%S).sql
[ ! -e "$backup" ] || die "$backup exists already"
say "1. backup to $backup"
trap 'rm -f "$backup.part"' EXIT
# A password does not belong into the list of processes: it travels in the environment, as the whole URL does below.
plain_url=$url
if [[ $url =~ ^(postgres(ql)?://[^:/@]*):([^/@]*)@(.*)$ ]]; then
  plain_url=${BASH_REMATCH[1]}@${BASH_REMATCH[4]}
  password=${BASH_REMATCH[3]//\\/\\\\}
  PGPASSWORD=$(printf '%b' "${password//%/\\x}")
  export PGPASSWORD
fi
(umask 077 && pg_dump --dbname="$plain_url" --file="$backup.part")
mv "$backup.part" "$backup"

say "2. separate"
DATABASE_URL=$url "$api" migrate separate
say "3. verify"
DATABASE_URL=$url "$api" migrate verify

cat <<TEXT

The database was taken over. Next steps:
  start the server       DATABASE_URL=... llm-benchmark-api serve
  look at the grid       http://127.0.0.1:3000/
  go back                llm-benchmark-api migrate rollback --yes     (keeps what was uploaded since in a file)
  when all is well       llm-benchmark-api migrate cleanup --yes      (drops the older tables; only the backup is left)
The backup is $backup.
TEXT
