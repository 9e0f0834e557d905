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

// Adds a violation for each reference of `after` that does not stand in `before` (null: a new
// record) and names nothing that there is: UNKNOWN_STATE for a State, else UNKNOWN_REFERENCE; and
// for an actor that was merged into another, naming that one. `field` is the record's place in the
// request. Not OK only when the store cannot be read.
absl::Status CheckReferences(const store::Reader& at, const google::protobuf::Message* before,
                             const google::protobuf::Message& after, absl::string_view field,
                             rpc::Violations* bad);

// The actor that stands for `name` now: itself, or what it was merged into, at the end of the
// chain. Other names stand for themselves.
absl::StatusOr<std::string> StandsFor(const store::Reader& at, const std::string& name);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_REFERENCES_H_
