#include "services/cooperation/contribution_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/cooperation/quantity_rules.h"

namespace clearway::cooperation {
namespace {

using rpc::Violations;
using v1::Contribution;

void CheckTranches(const Contribution& contribution, const std::string& field, Violations* bad) {
  const Commodity commodity = CommodityOf(contribution.total());
  CheckYears(contribution.tranches(), contribution.kind(), commodity, field, bad);
  Parts sum = 0;
  bool same = true;
  for (int i = 0; i < contribution.tranches_size(); ++i) {
    const auto& tranche = contribution.tranches(i);
    sum += PartsOf(tranche.quantity());
    same &= CommodityOf(tranche.quantity()) == commodity;
    const int first = contribution.start_year(), last = contribution.end_year();
    if ((first != 0 && tranche.year() < first) || (last != 0 && tranche.year() > last)) {
      bad->Add(absl::StrCat(At(field, i), ".year"), "must be from start_year to end_year",
               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
  }
  if (same && contribution.tranches_size() > 0 && sum != PartsOf(contribution.total())) {
    bad->Add(field, absl::StrCat("must add up to the total, ", ToText(contribution.total()),
                                 ", not to ", ToText(MakeQuantity(commodity, sum))));
  }
}

}  // namespace

void CheckContribution(const Contribution& contribution, absl::string_view field, Violations* bad) {
  CheckQuantity(contribution.total(), contribution.kind(), {}, absl::StrCat(field, ".total"), bad);
  CheckTranches(contribution, absl::StrCat(field, ".tranches"), bad);
  if (contribution.end_year() != 0 && contribution.end_year() < contribution.start_year()) {
    bad->Add(absl::StrCat(field, ".end_year"), "must not be before start_year",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  CheckSpecified(contribution.areas_of_work(), absl::StrCat(field, ".areas_of_work"), bad);
  for (int i = 0; i < contribution.recipients_size(); ++i) {
    if (contribution.recipients(i) == contribution.provider()) {
      bad->Add(At(absl::StrCat(field, ".recipients"), i), "must not be the provider");
    }
  }
}

void CheckParent(const Contribution& contribution, const Contribution& parent,
                 absl::string_view field, Violations* bad) {
  const auto& received = parent.recipients();
  if (contribution.provider() == parent.implementer() ||
      std::find(received.begin(), received.end(), contribution.provider()) != received.end()) {
    return;
  }
  bad->Add(absl::StrCat(field, ".parent"),
           absl::StrCat("must be a contribution that ", contribution.provider(),
                        " received or carries out"));
}

void FillContribution(Contribution* contribution) {
  if (contribution->tranches().empty()) return;
  int first = contribution->tranches(0).year(), last = first;
  for (const auto& tranche : contribution->tranches()) {
    first = std::min(first, tranche.year());
    last = std::max(last, tranche.year());
  }
  if (contribution->start_year() == 0) contribution->set_start_year(first);
  if (contribution->end_year() == 0) contribution->set_end_year(last);
}

}  // namespace clearway::cooperation
