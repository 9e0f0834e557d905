// Who may see what an offer and a request become together.
#ifndef CLEARWAY_SERVICES_COOPERATION_AUDIENCE_H_
#define CLEARWAY_SERVICES_COOPERATION_AUDIENCE_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/type/v1/audience.pb.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// Those who are in both audiences: the narrower kind of the two. Of audiences that name their
// members, those members whom the other lets in on that day, by what the registry's copy says of
// them (an institution is in where its State is). DATA_LOSS when the copy cannot be read.
absl::StatusOr<type::v1::Audience> CommonAudience(const store::Reader& at,
                                                  const google::type::Date& day,
                                                  const v1::Offer& offer,
                                                  const v1::AssistanceRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_AUDIENCE_H_
