# shellcheck shell=bash
# Who is who on a machine that deploy/up runs: an authority of its own, certificates for the services
# and for people, what the services believe of them, and profiles with which clients find all of it.
# Sourced by deploy/up, which sets $data, $bin, $UNIVERSALIZATION, $COOPERATION, say and fail.
#
#   $data/authority/            clearway auth init: its keys are secrets of this machine
#   $data/identities/NAME.pem   certificates and keys, for a day; renewed at each start and every six
#                               hours, which services and clients notice by themselves
#   $data/auth.json             for the services: clearway.config.v1.AuthConfig
#   $data/profile.json          for clients: the secretariat's; beside it norway.json and laos.json
#
# For trials: a real deployment has an authority that somebody answers for, and memberships in the
# registry instead of identities in a configuration.

readonly AUTHORITY=$data/authority
readonly IDENTITIES=$data/identities
readonly TRUST_DOMAIN=clearway.example

clearway() { "$bin/clients/cli/clearway" "$@"; }

# issue NAME IDENTITY [FLAG…]: a certificate and its key in $IDENTITIES.
issue() {
  local name=$1 identity=$2
  shift 2
  clearway auth issue-certificate "$AUTHORITY" "$identity" --lifetime 24h --out "$IDENTITIES/$name" "$@" \
    >/dev/null
}

issue_all() {
  local service
  for service in universalization cooperation; do
    issue "$service" "services/$service" --dns localhost --ip 127.0.0.1 || return
  done
  issue secretariat actors/secretariat && issue norway states/NOR && issue laos states/LAO
}

# bootstrap ACTOR ROLE…: one identity with its roles, as JSON.
bootstrap() {
  local actor=$1
  shift
  local roles
  roles=$(printf ', "ROLE_%s"' "$@")
  printf '{"identity": "spiffe://%s/%s", "actor": "%s", "roles": [%s]}' \
    "$TRUST_DOMAIN" "$actor" "$actor" "${roles#, }"
}

write_auth_config() {
  cat >"$data/auth.json" <<END
{
  "trust_domain": "$TRUST_DOMAIN",
  "authority_file": "$AUTHORITY/authority.pem",
  "revoked_certificates_files": ["$AUTHORITY/revoked-certificates.pem"],
  "revoked_tokens_file": "$AUTHORITY/revoked-tokens.json",
  "token_issuers": [{"issuer": "clearway-development", "audiences": ["clearway"],
                     "jwks_file": "$AUTHORITY/jwks.json"}],
  "bootstrap_identities": [
    $(bootstrap actors/secretariat SECRETARIAT OPERATOR),
    $(bootstrap states/NOR DONOR_OFFICER),
    $(bootstrap states/LAO STATE_DRAFTER STATE_APPROVER)
  ]
}
END
}

# write_profile FILE NAME: how that identity reaches the services; paths are the profile's folder's.
write_profile() {
  cat >"$data/$1" <<END
{
  "services": {"universalization": "$UNIVERSALIZATION", "cooperation": "$COOPERATION"},
  "authority_file": "authority/authority.pem",
  "certificate_file": "identities/$2.pem",
  "key_file": "identities/$2.key"
}
END
}

make_identities() {
  mkdir -p -m 700 "$IDENTITIES"
  if [ ! -e "$AUTHORITY" ]; then
    clearway auth init "$AUTHORITY" --trust-domain "$TRUST_DOMAIN" >/dev/null ||
      fail "no development authority could be made in $AUTHORITY"
    say "made a development authority in $AUTHORITY"
  fi
  issue_all || fail "no certificates could be issued; remove $AUTHORITY to begin with a new authority"
  write_auth_config
  write_profile profile.json secretariat
  write_profile norway.json norway
  write_profile laos.json laos
}

# Runs until it is ended: certificates never get older than six hours.
renew_identities() {
  local nap=
  trap 'kill "$nap" 2>/dev/null; exit 0' TERM
  while :; do
    sleep 21600 &
    nap=$!
    wait "$nap"
    issue_all || say "certificates could not be renewed; they are good for less than a day more"
  done
}

# The flags with which a service serves as NAME over TLS.
tls_flags() {
  printf '%s\n' --tls-certificate "$IDENTITIES/$1.pem" --tls-key "$IDENTITIES/$1.key" \
    --tls-client-ca "$AUTHORITY/authority.pem" --auth-config "$data/auth.json"
}
