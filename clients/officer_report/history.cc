#include "clients/officer_report/history.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/officer_report/words.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

bool IsFor(const Contribution& made, const std::string& recipient, int year) {
  return made.start_year() == year && made.end_year() == year && made.recipients_size() == 1 &&
         made.recipients(0) == recipient;
}

// "NOK 20,700,000 (USD 2,565,660)", or "nothing" with what that rests on.
std::string Recorded(const Findings& findings, const std::string& provider,
                     const std::string& recipient, int year) {
  std::vector<std::string> amounts;
  bool table = false;
  for (const Contribution& made : findings.recorded) {
    if (made.start_year() != year || made.end_year() != year) continue;
    table |= made.provider() == provider && absl::StrContains(made.source(), "(table D-");
    if (!IsFor(made, recipient, year)) continue;
    table |= absl::StrContains(made.source(), "(table R-");
    if (made.provider() != provider) continue;
    std::string amount = AmountText(made.total());
    if (made.has_published_value()) {
      absl::StrAppend(&amount, " (", AmountText(made.published_value()), ")");
    }
    amounts.push_back(amount);
  }
  if (!amounts.empty()) return absl::StrJoin(amounts, " and ");
  return table ? "nothing, in that year's table" : "unknown: no table of that year";
}

// The published value in US dollars, in whole units; 0 when the source has none.
int64_t Dollars(const Contribution& made) {
  const auto& value = made.has_published_value() ? made.published_value() : made.total();
  return value.money().currency_code() == "USD" ? value.money().units() : 0;
}

// One line of the table; a name that is too long for its column gets a line of its own.
std::string Line(const std::string& provider, const std::string& year, const std::string& proposed,
                 const std::string& recorded) {
  constexpr size_t kNameColumns = 22;
  std::string text;
  std::string name = provider;
  if (name.size() > kNameColumns) {
    text = Wrapped(name, 4, 6);
    name.clear();
  }
  return absl::StrCat(text,
                      absl::StrFormat("    %-22s %-5s %-22s %s\n", name, year, proposed, recorded));
}

std::string RenderTotals(const Findings& findings, const std::string& recipient) {
  struct Total {
    int contributions = 0;
    int64_t dollars = 0;
    bool whole = false;
  };
  std::map<int, Total> totals;
  for (const Contribution& made : findings.recorded) {
    int year = made.start_year();
    if (year < findings.run.as_of_date().year() || !IsFor(made, recipient, year)) continue;
    Total& total = totals[year];
    ++total.contributions;
    total.dollars += Dollars(made);
    total.whole |= absl::StrContains(made.source(), "(table R-");
  }
  std::string text = "    All providers, as recorded:\n";
  for (const auto& [year, total] : totals) {
    text += Wrapped(absl::StrCat(year, ": USD ", Thousands(total.dollars), " in ",
                                 Count(total.contributions, "contribution"),
                                 total.whole ? "" : " (some donors' tables only)"),
                    6, 8);
  }
  return totals.empty() ? "" : text;
}

}  // namespace

std::string RenderHistory(const Findings& findings) {
  // By recipient, then provider and year: what was proposed, in the offer's own currency.
  std::map<std::string, std::map<std::pair<std::string, int>, std::vector<std::string>>> proposed;
  for (const Proposal& proposal : findings.proposals) {
    proposed[proposal.recipient()][{proposal.provider(), proposal.year()}].push_back(
        AmountText(proposal.quantity()));
  }
  std::string text = Heading("What history then did");
  if (proposed.empty()) return text + "Nothing was proposed.\n";
  text += Wrapped(
      "The plan above knows nothing of what came later. Beside it stands what published tables "
      "recorded; they are of one recipient or one donor in a year, and most years have none.",
      0, 0);
  for (const auto& [recipient, by_provider] : proposed) {
    absl::StrAppend(&text, "\n  To ", findings.NameOf(recipient), "\n");
    text += Line("from", "year", "proposed", "recorded");
    for (const auto& [key, amounts] : by_provider) {
      const auto& [provider, year] = key;
      text += Line(findings.NameOf(provider), absl::StrCat(year), absl::StrJoin(amounts, " + "),
                   Recorded(findings, provider, recipient, year));
    }
    text += RenderTotals(findings, recipient);
  }
  return text;
}

}  // namespace clearway::officer_report
