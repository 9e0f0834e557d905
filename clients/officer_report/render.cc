#include "clients/officer_report/render.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/officer_report/words.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

std::string TitleOf(const Findings& findings, const AssistanceRequest& request) {
  return absl::StrCat(findings.NameOf(request.recipient()), ": ", request.title());
}

// Of a request or offer that the findings have; else its name.
template <typename Record>
std::string Title(const Findings& findings, const std::map<std::string, Record>& records,
                  const std::string& name, const std::string& (Record::*party)() const) {
  auto found = records.find(name);
  if (found == records.end()) return name;
  return absl::StrCat(findings.NameOf((found->second.*party)()), ": ", found->second.title());
}

std::string RequestTitle(const Findings& findings, const std::string& name) {
  return Title(findings, findings.requests, name, &AssistanceRequest::recipient);
}

std::string OfferTitle(const Findings& findings, const std::string& name) {
  return Title(findings, findings.offers, name, &Offer::provider);
}

// The service's words, with parties and titles in the place of resource names.
std::string Named(const Findings& findings, absl::string_view text) {
  static constexpr absl::string_view kEnds = ",;:.)";
  std::string named;
  while (!text.empty()) {
    absl::string_view word = text.substr(0, text.find(' '));
    size_t end = word.size();
    while (end > 0 && absl::StrContains(kEnds, word[end - 1])) --end;
    std::string name(word.substr(0, end));
    auto offer = findings.offers.find(name);
    auto request = findings.requests.find(name);
    if (offer != findings.offers.end()) {
      name = absl::StrCat("the offer of ", findings.NameOf(offer->second.provider()), " (",
                          offer->second.title(), ")");
    } else if (request != findings.requests.end()) {
      name = absl::StrCat("the request of ", findings.NameOf(request->second.recipient()), " (",
                          request->second.title(), ")");
    }
    absl::StrAppend(&named, name, word.substr(end));
    text.remove_prefix(word.size());
    if (!text.empty()) {
      named += ' ';
      text.remove_prefix(1);
    }
  }
  return named;
}

// The summary, then the smallest change where the summary does not tell it already.
template <typename Outcome>
std::string Reasons(const Findings& findings, const Outcome& outcome, absl::string_view lead,
                    int first, int indent) {
  std::string text;
  if (!outcome.summary().empty()) {
    text += Wrapped(absl::StrCat(lead, Named(findings, outcome.summary())), first, indent);
  }
  const std::string& change = outcome.smallest_change().explanation();
  if (!change.empty() && !absl::StrContains(outcome.summary(), change)) {
    text += Wrapped(absl::StrCat("The smallest change: ", Named(findings, change)), first, indent);
  }
  return text;
}

// "Score 412,001: least developed State Party (Action 40, 150,000 points); …", the most first.
std::string ScoreText(const Proposal& proposal) {
  std::vector<const CriterionShare*> shares;
  for (const CriterionShare& share : proposal.criteria()) {
    if (share.points() > 0) shares.push_back(&share);
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const auto* a, const auto* b) { return a->points() > b->points(); });
  std::string text = absl::StrCat("Score ", Thousands(proposal.score()));
  if (shares.empty()) return text + ": no criterion is met";
  return absl::StrCat(
      text, ": ", absl::StrJoin(shares, "; ", [](std::string* out, const CriterionShare* share) {
        absl::StrAppend(out, share->explanation(), " (", share->source(), ", ",
                        Thousands(share->points()), " points)");
      }));
}

std::string RenderProposal(const Findings& findings, const Proposal& proposal) {
  std::string amount = AmountText(proposal.need_quantity());
  std::string given = AmountText(proposal.quantity());
  if (given != amount) absl::StrAppend(&amount, " (", given, ")");
  std::string text =
      Wrapped(absl::StrCat(amount, " from ", OfferTitle(findings, proposal.offer())), 8, 12);
  text += Wrapped(ScoreText(proposal) + ".", 12, 12);
  for (const std::string& flag : proposal.flags()) text += Wrapped("For people: " + flag, 12, 12);
  return text;
}

std::string RenderNeed(const Findings& findings, const std::string& request,
                       const NeedOutcome& need, bool show_line) {
  std::string line = show_line ? absl::StrCat(need.need_id(), ", ") : "";
  std::string text =
      Wrapped(absl::StrCat(line, need.year(), ": asked ", AmountText(need.asked()), ", matched ",
                           AmountText(need.matched()), " (", Percent(need.matched(), need.asked()),
                           " %), unmet ", AmountText(need.unmet())),
              4, 8);
  std::vector<const Proposal*> proposals;
  for (const Proposal& proposal : findings.proposals) {
    if (proposal.assistance_request() == request && proposal.need_id() == need.need_id() &&
        proposal.year() == need.year()) {
      proposals.push_back(&proposal);
    }
  }
  std::sort(proposals.begin(), proposals.end(), [](const auto* a, const auto* b) {
    return a->score() != b->score() ? a->score() > b->score() : a->offer() < b->offer();
  });
  for (const Proposal* proposal : proposals) text += RenderProposal(findings, *proposal);
  if (IsNothing(need.unmet())) return text;
  return text + Reasons(findings, need, "Why the rest stays unmet: ", 8, 12);
}

std::string RenderRequest(const Findings& findings, const RequestOutcome& outcome) {
  auto found = findings.requests.find(outcome.assistance_request());
  std::string text = "\n";
  bool several_lines = false;
  if (found == findings.requests.end()) {
    text += Wrapped(outcome.assistance_request(), 0, 2);
  } else {
    const AssistanceRequest& request = found->second;
    text += Wrapped(TitleOf(findings, request), 0, 2);
    std::string about = absl::StrCat("For ", AreaText(request.area_of_work()));
    if (request.has_known_date()) {
      absl::StrAppend(&about, ", known since ", DayText(request.known_date()));
    }
    if (request.has_legal_deadline()) {
      absl::StrAppend(&about, ", legal deadline ", DayText(request.legal_deadline()));
      if (!request.legal_basis().empty()) absl::StrAppend(&about, " (", request.legal_basis(), ")");
    }
    text += Wrapped(about + ".", 2, 2);
    several_lines = request.needs_size() > 1;
  }
  for (const NeedOutcome& need : outcome.needs()) {
    text += RenderNeed(findings, outcome.assistance_request(), need, several_lines);
  }
  return text;
}

std::string RenderOffer(const Findings& findings, const OfferOutcome& outcome) {
  std::string text = "\n" + Wrapped(OfferTitle(findings, outcome.offer()), 0, 2);
  text += Wrapped(
      absl::StrCat("Available ", AmountText(outcome.available()), ", matched ",
                   AmountText(outcome.matched()), ", left ", AmountText(outcome.left()), "."),
      4, 4);
  text += Reasons(findings, outcome, "", 4, 8);
  for (const std::string& flag : outcome.flags()) text += Wrapped("For people: " + flag, 4, 8);
  return text;
}

// What took no part in the run, and why.
std::string RenderLeftOut(const MatchRun& run, int indent) {
  if (run.left_out_records() == 0) return "";
  std::string text = Wrapped(absl::StrCat("Left out (people can still match them by hand): ",
                                          Count(run.left_out_records(), "record"), "."),
                             indent, indent + 2);
  for (const LeftOutRecord& record : run.left_out()) {
    text += Wrapped(absl::StrCat(record.resource(), ": ", record.explanation()), indent + 2,
                    indent + 4);
  }
  return text;
}

}  // namespace

std::string RenderMatching(const Findings& findings) {
  const MatchRun& run = findings.run;
  std::string text =
      Heading(absl::StrCat("Requests matched with offers, as of ", DayText(run.as_of_date())));
  text += Wrapped(
      absl::StrCat("Open: ", Count(run.open_requests(), "request"), ", ",
                   Count(run.open_offers(), "offer"), ". ", Count(run.proposals(), "proposal"),
                   ". Proposals are advice: people on both sides decide."),
      0, 0);
  for (const CommodityResult& result : run.commodities()) {
    text += Wrapped(
        absl::StrCat("Asked ", AmountText(result.asked()), "; the offers' ceilings of all years ",
                     AmountText(result.available()), "; matched ", AmountText(result.matched()),
                     " (", Percent(result.matched(), result.asked()), " % of what is asked)."),
        0, 2);
  }
  if (!run.error().empty()) text += Wrapped("FAILED: " + run.error(), 0, 2);
  text += RenderLeftOut(run, 0);
  text += Heading("Each open request");
  for (const RequestOutcome& outcome : run.request_outcomes()) {
    text += RenderRequest(findings, outcome);
  }
  if (run.request_outcomes().empty()) text += "None.\n";
  text += Heading("Each open offer");
  for (const OfferOutcome& outcome : run.offer_outcomes()) text += RenderOffer(findings, outcome);
  if (run.offer_outcomes().empty()) text += "None.\n";
  return text + RenderProof(run);
}

namespace {

struct Outcomes {
  int met = 0, in_part = 0, unmet = 0;
  int without_offer = 0;                   // of the unmet: nothing fits
  std::map<std::string, int64_t> reasons;  // why pairs of needs that nothing fits do not fit
};

Outcomes CountNeeds(const MatchRun& run) {
  Outcomes outcomes;
  for (const RequestOutcome& request : run.request_outcomes()) {
    for (const NeedOutcome& need : request.needs()) {
      if (IsNothing(need.unmet())) {
        ++outcomes.met;
      } else if (!IsNothing(need.matched())) {
        ++outcomes.in_part;
      } else {
        ++outcomes.unmet;
        if (need.feasible_offers() > 0) continue;
        ++outcomes.without_offer;
        for (const FailedRuleCount& failed : need.failed_rules()) {
          for (int rule : failed.rules()) {
            outcomes.reasons[RuleText(static_cast<FeasibilityRule>(rule))] += failed.pairs();
          }
        }
      }
    }
  }
  return outcomes;
}

std::string RenderReasons(const std::map<std::string, int64_t>& reasons) {
  std::vector<std::pair<std::string, int64_t>> most(reasons.begin(), reasons.end());
  std::stable_sort(most.begin(), most.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (most.size() > 4) most.resize(4);
  std::string text;
  for (const auto& [reason, pairs] : most) {
    text += Wrapped(absl::StrCat(reason, ": ", Count(pairs, "pair")), 6, 8);
  }
  return text;
}

}  // namespace

std::string RenderSummary(const Findings& findings) {
  const MatchRun& run = findings.run;
  std::string text = Wrapped(absl::StrCat("As of ", DayText(run.as_of_date()), ": ",
                                          Count(run.open_requests(), "open request"), ", ",
                                          Count(run.open_offers(), "open offer"), ", ",
                                          Count(run.proposals(), "proposal"), "."),
                             0, 2);
  for (const CommodityResult& result : run.commodities()) {
    text += Wrapped(
        absl::StrCat(Count(result.needs(), "need"), " and ", Count(result.offers(), "offer"), ", ",
                     Count(result.feasible_pairs(), "pair"), " that fit: asked ",
                     AmountText(result.asked()), ", on offer ", AmountText(result.available()),
                     ", matched ", AmountText(result.matched()), " (",
                     Percent(result.matched(), result.asked()), " %)."),
        2, 4);
  }
  if (!run.error().empty()) text += Wrapped("FAILED: " + run.error(), 2, 4);
  text += RenderLeftOut(run, 2);
  Outcomes needs = CountNeeds(run);
  text +=
      Wrapped(absl::StrCat("Needs: ", Thousands(int64_t{needs.met}), " met, ",
                           Thousands(int64_t{needs.in_part}), " met in part, ",
                           Thousands(int64_t{needs.unmet}), " unmet, of which ",
                           Thousands(int64_t{needs.without_offer}), " have no offer that fits."),
              2, 4);
  text += RenderReasons(needs.reasons);
  int whole = 0, in_part = 0, unused = 0;
  for (const OfferOutcome& offer : run.offer_outcomes()) {
    ++(IsNothing(offer.matched()) ? unused : IsNothing(offer.left()) ? whole : in_part);
  }
  text += Wrapped(absl::StrCat("Offers: ", whole, " used whole, ", in_part, " in part, ", unused,
                               " not at all."),
                  2, 4);
  std::vector<const Proposal*> best;
  for (const Proposal& proposal : findings.proposals) best.push_back(&proposal);
  std::sort(best.begin(), best.end(), [](const auto* a, const auto* b) {
    return a->score() != b->score() ? a->score() > b->score() : a->name() < b->name();
  });
  if (best.size() > 3) best.resize(3);
  if (!best.empty()) text += "  The proposals with the highest scores:\n";
  for (const Proposal* proposal : best) {
    text += Wrapped(absl::StrCat(RequestTitle(findings, proposal->assistance_request()), ", ",
                                 proposal->year()),
                    4, 6);
    text += RenderProposal(findings, *proposal);
  }
  return text + RenderProof(run);
}

}  // namespace clearway::officer_report
