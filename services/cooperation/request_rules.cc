#include "services/cooperation/request_rules.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/quantity_rules.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {
namespace {

using google::protobuf::util::MessageDifferencer;
using rpc::Violations;
using type::v1::ERROR_REASON_FIELD_NOT_WRITABLE;
using v1::AssistanceRequest;

void CheckSubmitter(const AssistanceRequest& request, absl::string_view field, Violations* bad) {
  const std::string& submitter = request.submitter();
  if (submitter.empty() || submitter == request.recipient()) return;
  if (!absl::StartsWith(submitter, "actors/")) {
    bad->Add(absl::StrCat(field, ".submitter"),
             "must be the recipient itself, or an actor with its endorsement");
  } else if (request.endorsement().empty()) {
    bad->Add(absl::StrCat(field, ".endorsement"),
             "must refer to the State's letter when an actor submits",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
}

// The index of each line's first appearance by id.
std::map<std::string, int> Lines(const AssistanceRequest& request) {
  std::map<std::string, int> lines;
  for (int i = 0; i < request.needs_size(); ++i) lines.emplace(request.needs(i).need_id(), i);
  return lines;
}

// A line that stays, after publication.
void CheckLineChange(const v1::NeedLine& before, const v1::NeedLine& after, const std::string& path,
                     Violations* bad) {
  if (before.kind() != after.kind()) {
    bad->Add(absl::StrCat(path, ".kind"), "cannot change once the request is published",
             ERROR_REASON_FIELD_NOT_WRITABLE);
  }
  if (CommodityOf(before) != CommodityOf(after)) {
    bad->Add(
        absl::StrCat(path, ".years"),
        absl::StrCat("must stay in ", CommodityOf(before).code, " once the request is published"),
        type::v1::ERROR_REASON_CURRENCY_MISMATCH);
  }
}

}  // namespace

void CheckRequest(const AssistanceRequest& request, const google::type::Date& today,
                  absl::string_view field, Violations* bad) {
  std::set<std::string> ids;
  for (int i = 0; i < request.needs_size(); ++i) {
    const auto& need = request.needs(i);
    const std::string path = At(absl::StrCat(field, ".needs"), i);
    if (!need.need_id().empty() && !ids.insert(need.need_id()).second) {
      bad->Add(absl::StrCat(path, ".need_id"),
               absl::StrCat(rpc::Quote(need.need_id()), " stands twice; give each line its own"));
    }
    CheckYears(need.years(), need.kind(), {}, absl::StrCat(path, ".years"), bad);
  }
  CheckSubmitter(request, field, bad);
  CheckSpecified(request.accepted_channels(), absl::StrCat(field, ".accepted_channels"), bad);
  CheckAudience(request.audience(), absl::StrCat(field, ".audience"), bad);
  CheckKnown(request.known_date(), today, absl::StrCat(field, ".known_date"), bad);
  if (Inverted(request.known_date(), request.expire_date())) {
    bad->Add(absl::StrCat(field, ".expire_date"), "must not be before known_date",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
}

void CheckRequestChange(const AssistanceRequest& before, const AssistanceRequest& after,
                        absl::string_view field, Violations* bad) {
  if (!WasPublished(before)) return;
  if (before.area_of_work() != after.area_of_work()) {
    bad->Add(absl::StrCat(field, ".area_of_work"), "cannot change once the request is published",
             ERROR_REASON_FIELD_NOT_WRITABLE);
  }
  if (!MessageDifferencer::Equals(before.known_date(), after.known_date())) {
    bad->Add(absl::StrCat(field, ".known_date"), "cannot change once the request is published",
             ERROR_REASON_FIELD_NOT_WRITABLE);
  }
  const auto lines = Lines(after);
  for (const auto& need : before.needs()) {
    const auto line = lines.find(need.need_id());
    if (line == lines.end()) continue;
    CheckLineChange(need, after.needs(line->second),
                    At(absl::StrCat(field, ".needs"), line->second), bad);
  }
  for (const auto& [key, sums] : SumsOf(before)) {
    const auto& [need_id, year] = key;
    if (sums.used() <= AskedOf(after, need_id, year).value_or(0)) continue;
    const auto line = lines.find(need_id);
    std::string path = absl::StrCat(field, ".needs");
    if (line != lines.end()) {
      path = absl::StrCat(At(path, line->second), ".years");
      const auto& years = after.needs(line->second).years();
      for (int i = 0; i < years.size(); ++i) {
        if (years[i].year() == year) path = absl::StrCat(At(path, i), ".quantity");
      }
    }
    const auto used = MakeQuantity(CommodityOf(*FindNeed(before, need_id)), sums.used());
    bad->Add(path,
             absl::StrCat("must keep at least ", ToText(used), " for need ", rpc::Quote(need_id),
                          " in ", year, ", which is pledged or committed"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

}  // namespace clearway::cooperation
