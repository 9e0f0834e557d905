#!/usr/bin/env bash
# The command line as bash has it: completion in a real shell, help, and what mistyping gets. No
# service runs.
#   command_line_test.sh [PROGRAM]
set -uo pipefail

program=$(realpath "${1:-clients/cli/clearway}")
export CLEARWAY_COOPERATION=127.0.0.1:1 CLEARWAY_UNIVERSALIZATION=127.0.0.1:1
failures=0

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# shellcheck source=/dev/null
source <("$program" completion bash) || fail "no completion script"
complete -p clearway >/dev/null || fail "bash completes no clearway"

# completes LINE EXPECTED...: what bash would offer at the end of the line.
completes() {
  local line=$1
  shift
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _clearway "$program"
  [ "${COMPREPLY[*]}" = "$*" ] || fail "\"$line\" completes to \"${COMPREPLY[*]}\", not \"$*\""
}

completes "clearway off" officers offers
completes "clearway offers pub" publish
completes "clearway --output csv offers sug" suggest-requests
completes "clearway offers list --col" --columns
completes "clearway match run --population " real synthetic
completes "clearway match run --population = syn" synthetic
completes "clearway -o j" json
completes "clearway watch --service u" universalization
completes "clearway completion " bash
completes "clearway offers get nor"   # no service, no ids: and no wait, no noise

# says STATUS TEXT WORD...: the exit status, and a text in what is printed.
says() {
  local want=$1 text=$2 output status
  shift 2
  output=$("$program" "$@" 2>&1)
  status=$?
  [ "$status" -eq "$want" ] || fail "clearway $*: exit status $status, not $want"
  [[ $output == *"$text"* ]] || fail "clearway $* lacks: $text"$'\n'"$output"
}

says 0 "clearway 0." --version
says 0 "Most suggestions" requests suggest-offers --help
says 0 "clearway offers list --filter" help offers
says 0 "clearway offers get nor-lao-2012" offers get --help
says 2 "did you mean \"offers\"?" ofers list
says 2 "there is no option --page-sze; did you mean \"--page-size\"?" offers list --page-sze 3
says 2 "NAME is missing" offers get
says 2 "not in {table,json,csv}" offers list --output xml
says 2 "--page-size: \"abc\" is not a whole number" offers list --page-size abc
says 2 "cannot read the file /no/such" offers create -f /no/such
says 2 "Offer has no field \"titel\"; did you mean \"title\"?" offers create --set titel=x
says 2 "Offer has no field \"nme\"; did you mean \"name\"?" offers list --columns nme
says 2 "cooperation has no \"offrs\"; did you mean \"offers\"?" watch --collections offrs
says 2 "Usage: clearway"
says 1 "cannot reach 127.0.0.1:1: Failed to connect to remote host: Connection refused" offers list
says 1 "cannot reach 127.0.0.1:1" watch --service universalization

[ "$failures" -eq 0 ] && echo "all passed"
exit "$((failures > 0))"
