// Names of States, areas and actors: which count as the same, and that no two records share one, so
// that a document's "Swaziland" leads to one State.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_NAMES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/protobuf/repeated_field.h"

namespace clearway::universalization {

using Aliases = google::protobuf::RepeatedPtrField<std::string>;

// A name as it is compared: ASCII letters in lower case, each run of white space one space, none at
// the ends. Other letters stay as they are ("Côte d'Ivoire" is not "Cote d'Ivoire": give both).
std::string FoldName(absl::string_view name);

// The folded names, each once.
std::vector<std::string> FoldedNames(absl::string_view display_name, const Aliases& aliases);

// Adds to `bad` a violation for each name that is blank or that another record of `collection`
// bears by its index "name". `self` is the record's own name, empty for a new one; `field` the
// record's field in the request ("state").
absl::Status CheckNames(const resource::CollectionBase& collection, const store::Reader& at,
                        absl::string_view self, absl::string_view field,
                        absl::string_view display_name, const Aliases& aliases,
                        rpc::Violations* bad);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_NAMES_H_
