#include "common/rpc/authenticate.h"

#include <memory>
#include <string>
#include <utility>

#include "common/rpc/errors.h"
#include "common/rpc/peer.h"
#include "common/status_macros.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"

namespace clearway::rpc {
namespace {

// Who everybody is where the operator runs without identities.
const std::shared_ptr<const auth::Caller>& Anonymous() {
  static const auto* const anonymous = new std::shared_ptr<const auth::Caller>(
      std::make_shared<auth::Caller>(auth::Caller::Unrestricted("actors/anonymous")));
  return *anonymous;
}

absl::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

// The certificate that the client showed, in PEM; a view into `connection`.
absl::string_view CertificateOf(const grpc::AuthContext& connection) {
  static const std::string kProperty = GRPC_X509_PEM_CERT_PROPERTY_NAME;
  const auto values = connection.FindPropertyValues(kProperty);
  return values.empty() ? absl::string_view() : View(values.front());
}

}  // namespace

absl::Status Authenticate(const ServerCore& core, const MethodState& method,
                          const grpc::ServerContextBase& context, Call* call) {
  if (core.authenticator == nullptr) {
    if (!IsLoopbackHost(HostOf(call->peer))) {
      return MakeError(absl::StatusCode::kUnauthenticated,
                       type::v1::ERROR_REASON_CREDENTIAL_MISSING, "only this machine may call");
    }
    call->caller = Anonymous();
    call->actor = call->caller->actor;
    return absl::OkStatus();
  }
  auth::Credentials credentials;
  credentials.peer_address = call->peer;
  credentials.encrypted = core.encrypted;
  credentials.identity_suffices = method.who_am_i;
  // Holds what the views below point into.
  std::shared_ptr<const grpc::AuthContext> connection;
  if (core.encrypted) {
    connection = context.auth_context();
    credentials.certificate_pem = CertificateOf(*connection);
  }
  const auto& metadata = context.client_metadata();
  const auto tokens = metadata.equal_range("authorization");
  for (auto it = tokens.first; it != tokens.second; ++it) {
    credentials.authorization.push_back(View(it->second));
  }
  const auto actors = metadata.equal_range("clearway-actor");
  if (actors.first != actors.second) {
    credentials.actor = View(actors.first->second);
    if (std::next(actors.first) != actors.second) {
      return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_FIELD_INVALID,
                       "the metadata clearway-actor must be given once");
    }
  }
  ASSIGN_OR_RETURN(call->caller, core.authenticator->Authenticate(credentials, call->time));
  // What a service does is its own doing.
  call->actor = call->caller->actor.empty() ? call->caller->identity : call->caller->actor;
  return absl::OkStatus();
}

}  // namespace clearway::rpc
