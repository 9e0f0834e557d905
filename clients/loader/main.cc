// clearway_load: brings the project's data into running services, as any client would.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/connection/service_flags.h"
#include "clients/generator/scenario.h"
#include "clients/loader/assistance_rows.h"
#include "clients/loader/cooperation_loader.h"
#include "clients/loader/health.h"
#include "clients/loader/ledger.h"
#include "clients/loader/meetings.h"
#include "clients/loader/progress_bar.h"
#include "clients/loader/registry.h"
#include "common/rpc/client.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

struct Settings {
  std::string data = "data";
  clients::ServiceFlags services;
  std::string report;
  int wait_seconds = 30;
  bool verbose = false;
  bool synthetic = false;
  generator::ScenarioOptions scenario;
};

// What is told on the way: to people, and whole to the report file.
class Notes {
 public:
  void Say(absl::string_view text) {
    std::cout << text;
    report_.append(text.data(), text.size());
  }
  void Detail(absl::string_view text, bool say) {
    if (say) std::cout << text;
    report_.append(text.data(), text.size());
  }
  absl::Status Write(const std::string& path) const {
    if (path.empty()) return absl::OkStatus();
    std::ofstream file(path);
    file << report_ << std::flush;
    return file ? absl::OkStatus()
                : absl::UnavailableError(absl::StrCat("cannot write the report to ", path));
  }

 private:
  std::string report_;
};

template <typename Record, typename Read>
absl::StatusOr<std::vector<Record>> ReadTable(const Settings& settings, const char* file,
                                              const Read& read) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(absl::StrCat(settings.data, "/", file)));
  std::vector<Record> records;
  for (const CsvRow& row : table.rows()) {
    ASSIGN_OR_RETURN(Record record, read(row));
    records.push_back(std::move(record));
  }
  return records;
}

// Returns how many records the service refused.
int Tell(const Tally& tally, Notes* notes) {
  notes->Say(Line(tally) + "\n");
  for (const Tally::Refusal& refusal : tally.refused) {
    notes->Say(absl::StrCat("    ", refusal.what, ": ", refusal.reason, "\n"));
  }
  return static_cast<int>(tally.refused.size());
}

absl::StatusOr<int> LoadRegistryData(const Settings& settings, ProgressBar* bar, Notes* notes) {
  ASSIGN_OR_RETURN(auto client, settings.services.Connect("universalization"));
  RETURN_IF_ERROR(WaitUntilServing(*client, absl::Seconds(settings.wait_seconds)));
  ASSIGN_OR_RETURN(RegistryRows rows, ReadRegistry(settings.data));
  LoadOptions options;
  options.progress = [bar](absl::string_view what, size_t done, size_t total) {
    bar->Show(absl::StrCat("loading ", what), done, total);
  };
  ASSIGN_OR_RETURN(RegistryReport report, LoadRegistry(*client, rows, options));
  ASSIGN_OR_RETURN(MeetingRows meeting_rows, ReadMeetings(settings.data));
  ASSIGN_OR_RETURN(MeetingReport meetings, LoadMeetings(*client, meeting_rows, options));
  bar->Clear();
  notes->Say(FormatReport(report));
  notes->Say(FormatReport(meetings));
  return report.states.refused + report.treaty_actions.refused + report.areas.refused +
         report.actors.refused + meetings.refused();
}

absl::StatusOr<int> LoadAssistance(const Settings& settings, CooperationLoader* loader,
                                   ProgressBar* bar, Notes* notes) {
  using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)
  ASSIGN_OR_RETURN(auto rates,
                   ReadTable<ExchangeRate>(settings, "exchange_rates.csv", ReadExchangeRate));
  ASSIGN_OR_RETURN(auto requests,
                   ReadTable<AssistanceRequest>(settings, "requests.csv", ReadRequest));
  ASSIGN_OR_RETURN(auto offers, ReadTable<Offer>(settings, "offers.csv", ReadOffer));
  ASSIGN_OR_RETURN(auto contributions, ReadTable<ExternalContribution>(
                                           settings, "contributions.csv", ReadContribution));
  ASSIGN_OR_RETURN(CsvTable ledger, ReadLedger(settings.data));
  int refused = 0;
  ASSIGN_OR_RETURN(Tally of_rates, loader->LoadExchangeRates(rates));
  ASSIGN_OR_RETURN(Tally of_requests, loader->LoadRequests(requests));
  ASSIGN_OR_RETURN(Tally of_offers, loader->LoadOffers(offers));
  ASSIGN_OR_RETURN(Tally of_contributions, loader->LoadContributions(contributions));
  bar->Clear();
  for (const Tally& tally : {of_rates, of_requests, of_offers, of_contributions}) {
    refused += Tell(tally, notes);
  }
  notes->Say("What the published tables became (each row, with its reason: " + settings.data +
             "/assistance_ledger.csv):\n");
  notes->Say(LedgerCounts(ledger));
  notes->Detail(LedgerLines(ledger, false), settings.verbose);
  return refused;
}

absl::StatusOr<int> LoadScenario(const Settings& settings, CooperationLoader* loader,
                                 ProgressBar* bar, Notes* notes) {
  ASSIGN_OR_RETURN(generator::Patterns patterns, generator::ReadPatterns(settings.data));
  generator::Scenario scenario = generator::MakeScenario(patterns, settings.scenario);
  ASSIGN_OR_RETURN(Tally of_requests, loader->LoadRequests(scenario.requests));
  ASSIGN_OR_RETURN(Tally of_offers, loader->LoadOffers(scenario.offers));
  bar->Clear();
  notes->Say(absl::StrCat("SYNTHETIC scenario of ", settings.scenario.year, ", seed ",
                          settings.scenario.seed, " (made up, marked so):\n"));
  return Tell(of_requests, notes) + Tell(of_offers, notes);
}

absl::StatusOr<int> Load(const Settings& settings, Notes* notes) {
  ProgressBar bar(std::cerr, isatty(STDERR_FILENO) != 0);
  ASSIGN_OR_RETURN(int refused, LoadRegistryData(settings, &bar, notes));
  ASSIGN_OR_RETURN(auto client, settings.services.Connect("cooperation"));
  RETURN_IF_ERROR(WaitUntilServing(*client, absl::Seconds(settings.wait_seconds)));
  CooperationLoader loader(*client, [&bar](absl::string_view kind, size_t done, size_t total) {
    bar.Show(absl::StrCat("loading ", kind), done, total);
  });
  ASSIGN_OR_RETURN(int more, LoadAssistance(settings, &loader, &bar, notes));
  refused += more;
  if (settings.synthetic) {
    ASSIGN_OR_RETURN(more, LoadScenario(settings, &loader, &bar, notes));
    refused += more;
  }
  return refused;
}

// Exit codes: 0 all is there, 1 a service refused something or could not be used, 2 wrong usage.
int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Loads the project's data into running services; again loads only what is missing",
               "clearway_load");
  app.add_option("--data", settings.data, "folder of the data files")->capture_default_str();
  settings.services.AddTo(&app);
  app.add_option("--report", settings.report, "also write everything that is told to this file");
  app.add_option("--wait", settings.wait_seconds, "seconds to wait for each service")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_flag("-v,--verbose", settings.verbose, "each row that became nothing, with its reason");
  app.add_flag("--synthetic", settings.synthetic, "also load a made-up scenario, marked so");
  app.add_option("--seed", settings.scenario.seed, "of the scenario")->capture_default_str();
  app.add_option("--year", settings.scenario.year, "present year of the scenario")
      ->check(CLI::Range(2012, 2090))
      ->capture_default_str();
  app.add_option("--requests", settings.scenario.requests, "requests in the scenario")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  app.add_option("--offers", settings.scenario.offers, "offers in the scenario")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  Notes notes;
  absl::StatusOr<int> refused = Load(settings, &notes);
  absl::Status written = notes.Write(settings.report);
  for (const absl::Status& status : {refused.status(), written}) {
    if (!status.ok()) std::cerr << "clearway_load: " << rpc::FormatError(status) << "\n";
  }
  return refused.ok() && written.ok() && *refused == 0 ? 0 : 1;
}

}  // namespace
}  // namespace clearway::loader

int main(int argc, char** argv) { return clearway::loader::Main(argc, argv); }
