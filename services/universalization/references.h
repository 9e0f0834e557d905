// That what a record names is there.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"

namespace clearway::universalization {

// Adds a violation at `path` when `name` names nothing that there is (UNKNOWN_STATE for a State,
// else UNKNOWN_REFERENCE), or an actor that was merged into another, naming that one. Not OK only
// when the store cannot be read.
absl::Status CheckReference(const store::Reader& at, const std::string& name,
                            absl::string_view path, rpc::Violations* bad);

// CheckReference for each reference of `after` that does not stand in `before` (null: a new
// record). `field` is the record's place in the request.
absl::Status CheckReferences(const store::Reader& at, const google::protobuf::Message* before,
                             const google::protobuf::Message& after, absl::string_view field,
                             rpc::Violations* bad);

// The actor that stands for `name` now: itself, or what it was merged into, at the end of the
// chain. Other names stand for themselves.
absl::StatusOr<std::string> StandsFor(const store::Reader& at, const std::string& name);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCES_H_
