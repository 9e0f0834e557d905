#!/usr/bin/env bash
# deploy/up as a user has it: a first start that loads everything and prints the matching, a second
# that loads nothing twice, two at once, a service that dies.
#   up_test.sh [BIN]    BIN: folder of the built binaries, in the layout of bazel-bin (default: here)
set -uo pipefail

# shellcheck source=tests/e2e/up_lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/up_lib.sh"

echo "first start"
first=$scratch/first
"${up[@]}" --once >"$first" 2>&1 || fail "the first start ended with $?"
for line in \
  "requests             7 loaded,     0 already there" \
  "offers               8 loaded,     0 already there" \
  "contributions      260 loaded,     0 already there" \
  "exchange rates      66 loaded,     0 already there" \
  "assistance_needs     19 rows: 7 requests, 12 reported" \
  "assistance_offers    16 rows: 8 offers, 6 contributions, 1 merged into another record, 1 reported" \
  "funding_flows       261 rows: 254 contributions, 7 merged into another record" \
  "Requests matched with offers, as of 28 November 2013" \
  "Open: 1 request, 4 offers." \
  "Lao People's Democratic Republic: Clearance of unexploded ordnance, 2014 to 2016" \
  "from Switzerland: Mine Action Strategy 2012-2015" \
  "European Union: Tender for mine action in Lebanon, 2013-2015" \
  "What history then did" \
  "CHF 1,300,550 (USD 1,421,832)" \
  "SYNTHETIC: a present-day scenario, made up" \
  "  VERIFIED. Fingerprint of the plan:" \
  "Where to go next"; do
  has "$first" "$line"
done
if grep -q "NOT VERIFIED" "$first"; then fail "something was not verified"; fi
if busy "$base"; then fail "a service was left running"; fi

echo "second start, kept running"
second=$scratch/second
"${up[@]}" --no-synthetic >"$second" 2>&1 &
running=$!
until_running "$second"
"$bin/clients/loader/clearway_load" --synthetic --year "$(date -u +%Y)" >>"$second" ||
  fail "loading once more ended with $?"
for kind in "requests" "offers" "contributions" "exchange rates"; do
  grep -E "^  $kind +0 loaded, +[1-9]" "$second" >/dev/null || fail "the second start loaded $kind again"
done
if grep -E "^  (requests|offers|contributions|exchange rates) +[1-9][0-9]* loaded" "$second"; then
  fail "the second start loaded something"
fi
plan() { grep -F "Fingerprint of the plan" "$1" | head -1; }
[ "$(plan "$first")" = "$(plan "$second")" ] || fail "the same data gave another plan"

echo "metrics, where the output says that they are"
scraped=$scratch/scraped
addresses=$(grep -oE 'http://[0-9.:]+/metrics' "$second" | sort -u)
[ "$(wc -w <<<"$addresses")" -eq 2 ] || fail "not two addresses of metrics: $addresses"
for address in $addresses; do
  curl --silent --show-error --max-time 10 "$address" >>"$scraped" || fail "no metrics at $address"
done
for service in clearway.universalization.v1.UniversalizationService \
  clearway.cooperation.v1.CooperationService; do
  grep -E "^grpc_server_handled_total\{.*grpc_service=\"$service\".*\} [1-9]" "$scraped" >/dev/null ||
    fail "no calls counted for $service"
done

echo "a start while that one runs"
third=$scratch/third
if "${up[@]}" --once >"$third" 2>&1; then fail "two services listen on the same port"; fi
has "$third" "is in use"
has "$third" "choose others with --port-base N"

echo "a service that dies"
victim=$(pgrep -P "$running" -x cooperation) || fail "cooperation is no child of deploy/up"
kill -KILL "${victim:-$running}"
wait "$running" 2>/dev/null
status=$?
running=
[ "$status" -eq 1 ] || fail "up ended with $status after a service had died"
has "$second" "cooperation does not run"
if busy "$base"; then fail "a service was left running"; fi

echo "ended by a signal"
fourth=$scratch/fourth
"${up[@]}" --no-synthetic >"$fourth" 2>&1 &
running=$!
until_running "$fourth"
kill -TERM "$running"
wait "$running"
status=$?
running=
[ "$status" -eq 143 ] || fail "up ended with $status after SIGTERM"
if busy "$base"; then fail "a service was left running"; fi

echo "a directory of somebody's"
foreign=$scratch/foreign
mkdir "$foreign"
echo x >"$foreign/photo.jpg"
if deploy/up --bin "$bin" --data "$foreign" --port-base "$base" --once >"$foreign.out" 2>&1; then
  fail "it took a directory of somebody's"
fi
has "$foreign.out" "holds other things and nothing of Clearway's"
[ "$(ls -A "$foreign")" = photo.jpg ] || fail "it changed a directory of somebody's"

echo "the day is the richest"
richest=$(awk -F, 'NR > 1 && $7 > most { most = $7; day = $1 } END { print day }' data/open_by_date.csv)
has deploy/up "AS_OF=$richest"

finish
