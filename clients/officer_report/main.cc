// clearway_report: runs the matching of real records as of a day, and of synthetic ones as of
// today, and prints both for officers.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "clients/connection/service_flags.h"
#include "clients/loader/progress_bar.h"
#include "clients/officer_report/fetch.h"
#include "clients/officer_report/history.h"
#include "clients/officer_report/render.h"
#include "clients/officer_report/words.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

struct Settings {
  std::string as_of = "2013-11-28";
  clients::ServiceFlags services;
  bool synthetic = false;
};

absl::StatusOr<Findings> Run(const rpc::Client& cooperation, const rpc::Client& registry,
                             const google::type::Date& as_of, Population population) {
  loader::ProgressBar bar(std::cerr, isatty(STDERR_FILENO) != 0);
  RunMatchingRequest request;
  *request.mutable_as_of() = as_of;
  request.set_population(population);
  return RunAndFetch(cooperation, registry, request, [&bar](const MatchingProgress& progress) {
    bar.Show(absl::StrCat("matching ", progress.detail()),
             static_cast<size_t>(progress.done_per_mille()), 1000);
  });
}

// Returns whether everything was verified.
absl::StatusOr<bool> Report(const Settings& settings) {
  ASSIGN_OR_RETURN(google::type::Date as_of, calendar::ParseDay(settings.as_of));
  ASSIGN_OR_RETURN(auto cooperation, settings.services.Connect("cooperation"));
  ASSIGN_OR_RETURN(auto registry, settings.services.Connect("universalization"));
  ASSIGN_OR_RETURN(Findings real, Run(*cooperation, *registry, as_of, POPULATION_REAL));
  ASSIGN_OR_RETURN(real.recorded, FetchRecorded(*cooperation));
  std::cout << RenderMatching(real) << RenderHistory(real);
  bool verified = real.run.verified();
  if (settings.synthetic) {
    google::type::Date today =
        calendar::FromCivil(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()));
    ASSIGN_OR_RETURN(Findings made_up, Run(*cooperation, *registry, today, POPULATION_SYNTHETIC));
    std::cout << Heading("SYNTHETIC: a present-day scenario, made up")
              << Wrapped(
                     "Nobody asks for this and nobody offers it: it is drawn from what the "
                     "real flows look like, to show how the matching chooses when much is "
                     "asked and offered at once.",
                     0, 0)
              << RenderSummary(made_up);
    verified = verified && made_up.run.verified();
  }
  std::cout << std::flush;
  return verified;
}

// Exit codes: 0 all verified, 1 something was not, or a service could not be used, 2 wrong usage.
int Main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Matches requests with offers and says what came out", "clearway_report");
  app.add_option("--as-of", settings.as_of, "day of the matching of real records")
      ->capture_default_str();
  settings.services.AddTo(&app);
  app.add_flag("--synthetic", settings.synthetic, "also match synthetic records, as of today");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  absl::StatusOr<bool> verified = Report(settings);
  if (!verified.ok()) {
    std::cerr << "clearway_report: " << rpc::FormatError(verified.status()) << "\n";
    return 1;
  }
  return *verified ? 0 : 1;
}

}  // namespace
}  // namespace clearway::officer_report

int main(int argc, char** argv) { return clearway::officer_report::Main(argc, argv); }
