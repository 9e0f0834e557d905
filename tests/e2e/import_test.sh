#!/usr/bin/env bash
# `clearway import` and `clearway export` against real services: what is right is stored, what is wrong
# is told row by row, nothing is stored twice, and what is exported can be imported elsewhere.
#   import_test.sh [FOLDER OF PROGRAMS]
set -uo pipefail

bin=${1:-.}
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/import.XXXXXX")
export CLEARWAY_PROFILE=none
failures=0
pids=()
pid=
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; done
  rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve NAME: a universalization service with data of its own; its port is in $port.
serve() {
  local i
  until port=$((20000 + RANDOM % 12000)) && ! listens "$port"; do :; done
  "$bin/services/universalization/universalization" --data="$scratch/$1" --listen="127.0.0.1:$port" \
    --metrics-listen=none --insecure-loopback >"$scratch/$1.log" 2>&1 &
  pids+=($!)
  for ((i = 0; i < 200; i++)); do
    listens "$port" && return
    sleep 0.1
  done
  fail "$1 does not listen"
  cat "$scratch/$1.log" >&2
}

clearway() { "$bin/clients/cli/clearway" --universalization "127.0.0.1:$port" "$@"; }

# expect STATUS TEXT WORD...: the exit status, and a text in what is printed.
expect() {
  local want=$1 text=$2 output status
  shift 2
  output=$(clearway "$@" 2>&1)
  status=$?
  [ "$status" -eq "$want" ] || fail "clearway $*: exit status $status, not $want"$'\n'"$output"
  [[ $output == *"$text"* ]] || fail "clearway $* lacks: $text"$'\n'"$output"
}

count() { clearway export "$1" | tail -n +2 | grep -c .; }

cat >"$scratch/areas.csv" <<'CSV'
name,display_name,aliases
areas/first,"First, area",One; Uno
areas/second,Second area,
CSV
cat >"$scratch/mixed.csv" <<'CSV'
name,display_name,kind,aliases
actors/right,Right Aid,ngo,RA
actors/no-kind,No Kind,club,
actors/no-name,,ngo,
actors/also-right,Also Right Aid,un,
CSV

serve one
expect 2 "did you mean \"actors\"?" import actor create "$scratch/mixed.csv"
expect 2 "actors has create, update" import actors list "$scratch/mixed.csv"
expect 2 "cannot read the file /no/such" import actors create /no/such
printf 'display_nam\nx\n' >"$scratch/column.csv"
expect 2 "did you mean \"display_name\"?" import actors create "$scratch/column.csv"

expect 0 "2 rows: 2 right, 0 wrong; nothing was stored" import areas create "$scratch/areas.csv" --validate-only
[ "$(count areas)" -eq 0 ] || fail "validate-only stored something"
expect 0 "2 rows: 2 stored, 0 refused" import areas create "$scratch/areas.csv"
expect 0 "2 rows: 2 stored, 0 refused" import areas create "$scratch/areas.csv" # again: the first answers
[ "$(count areas)" -eq 2 ] || fail "a repeated import stored twice"

sed -i 's/,un,/,united_nations,/' "$scratch/mixed.csv"
expect 1 "nothing was stored" import actors create "$scratch/mixed.csv" --atomic
[ "$(count actors)" -eq 0 ] || fail "an atomic import stored a part"
expect 1 "mixed.csv:3: INVALID_ARGUMENT: kind: \"club\" is not one of" import actors create "$scratch/mixed.csv"
[ "$(count actors)" -eq 2 ] || fail "the right rows of a mixed file are not there"
expect 1 "mixed.csv:4: INVALID_ARGUMENT: actor.display_name is required" import actors create "$scratch/mixed.csv" \
  --findings "$scratch/wrong.csv"
# The findings are mended and imported.
sed -i 's/,No Kind,club,/,No Kind,ngo,/; s/actors\/no-name,,/actors\/no-name,Named Now,/' "$scratch/wrong.csv"
expect 0 "2 rows: 2 stored, 0 refused" import actors create "$scratch/wrong.csv"
[ "$(count actors)" -eq 4 ] || fail "mended rows are not there"

printf 'name,notes\nactors/right,Seen in Vientiane\n' >"$scratch/update.csv"
expect 0 "1 row: 1 stored" import actors update "$scratch/update.csv"
expect 0 "Seen in Vientiane" actors get right
expect 0 "Right Aid" actors get right

clearway export actors >"$scratch/actors.csv"
clearway export areas >"$scratch/areas.csv"
clearway export actors --output json >"$scratch/actors.json"
serve two
expect 0 "2 rows: 2 stored" import areas create "$scratch/areas.csv" --atomic
expect 0 "4 rows: 4 stored" import actors create "$scratch/actors.csv"
clearway export actors >"$scratch/actors-two.csv"
cmp -s "$scratch/actors.csv" "$scratch/actors-two.csv" || fail "CSV does not go round"
serve three
expect 0 "4 rows: 4 stored" import actors create "$scratch/actors.json"
clearway export actors >"$scratch/actors-three.csv"
cmp -s "$scratch/actors.csv" "$scratch/actors-three.csv" || fail "JSON does not go round"

# Broken off: the service is away half-way, and the same command goes on.
{
  echo name,display_name
  for i in $(seq 300); do echo "areas/n$i,Area number $i"; done
} >"$scratch/many.csv"
kill -9 "${pids[-1]}" 2>/dev/null
wait "${pids[-1]}" 2>/dev/null
expect 1 "Run the same command again to go on" import areas create "$scratch/many.csv" --timeout 1
"$bin/services/universalization/universalization" --data="$scratch/three" --listen="127.0.0.1:$port" \
  --metrics-listen=none --insecure-loopback >>"$scratch/three.log" 2>&1 &
pids+=($!)
for ((i = 0; i < 100; i++)); do
  listens "$port" && break
  sleep 0.1
done
expect 0 "300 rows: 300 stored, 0 refused" import areas create "$scratch/many.csv"
[ "$(count areas)" -eq 300 ] || fail "not every row is there once"

[ "$failures" -eq 0 ] && echo "all passed"
exit "$((failures > 0))"
