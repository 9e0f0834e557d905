#include "services/cooperation/offer_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/quantity_rules.h"

namespace clearway::cooperation {
namespace {

using google::protobuf::util::MessageDifferencer;
using rpc::Violations;
using v1::Offer;

void CheckPeriod(const Offer& offer, const google::type::Date& today, absl::string_view field,
                 Violations* bad) {
  const std::string until = absl::StrCat(field, ".valid_until");
  if (Inverted(offer.valid_from(), offer.valid_until())) {
    bad->Add(until, "must not be before valid_from", type::v1::ERROR_REASON_PERIOD_INVERTED);
  } else if (Inverted(offer.known_date(), offer.valid_until())) {
    bad->Add(until, "must not be before known_date", type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  CheckKnown(offer.known_date(), today, absl::StrCat(field, ".known_date"), bad);
  for (int i = 0; i < offer.years_size(); ++i) {
    const int year = offer.years(i).year();
    const bool early = calendar::IsDay(offer.valid_from()) && year < offer.valid_from().year();
    const bool late = calendar::IsDay(offer.valid_until()) && year > offer.valid_until().year();
    if (!early && !late) continue;
    bad->Add(absl::StrCat(At(absl::StrCat(field, ".years"), i), ".year"),
             absl::StrCat(year, " is outside of the offer's validity"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

template <typename List>
void CheckDisjoint(const List& in, const List& out, absl::string_view field, Violations* bad) {
  for (int i = 0; i < out.size(); ++i) {
    if (std::find(in.begin(), in.end(), out[i]) == in.end()) continue;
    bad->Add(At(field, i), absl::StrCat(rpc::Quote(out[i]), " is also included"));
  }
}

std::string InUse(const Offer& offer, const Sums& sums) {
  return absl::StrCat("must be at least ",
                      ToText(MakeQuantity(CommodityOf(offer.total()), sums.used())),
                      ", which is pledged or committed");
}

}  // namespace

void CheckOffer(const Offer& offer, const google::type::Date& today, absl::string_view field,
                Violations* bad) {
  const Commodity commodity = CommodityOf(offer.total());
  CheckQuantity(offer.total(), offer.kind(), {}, absl::StrCat(field, ".total"), bad);
  CheckYears(offer.years(), offer.kind(), commodity, absl::StrCat(field, ".years"), bad);
  if (offer.has_cap_per_recipient_year()) {
    CheckQuantity(offer.cap_per_recipient_year(), offer.kind(), commodity,
                  absl::StrCat(field, ".cap_per_recipient_year"), bad);
  }
  if (offer.has_smallest_contribution()) {
    const std::string path = absl::StrCat(field, ".smallest_contribution");
    CheckQuantity(offer.smallest_contribution(), offer.kind(), commodity, path, bad);
    if (CommodityOf(offer.smallest_contribution()) == commodity &&
        PartsOf(offer.smallest_contribution()) > PartsOf(offer.total())) {
      bad->Add(path, "must be at most the total", type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
  }
  CheckPeriod(offer, today, field, bad);
  CheckSpecified(offer.areas_of_work(), absl::StrCat(field, ".areas_of_work"), bad);
  CheckSpecified(offer.channels(), absl::StrCat(field, ".channels"), bad);
  CheckDisjoint(offer.earmark().recipients(), offer.earmark().excluded_recipients(),
                absl::StrCat(field, ".earmark.excluded_recipients"), bad);
  CheckDisjoint(offer.earmark().regions(), offer.earmark().excluded_regions(),
                absl::StrCat(field, ".earmark.excluded_regions"), bad);
  CheckAudience(offer.audience(), absl::StrCat(field, ".audience"), bad);
}

void CheckOfferChange(const Offer& before, const Offer& after, absl::string_view field,
                      Violations* bad) {
  if (!before.has_publish_time()) return;
  if (!MessageDifferencer::Equals(before.known_date(), after.known_date())) {
    bad->Add(absl::StrCat(field, ".known_date"), "cannot change once the offer is published",
             type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
  }
  if (CommodityOf(before.total()) != CommodityOf(after.total())) {
    bad->Add(absl::StrCat(field, ".total"),
             absl::StrCat("must stay in ", CommodityOf(before.total()).code,
                          " once the offer is published"),
             type::v1::ERROR_REASON_CURRENCY_MISMATCH);
    return;
  }
  for (const auto& [key, sums] : SumsOf(before)) {
    const auto& [recipient, year] = key;
    const auto ceiling = CeilingOf(after, recipient, year);
    if (!ceiling.has_value() || sums.used() <= *ceiling) continue;
    std::string path, where;
    if (!recipient.empty()) {
      path = absl::StrCat(field, ".cap_per_recipient_year");
      where = absl::StrCat(" for ", recipient, " in ", year);
    } else if (year == 0) {
      path = absl::StrCat(field, ".total");
    } else {
      path = absl::StrCat(field, ".years");
      where = absl::StrCat(" in ", year);
      for (int i = 0; i < after.years_size(); ++i) {
        if (after.years(i).year() == year) path = absl::StrCat(At(path, i), ".quantity");
      }
    }
    bad->Add(path, absl::StrCat(InUse(before, sums), where),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

}  // namespace clearway::cooperation
