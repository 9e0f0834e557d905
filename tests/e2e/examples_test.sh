#!/usr/bin/env bash
# The example clients against real services with the real data: each in its own language must find,
# say and watch the same.
#   examples_test.sh [BIN]    BIN: folder of the built binaries, in the layout of bazel-bin
set -uo pipefail
# shellcheck source=tests/e2e/up_lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/up_lib.sh"

export CLEARWAY_STUBS=$scratch/stubs

output=$scratch/up
"${up[@]}" >"$output" 2>&1 &
running=$!
until_running "$output"
clients/examples/python/generate "$CLEARWAY_STUBS" || fail "no Python stubs"

for example in "node clients/examples/node/open_needs.mjs" clients/examples/python/open_needs.py; do
  read -ra command <<<"$example"
  said=$scratch/said

  echo "$example"
  "${command[@]}" >"$said" 2>&1 || fail "$example ended with $?"
  has "$said" "300 open requests"
  has "$said" "assistanceRequests/synthetic-"
  grep -qE '^  offers/synthetic-[0-9-]+ from [a-z]+/.*, score [1-9]' "$said" || fail "no suggestion of $example"
  has "$said" "an offer without what it must have: offer.provider is required (and 3 more violations)"
  has "$said" "  offer.valid_until: is required"
  grep -qE '^resume after .+' "$said" || fail "no resume token in $example"

  echo "$example, one request as of a day"
  "${command[@]}" lao-clearance-2014 2013-11-28 >"$said" 2>&1 || fail "$example ended with $?"
  has "$said" "assistanceRequests/lao-clearance-2014: 3 of 4 open offers fit"
  has "$said" "  offers/nor-lao-2012 from states/NOR, score 256001"

  echo "$example, a request that is not there; no service"
  if "${command[@]}" nothing >"$said" 2>&1; then fail "$example took a request that is not there"; fi
  has "$said" '"assistanceRequests/nothing" does not exist'
  if CLEARWAY_COOPERATION=127.0.0.1:1 "${command[@]}" >"$said" 2>&1; then
    fail "$example succeeded without a service"
  fi
  [ "$(wc -l <"$said")" -eq 1 ] || fail "more than a line about a service that is away"

  echo "$example, half of what identifies it"
  if CLEARWAY_PROFILE=none CLEARWAY_TOKEN_FILE=$scratch/token "${command[@]}" >"$said" 2>&1; then
    fail "$example would have sent a token in the clear"
  fi
  has "$said" "CLEARWAY_CA is not set"
done

finish
