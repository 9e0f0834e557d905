#include "services/universalization/partners/register.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/standard_methods.h"
#include "common/status_macros.h"
#include "services/universalization/partners/collections.h"
#include "services/universalization/partners/merge.h"
#include "services/universalization/partners/partner_rules.h"
#include "services/universalization/partners/similar_actors.h"
#include "services/universalization/partners/summary.h"
#include "services/universalization/references.h"

namespace clearway::universalization {
namespace {

using google::type::Date;
using rpc::Call;
using rpc::StandardResource;
using rpc::Violations;
using store::Reader;

// Partnerships and activities have the same dates and rules.
template <typename T>
StandardResource<T> Dated(const resource::Collection<T>& collection, std::string plural) {
  StandardResource<T> resource(collection, std::move(plural));
  resource.check = [](const Call& call, const Reader& at, const T* before, T* after,
                      absl::string_view field, Violations* bad) {
    CheckPeriod(*after, call.Today(), field, bad);
    return CheckReferences(at, before, *after, field, bad);
  };
  resource.prepare = [](const Reader&, const Date& as_of, T* record) {
    record->set_status(
        StatusBetween(record->start_date(), record->end_date(), record->known_date(), as_of));
  };
  return resource;
}

}  // namespace

void RegisterPartners(rpc::Service* service) {
  auto partnerships = Dated(Partnerships(), "Partnerships");
  partnerships.check_delete = [](const Reader& at,
                                 const v1::Partnership& partnership) -> absl::Status {
    ASSIGN_OR_RETURN(const auto names,
                     Activities().Lookup(at, kByPartnership, partnership.name(), 1));
    if (names.empty()) return absl::OkStatus();
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STILL_REFERENCED, partnership.name(),
                                   absl::StrCat("is used by ", names[0]));
  };
  AddStandardMethods(partnerships, service);
  AddStandardMethods(Dated(Activities(), "Activities"), service);
  service->Read<v1::SummarizeActivitiesRequest, v1::SummarizeActivitiesResponse>(
      "SummarizeActivities", SummarizeActivities);
  service->Read<v1::FindSimilarActorsRequest, v1::FindSimilarActorsResponse>("FindSimilarActors",
                                                                             FindSimilarActors);
  service->Write<v1::MergeActorsRequest, v1::MergeActorsResponse>("MergeActors", MergeActors);
}

}  // namespace clearway::universalization
