#include "services/cooperation/matching/offer_scan.h"

#include <utility>

namespace clearway::matching {

OfferScan::OfferScan(Context& context, const OfferColumns& columns, Record record)
    : context_(context), columns_(columns), record_(std::move(record)) {
  for (const OfferColumns::Profile& profile : columns.profiles()) {
    const Context::Worth worth = context.WorthOf(profile.kind, profile.unit, profile.digits);
    has_rate_.push_back(worth.ratio != nullptr);
    least_.push_back(worth.least);
  }
}

void OfferScan::SetRequest(const Request& request) {
  request_ = &request;
  lines_.clear();
  recipient_bit_ = uint64_t{1} << (request.recipient % 64);
  of_request_ = IsOpen(request.open, context_.as_of()) ? 0 : Bit(Rule::kRequestOpen);
  const std::vector<Party>& parties = context_.records().parties;
  by_provider_.assign(parties.size(), 0);
  for (size_t i = 0; i < parties.size(); ++i) {
    const int32_t number = static_cast<int32_t>(i);
    if (!InAudience(context_, request.audience, number)) by_provider_[i] |= Bit(Rule::kAudience);
    if (number == request.recipient || parties[i].acts_for == request.recipient) {
      by_provider_[i] |= Bit(Rule::kDistinctParties);
    }
  }
  const Party& recipient = context_.party(request.recipient);
  by_earmark_.resize(columns_.earmark_count());
  for (int32_t i = 0; i < columns_.earmark_count(); ++i) {
    by_earmark_[i] = columns_.Admits(i, recipient, request.recipient) ? 0 : Bit(Rule::kEarmark);
  }
  by_audience_.clear();
  for (const Audience& audience : columns_.audiences()) {
    by_audience_.push_back(
        InAudience(context_, audience, request.recipient) ? 0 : Bit(Rule::kAudience));
  }
}

int OfferScan::AddLine(const NeedLine& line) {
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Line& known = lines_[i];
    if (known.kind == line.kind && known.non_state_actors == line.non_state_actors &&
        (line.kind == Kind::kFunding || known.unit == line.unit)) {
      return static_cast<int>(i);
    }
  }
  Line& added = lines_.emplace_back();
  added = {line.kind, line.unit, line.non_state_actors, {}};
  added.by_profile.reserve(columns_.profiles().size());
  for (size_t i = 0; i < columns_.profiles().size(); ++i) {
    const OfferColumns::Profile& profile = columns_.profiles()[i];
    RuleSet failing = by_audience_[profile.audience];
    if (profile.kind != line.kind ||
        (profile.kind != Kind::kFunding && profile.unit != line.unit)) {
      failing |= Bit(Rule::kCommodity);
    }
    if (profile.areas != 0 && (profile.areas & Bit(request_->area)) == 0) {
      failing |= Bit(Rule::kAreaOfWork);
    }
    if (profile.channels != 0 && request_->channels != 0 &&
        (profile.channels & request_->channels) == 0) {
      failing |= Bit(Rule::kChannel);
    }
    if (line.non_state_actors && !profile.works_with_non_state_actors) {
      failing |= Bit(Rule::kAccess);
    }
    if (has_rate_[i] == 0) failing |= Bit(Rule::kExchangeRate);
    added.by_profile.push_back(failing);
  }
  return static_cast<int>(lines_.size()) - 1;
}

RuleSet OfferScan::OfNeed(const Need& need) {
  RuleSet failing = 0;
  if (need.ratio == nullptr) failing |= Bit(Rule::kExchangeRate);
  if ((need.ratio == nullptr ? need.year->left : need.left) == 0) failing |= Bit(Rule::kNeedLeft);
  return failing;
}

RuleSet OfferScan::OfFarYear(int32_t place, int32_t year) const {
  RuleSet failing = 0;
  if (!PeriodFits(context_, record_(place), year)) failing |= Bit(Rule::kPeriod);
  if (!EnoughLeft(place, year)) failing |= Bit(Rule::kOfferLeft);
  return failing;
}

uint64_t OfferScan::ExactLeft(int32_t place, uint64_t years) const {
  uint64_t left = 0;
  for (uint64_t rest = years; rest != 0; rest &= rest - 1) {
    const int bit = __builtin_ctzll(rest);
    if (EnoughLeft(place, columns_.YearOf(bit))) left |= uint64_t{1} << bit;
  }
  return left;
}

bool OfferScan::EnoughLeft(int32_t place, int32_t year) const {
  return OwnLeft(record_(place), request_->recipient, year) >= least_[columns_.profile()[place]];
}

}  // namespace clearway::matching
