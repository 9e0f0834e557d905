#include "services/cooperation/summary_sums.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ledger.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::Contribution;
using v1::Offer;

constexpr size_t kExamples = 5;

// Whether a record that was published counted on the day: known by then, not closed by then.
template <typename Record>
bool Counted(const Record& record, bool closed, const google::protobuf::Timestamp& close_time,
             absl::CivilDay as_of) {
  if (!record.has_publish_time()) return false;
  const absl::CivilDay known = calendar::IsDay(record.known_date())
                                   ? calendar::ToCivil(record.known_date())
                                   : DayOf(record.publish_time());
  return known <= as_of && !(closed && DayOf(close_time) <= as_of);
}

// The contribution as it stood on the day; false when it was not there yet.
bool AsOf(absl::CivilDay as_of, Contribution* contribution) {
  auto by_then = [&](bool has, const google::protobuf::Timestamp& time) {
    return has && DayOf(time) <= as_of;
  };
  if (!by_then(contribution->has_pledge_time(), contribution->pledge_time())) return false;
  auto& deliveries = *contribution->mutable_deliveries();
  deliveries.erase(std::remove_if(deliveries.begin(), deliveries.end(),
                                  [&](const v1::Delivery& delivery) {
                                    return calendar::ToCivil(delivery.date()) > as_of ||
                                           DayOf(delivery.record_time()) > as_of;
                                  }),
                   deliveries.end());
  if (by_then(contribution->has_cancel_time(), contribution->cancel_time())) {
    contribution->set_state(Contribution::STATE_CANCELLED);
  } else if (by_then(contribution->has_commit_time(), contribution->commit_time())) {
    contribution->set_state(Contribution::STATE_COMMITTED);
  } else {
    contribution->set_state(Contribution::STATE_PLEDGED);
  }
  return true;
}

int OneArea(const google::protobuf::RepeatedField<int>& areas) {
  return areas.size() == 1 ? areas[0] : type::v1::AREA_OF_WORK_UNSPECIFIED;
}

}  // namespace

SummarySums::SummarySums(SummaryOptions options, const RateTable* rates)
    : options_(std::move(options)), as_of_(calendar::ToCivil(options_.as_of)), rates_(rates) {}

bool SummarySums::InPeriod(int year) const {
  return (options_.start_year == 0 || year >= options_.start_year) &&
         (options_.end_year == 0 || year <= options_.end_year);
}

SummarySums::Row& SummarySums::RowOf(int year, int area, absl::string_view recipient) {
  return rows_[{options_.by_year ? year : 0, options_.by_area ? area : 0,
                options_.by_recipient ? std::string(recipient) : std::string()}];
}

void SummarySums::LeaveOut(const std::string& reason, absl::string_view record) {
  Left& left = left_out_[reason];
  ++left.records;
  if (left.examples.size() < kExamples) left.examples.emplace_back(record);
}

absl::optional<Parts> SummarySums::InCurrency(const v1::Quantity& quantity, int year,
                                              absl::string_view record) {
  const std::string from = CommodityOf(quantity).code;
  absl::CivilDay day = as_of_;
  if (year != 0) day = std::min(day, absl::CivilDay(year, 12, 31));
  const auto conversion = rates_->Find(from, options_.currency, calendar::FromCivil(day));
  absl::optional<Parts> parts;
  if (conversion.has_value()) {
    parts = Convert(PartsOf(quantity), conversion->rate, options_.currency);
  }
  if (!parts.has_value()) {
    LeaveOut(absl::StrCat("no exchange rate from ", from, " to ", options_.currency), record);
  }
  return parts;
}

void SummarySums::Add(const AssistanceRequest& request) {
  if (!Counted(request, request.has_withdraw_time(), request.withdraw_time(), as_of_)) return;
  std::set<Row*> touched;
  for (const auto& need : request.needs()) {
    if (need.kind() != v1::RESOURCE_KIND_FUNDING) continue;
    for (const auto& year : need.years()) {
      if (!InPeriod(year.year())) continue;
      const auto parts = InCurrency(year.quantity(), year.year(), request.name());
      if (!parts.has_value()) continue;
      Row& row = RowOf(year.year(), request.area_of_work(), request.recipient());
      row.asked += *parts;
      touched.insert(&row);
    }
  }
  for (Row* row : touched) ++row->requests;
}

void SummarySums::Add(const Offer& offer) {
  if (offer.kind() != v1::RESOURCE_KIND_FUNDING) return;
  if (!Counted(offer, offer.has_retract_time(), offer.retract_time(), as_of_)) return;
  if (!offer.has_total()) {
    LeaveOut("offers whose ceilings are their provider's alone", offer.name());
    return;
  }
  const int area = OneArea(offer.areas_of_work());
  if (!options_.by_year) {
    // The total binds, whatever the years allow.
    const auto parts = InCurrency(offer.total(), 0, offer.name());
    if (!parts.has_value()) return;
    Row& row = RowOf(0, area, "");
    ++row.offers;
    row.offered += *parts;
    return;
  }
  if (offer.years().empty()) {
    LeaveOut("offers without ceilings by year, in sums by year", offer.name());
    return;
  }
  for (const auto& year : offer.years()) {
    if (!InPeriod(year.year())) continue;
    const auto parts = InCurrency(year.quantity(), year.year(), offer.name());
    if (!parts.has_value()) continue;
    Row& row = RowOf(year.year(), area, "");
    ++row.offers;
    row.offered += *parts;
  }
}

void SummarySums::Add(const Contribution& contribution) {
  if (contribution.kind() != v1::RESOURCE_KIND_FUNDING || !contribution.parent().empty()) return;
  if (contribution.external()) {
    AddExternal(contribution);
  } else {
    AddMatched(contribution);
  }
}

void SummarySums::AddMatched(const Contribution& contribution) {
  Contribution then = contribution;
  if (!AsOf(as_of_, &then)) return;
  const Commodity given = CommodityOf(then.total());
  const Commodity wanted =
      then.need_tranches().empty() ? given : CommodityOf(then.need_tranches(0).quantity());
  for (const auto& [year, count] : CountOf(then)) {
    if (!InPeriod(year)) continue;
    if (then.state() == Contribution::STATE_CANCELLED && count.offer.delivered == 0) continue;
    Row& row = RowOf(year, OneArea(then.areas_of_work()), then.recipients(0));
    ++row.matches;
    auto add = [&, year = year](const Commodity& commodity, Parts parts, Parts* sum) {
      const auto converted = InCurrency(MakeQuantity(commodity, parts), year, then.name());
      if (converted.has_value()) *sum += *converted;
    };
    if (count.offer.committed > 0) add(given, count.offer.committed, &row.committed);
    if (count.offer.delivered > 0) add(given, count.offer.delivered, &row.delivered);
    if (count.need.committed > 0) add(wanted, count.need.committed, &row.met);
  }
}

void SummarySums::AddExternal(const Contribution& contribution) {
  if (contribution.state() == Contribution::STATE_CANCELLED) return;
  if (options_.by_recipient && contribution.recipients_size() != 1) {
    LeaveOut("flows to several recipients, in sums by recipient", contribution.name());
    return;
  }
  const int area = OneArea(contribution.areas_of_work());
  const std::string recipient =
      contribution.recipients_size() == 1 ? contribution.recipients(0) : std::string();
  auto add = [&](const v1::Quantity& quantity, int year) {
    const auto parts = InCurrency(quantity, year, contribution.name());
    if (!parts.has_value()) return;
    Row& row = RowOf(year, area, recipient);
    ++row.external_contributions;
    row.external += *parts;
  };
  for (const auto& tranche : contribution.tranches()) {
    if (tranche.year() > as_of_.year() || !InPeriod(tranche.year())) continue;
    add(tranche.quantity(), tranche.year());
  }
  if (!contribution.tranches().empty()) return;
  const int first = contribution.start_year(), last = contribution.end_year();
  if (first > as_of_.year()) return;
  if (first != 0 && first == last) {
    if (InPeriod(first)) add(contribution.total(), first);
  } else if (options_.by_year) {
    LeaveOut("flows over several years, in sums by year", contribution.name());
  } else if (!InPeriod(first) || !InPeriod(last)) {
    LeaveOut("flows over more years than the sums", contribution.name());
  } else {
    add(contribution.total(), 0);
  }
}

v1::SummarizeCooperationResponse SummarySums::Finish() const {
  v1::SummarizeCooperationResponse response;
  *response.mutable_as_of_date() = options_.as_of;
  const Commodity currency{true, options_.currency};
  for (const auto& [key, row] : rows_) {
    auto* out = response.add_rows();
    out->set_year(std::get<0>(key));
    out->set_area_of_work(static_cast<type::v1::AreaOfWork>(std::get<1>(key)));
    out->set_recipient(std::get<2>(key));
    out->set_requests(row.requests);
    out->set_offers(row.offers);
    out->set_matches(row.matches);
    out->set_external_contributions(row.external_contributions);
    *out->mutable_asked() = MakeQuantity(currency, row.asked);
    *out->mutable_offered() = MakeQuantity(currency, row.offered);
    *out->mutable_committed() = MakeQuantity(currency, row.committed);
    *out->mutable_delivered() = MakeQuantity(currency, row.delivered);
    *out->mutable_external() = MakeQuantity(currency, row.external);
    *out->mutable_gap() = MakeQuantity(currency, std::max(Parts(0), row.asked - row.met));
  }
  for (const auto& [reason, left] : left_out_) {
    auto* out = response.add_left_out();
    out->set_reason(reason);
    out->set_records(left.records);
    for (const auto& example : left.examples) out->add_examples(example);
  }
  return response;
}

}  // namespace clearway::cooperation
