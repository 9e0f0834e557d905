#include "common/rpc/authenticate.h"

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace clearway::rpc {

bool IsLoopbackHost(absl::string_view host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  if (!absl::StartsWith(host, "127.")) return false;
  // "127.evil.example" is a name, not an address.
  return host.find_first_not_of("0123456789.") == absl::string_view::npos;
}

std::string PeerAddress(absl::string_view peer) {
  if (!absl::ConsumePrefix(&peer, "ipv4:")) absl::ConsumePrefix(&peer, "ipv6:");
  if (peer.find('%') == absl::string_view::npos) return std::string(peer);
  return absl::StrReplaceAll(peer, {{"%5B", "["}, {"%5D", "]"}});
}

absl::StatusOr<std::string> Authenticate(absl::string_view peer_address) {
  const absl::string_view host = peer_address.substr(0, peer_address.rfind(':'));
  if (IsLoopbackHost(host)) return "actors/anonymous";
  return absl::UnauthenticatedError("only this machine may call");
}

}  // namespace clearway::rpc
