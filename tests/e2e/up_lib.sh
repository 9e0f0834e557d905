# shellcheck shell=bash
# For tests that run deploy/up: free ports, a scratch folder, and waiting until it keeps running.
# Clients find the services by deploy/up's profile. Sets $bin, $scratch, $data, $base (a port base with nothing on its ports), $up (the command), and
# $running (empty; the process id of a deploy/up that the test keeps, which is ended with the test).

bin=${1:-${CLEARWAY_BIN:-.}}
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/up.XXXXXX")
data=$scratch/data
export CLEARWAY_PROFILE=$data/profile.json
failures=0
running=

trap '[ -z "$running" ] || { kill -TERM "$running" 2>/dev/null; wait "$running" 2>/dev/null; }
  rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# True when one of deploy/up's ports is taken.
busy() {
  local offset
  for offset in 1 3 11 13; do
    if listens $(($1 + offset)); then return 0; fi
  done
  return 1
}

# The output has the text.
has() {
  grep -qF -- "$2" "$1" || {
    fail "$(basename "$1") lacks: $2"
    sed 's/^/    | /' "$1" >&2
  }
}

until base=$((20000 + RANDOM % 12000)) && ! busy "$base"; do :; done

# shellcheck disable=SC2034  # for who reads this file in
up=(deploy/up --bin "$bin" --data "$data" --port-base "$base")

# Until deploy/up says that it keeps running, or has ended; at most five minutes.
until_running() {
  local i
  for ((i = 0; i < 3000; i++)); do
    if grep -qF "running; Ctrl-C ends it" "$1" 2>/dev/null; then return; fi
    kill -0 "$running" 2>/dev/null || break
    sleep 0.1
  done
  fail "deploy/up does not keep running"
  sed 's/^/    | /' "$1" >&2
}

# Ends the test: 0 when nothing failed.
finish() {
  [ "$failures" -eq 0 ] && echo "all passed"
  exit "$((failures > 0))"
}
