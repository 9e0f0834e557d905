// Actors whose names are like those of a new one.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILAR_ACTORS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILAR_ACTORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/repeated_field.h"

namespace clearway::universalization {

// Those that reach `min_score`, the most alike first (of equal ones, by name), at most `limit`.
// Compares each of the names asked about with each of an actor's; two aliases that are both
// abbreviations tell nothing ("MAG" is many organisations'), and initials tell something only of a
// name by which an actor goes. What was merged into another is found as that other. Looks at 2,000
// candidates at most.
absl::StatusOr<std::vector<v1::SimilarActor>> FindSimilar(
    const store::Reader& at, const std::string& display_name,
    const google::protobuf::RepeatedPtrField<std::string>& aliases, int min_score, size_t limit);

// ALREADY_EXISTS when there are any: says which and why, with google.rpc.ResourceInfo of the first
// and PreconditionFailure of each; the ErrorInfo's metadata "similar" has their names, parted by
// commas.
absl::Status CheckNoSimilar(const store::Reader& at, const v1::Actor& actor);

absl::StatusOr<v1::FindSimilarActorsResponse> FindSimilarActors(
    const rpc::Call& call, const store::Snapshot& at, const v1::FindSimilarActorsRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SIMILAR_ACTORS_H_
