// The file of anchors that an operator keeps away from the services: where each service's audit
// trail ended when it was last verified. One line a service:
//
//   cooperation 1234 4f2a…
//
// the service, the last event's place, and its hash in hexadecimal. Lines that begin with # are
// remarks.
#ifndef CLEARWAY_CLIENTS_CLI_AUDIT_ANCHORS_H_
#define CLEARWAY_CLIENTS_CLI_AUDIT_ANCHORS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/type/v1/audit.pb.h"

namespace clearway::cli {

using Anchors = std::map<std::string, type::v1::AuditAnchor>;  // by service

// "1234:4f2a…", as it is printed and typed. INVALID_ARGUMENT for another form.
std::string AnchorText(const type::v1::AuditAnchor& anchor);
absl::StatusOr<type::v1::AuditAnchor> ParseAnchor(absl::string_view text);

// Empty when there is no such file yet. INVALID_ARGUMENT names the line that cannot be read: an
// anchor that is lost must not pass for one that was never there.
absl::StatusOr<Anchors> ReadAnchors(const std::string& path);
// Replaces the file as a whole.
absl::Status WriteAnchors(const std::string& path, const Anchors& anchors);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_AUDIT_ANCHORS_H_
