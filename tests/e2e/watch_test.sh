#!/usr/bin/env bash
# `clearway watch` goes on where it was when the service is stopped, or killed, and started again.
#   watch_test.sh [FOLDER OF PROGRAMS]
set -uo pipefail

bin=${1:-.}
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/watch.XXXXXX")
export CLEARWAY_PROFILE=none
service=
watch=
trap 'kill $service $watch 2>/dev/null; wait $service $watch 2>/dev/null; rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED: $*" >&2
  cat "$scratch"/*.log >&2
  exit 1
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# eventually COMMAND…: until it succeeds, at most half a minute.
eventually() {
  local i
  for ((i = 0; i < 300; i++)); do
    "$@" && return
    sleep 0.1
  done
  fail "not within half a minute: $*"
}

serve() {
  "$bin/services/universalization/universalization" --data="$scratch/data" \
    --listen="127.0.0.1:$port" --metrics-listen=none --insecure-loopback \
    >>"$scratch/service.log" 2>&1 &
  service=$!
  eventually listens
}

clearway() { "$bin/clients/cli/clearway" --universalization "127.0.0.1:$port" "$@"; }

# seen ID: the watch has told of this area, once.
seen() { [ "$(grep -c "areas/$1" "$scratch/watch.log")" -eq 1 ]; }

add() {
  clearway areas create --area-id "$1" --set display_name="$1" >/dev/null || fail "cannot add $1"
  eventually seen "$1"
}

until port=$((20000 + RANDOM % 12000)) && ! listens; do :; done
serve
"$bin/clients/cli/clearway" --universalization "127.0.0.1:$port" watch --service universalization \
  --collections areas --include-existing >"$scratch/watch.log" 2>"$scratch/watch-errors.log" &
watch=$!
add first
round=0
for signal in TERM KILL TERM; do
  round=$((round + 1))
  kill -"$signal" "$service"
  wait "$service" 2>/dev/null
  # The watch tries once more while nobody is there.
  sleep 1.5
  serve
  kill -0 "$watch" || fail "the watch ended after SIG$signal"
  add "round-$round"
done
seen first || fail "told twice of what was told before"
echo PASSED
