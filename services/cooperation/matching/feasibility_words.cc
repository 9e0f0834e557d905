// The words of feasibility.h; apart, so that the rules themselves stay short.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/records_words.h"

namespace clearway::matching {
namespace {

std::string OpenText(absl::string_view what, const OpenPeriod& open, absl::CivilDay day) {
  const std::string when = DayText(day);
  if (!open.published) return absl::StrCat("the ", what, " is not published");
  if (day < open.from) {
    return absl::StrCat("the ", what, " was not known before ", DayText(open.from), "; it is ",
                        when);
  }
  if (open.closed_on.has_value() && *open.closed_on <= day) {
    return absl::StrCat("the ", what, " was closed on ", DayText(*open.closed_on));
  }
  return absl::StrCat("the ", what, " ended on ", DayText(open.last_day), "; it is ", when);
}

std::string EarmarkText(const Context& context, const Earmark& earmark, int32_t recipient) {
  const Records& records = context.records();
  const Party& party = context.party(recipient);
  const auto region = [&records](int32_t index) { return records.regions[index]; };
  const auto contains = [](const std::vector<int32_t>& list, int32_t value) {
    for (int32_t element : list) {
      if (element == value) return true;
    }
    return false;
  };
  if (contains(earmark.excluded_recipients, recipient)) {
    return absl::StrCat("the offer is not for ", party.display_name);
  }
  for (int32_t index : {party.region, party.subregion}) {
    if (index >= 0 && contains(earmark.excluded_regions, index)) {
      return absl::StrCat("the offer is not for ", region(index), ", where ", party.display_name,
                          " is");
    }
  }
  if (earmark.states_parties_only && !party.state_party) {
    return absl::StrCat(
        "the offer is for States Parties alone; the Convention is not in force for ",
        party.display_name);
  }
  std::vector<std::string> whom;
  for (int32_t index : earmark.regions) whom.push_back(region(index));
  for (int32_t index : earmark.recipients) {
    if (whom.size() == 5) {
      whom.push_back("others");
      break;
    }
    whom.push_back(context.party(index).display_name);
  }
  std::string text =
      absl::StrCat("the offer is for ", absl::StrJoin(whom, ", "), "; ", party.display_name);
  if (earmark.regions.empty() || party.region < 0) return absl::StrCat(text, " is not named");
  return absl::StrCat(text, " is in ", region(party.region));
}

std::string PeriodText(const Context& context, const Offer& offer, int32_t year) {
  if (year < context.as_of().year()) {
    return absl::StrCat("the year ", year, " is over on ", DayText(context.as_of()));
  }
  if (year < offer.valid_from.year() || year > offer.open.last_day.year()) {
    return absl::StrCat("the offer may be used from ", DayText(offer.valid_from), " to ",
                        DayText(offer.open.last_day), ", not in ", year);
  }
  return absl::StrCat("the offer has ceilings by year, and none for ", year);
}

std::string AudienceText(const Context& context, const Need& need, const OpenOffer& offer) {
  const auto text = [&context](absl::string_view what, const Audience& audience, int32_t party) {
    static constexpr const char* kWhom[] = {"everyone", "vetted providers and States Parties",
                                            "States Parties", "those named"};
    return absl::StrCat("the ", what, " is shown to ", kWhom[static_cast<int>(audience.kind)],
                        ", and ", context.party(party).display_name, " is not among them");
  };
  return WhoCouldChange(context, need, offer, Rule::kAudience) == ChangeableBy::kRequester
             ? text("request", need.request->audience, offer.offer->provider)
             : text("offer", offer.offer->audience, need.request->recipient);
}

std::string RateText(const Context& context, const Need& need, const OpenOffer& offer) {
  std::vector<std::string> missing;
  if (need.ratio == nullptr) missing.push_back(need.line->unit);
  if (offer.ratio == nullptr && (missing.empty() || missing[0] != offer.offer->unit)) {
    missing.push_back(offer.offer->unit);
  }
  return absl::StrCat("there is no exchange rate from ", absl::StrJoin(missing, " or "), " to ",
                      context.policy().currency, " as of ", DayText(context.as_of()));
}

std::string Words(const Context& context, const Need& need, const OpenOffer& open, Rule rule) {
  const Request& request = *need.request;
  const Offer& offer = *open.offer;
  const int32_t year = need.year->year;
  switch (rule) {
    case Rule::kRequestOpen:
      return OpenText("request", request.open, context.as_of());
    case Rule::kOfferOpen:
      return OpenText("offer", offer.open, context.as_of());
    case Rule::kCommodity:
      return absl::StrCat("the need is ", CommodityText(need.line->kind, need.line->unit),
                          ", the offer is ", CommodityText(offer.kind, offer.unit));
    case Rule::kAreaOfWork:
      return absl::StrCat("the offer is for ", AreasText(offer.areas), "; the request is for ",
                          AreasText(Bit(request.area)));
    case Rule::kEarmark:
      return EarmarkText(context, offer.earmark, request.recipient);
    case Rule::kPeriod:
      return PeriodText(context, offer, year);
    case Rule::kChannel:
      return absl::StrCat("the request accepts ", ChannelsText(request.channels),
                          "; the offer can take ", ChannelsText(offer.channels));
    case Rule::kAccess:
      return "non-State actors operate there, and the provider does not work where they do";
    case Rule::kAudience:
      return AudienceText(context, need, open);
    case Rule::kExchangeRate:
      return RateText(context, need, open);
    case Rule::kNeedLeft:
      return absl::StrCat("nothing is left of the need for ", year);
    case Rule::kOfferLeft:
      return absl::StrCat("nothing is left of the offer for ",
                          context.party(request.recipient).display_name, " in ", year);
    case Rule::kDistinctParties:
      return absl::StrCat("the provider is, or acts for, ",
                          context.party(request.recipient).display_name, " itself");
  }
  return "";
}

}  // namespace

FailedRule Describe(const Context& context, const Need& need, const OpenOffer& offer, Rule rule) {
  return {rule, WhoCouldChange(context, need, offer, rule), Words(context, need, offer, rule)};
}

absl::string_view RuleName(Rule rule) {
  static constexpr const char* kNames[] = {
      "REQUEST_OPEN", "OFFER_OPEN", "COMMODITY",       "AREA_OF_WORK", "EARMARK",
      "PERIOD",       "CHANNEL",    "ACCESS",          "AUDIENCE",     "EXCHANGE_RATE",
      "NEED_LEFT",    "OFFER_LEFT", "DISTINCT_PARTIES"};
  return kNames[static_cast<int>(rule) - 1];
}

absl::string_view RuleText(Rule rule) {
  static constexpr const char* kTexts[] = {
      "the request is not open",
      "the offer is not open",
      "it is another kind of thing",
      "the offer is not for this area of work",
      "the offer's earmark does not let the recipient in",
      "the offer cannot be used in the year",
      "there is no way of delivery that both accept",
      "the provider does not work where non-State actors operate",
      "one side is not in the other's audience",
      "there is no exchange rate",
      "nothing is left of the need",
      "nothing is left of the offer",
      "provider and recipient are the same",
  };
  return kTexts[static_cast<int>(rule) - 1];
}

}  // namespace clearway::matching
