// SuggestOffers as a client's call has it, but for the wire: over a store with a hundred thousand
// published offers and a thousand requests drawn from the real flows (clients/generator), the real
// registry, its contributions and exchange rates. Each call is about another request.
//
//   bazel build --config=opt //tests/bench:suggest_bench
//   bazel-bin/tests/bench/suggest_bench [OFFERS] [CALLS]
//
// Prints the time of a call by the clock and in processor time of its thread: half of all calls
// (p50), all but one in a hundred (p99), the longest. First undisturbed; then with writers at work,
// so that the book has changes to take in; both for one who sees everything, and for a donor
// officer, to whom some offers do not exist and others are shown without their ceilings.
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/generator/scenario.h"
#include "clients/loader/assistance_rows.h"
#include "clients/loader/csv.h"
#include "clients/loader/registry_rows.h"
#include "common/auth/caller.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "common/store/rocksdb_store.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/open_book.h"
#include "services/cooperation/policies.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/suggest.h"

namespace clearway::cooperation {
namespace {

constexpr double kLimit = 20;  // milliseconds at the 99th percentile
constexpr int kBatch = 500;

double Milliseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

// A call on 1 June 2026.
rpc::Call CallNumber(uint64_t number) {
  rpc::Call call;
  call.method = "clearway.cooperation.v1.CooperationService/SuggestOffers";
  call.actor = "actors/officer";
  call.time = absl::FromUnixSeconds(1780315200);
  call.seed = number * 7919;
  return call;
}

absl::Status FillRegistry(store::Store& store) {
  ASSIGN_OR_RETURN(const loader::RegistryRows rows, loader::ReadRegistry("data"));
  return store
      .TransactAndWait([&rows](store::Txn& txn) -> absl::Status {
        RETURN_IF_ERROR(txn.Put("p/follow/registry/token", "any"));
        const auto put = [&txn](const auto& record) {
          return txn.Put(absl::StrCat("p/registry/", record.name()), record.SerializeAsString());
        };
        for (const auto& state : rows.states) RETURN_IF_ERROR(put(state));
        for (const auto& area : rows.areas) RETURN_IF_ERROR(put(area));
        for (const auto& actor : rows.actors) RETURN_IF_ERROR(put(actor));
        return absl::OkStatus();
      })
      .status();
}

// Creates records in transactions of some hundreds, the ids taken from their names.
template <typename Record>
absl::Status Fill(store::Store& store, const resource::Collection<Record>& collection,
                  const std::vector<Record>& records) {
  for (size_t begin = 0; begin < records.size(); begin += kBatch) {
    const auto done = store.TransactAndWait([&](store::Txn& txn) -> absl::Status {
      for (size_t i = begin; i < std::min(records.size(), begin + kBatch); ++i) {
        const std::string& name = records[i].name();
        RETURN_IF_ERROR(
            collection.Create(CallNumber(i), txn, records[i], name.substr(name.find('/') + 1))
                .status());
      }
      return absl::OkStatus();
    });
    RETURN_IF_ERROR(done.status());
  }
  return absl::OkStatus();
}

absl::Status FillHistory(store::Store& store) {
  std::vector<v1::ExchangeRate> rates;
  ASSIGN_OR_RETURN(const auto rate_table, loader::CsvTable::ReadFile("data/exchange_rates.csv"));
  for (const loader::CsvRow& row : rate_table.rows()) {
    ASSIGN_OR_RETURN(v1::ExchangeRate rate, loader::ReadExchangeRate(row));
    rate.set_name(absl::StrCat("exchangeRates/r", rates.size()));
    rates.push_back(std::move(rate));
  }
  RETURN_IF_ERROR(Fill(store, Rates(), rates));
  std::vector<v1::Contribution> contributions;
  ASSIGN_OR_RETURN(const auto table, loader::CsvTable::ReadFile("data/contributions.csv"));
  for (const loader::CsvRow& row : table.rows()) {
    ASSIGN_OR_RETURN(loader::ExternalContribution read, loader::ReadContribution(row));
    v1::Contribution& contribution = read.contribution;
    contribution.set_name(absl::StrCat("contributions/c", contributions.size()));
    contribution.set_synthetic(true);
    contribution.set_external(true);
    contribution.set_state(read.state);
    contributions.push_back(std::move(contribution));
  }
  return Fill(store, Contributions(), contributions);
}

absl::Status FillScenario(store::Store& store, generator::Scenario* scenario) {
  for (v1::AssistanceRequest& request : scenario->requests) {
    request.set_state(v1::AssistanceRequest::STATE_PUBLISHED);
    request.mutable_publish_time()->set_seconds(1767225600);  // 1 January 2026
    SetProgress(NeedSums(), &request);
  }
  for (size_t i = 0; i < scenario->offers.size(); ++i) {
    v1::Offer& offer = scenario->offers[i];
    // Some are not for everybody, and some do not say how much there is.
    if (i % 10 == 3) offer.mutable_audience()->set_kind(type::v1::Audience::KIND_STATES_PARTIES);
    if (i % 10 == 5) {
      offer.mutable_audience()->set_kind(type::v1::Audience::KIND_NAMED);
      offer.mutable_audience()->add_members(
          scenario->requests[i % scenario->requests.size()].recipient());
    }
    offer.set_ceilings_private(i % 10 == 7);
    offer.set_state(v1::Offer::STATE_OPEN);
    offer.mutable_publish_time()->set_seconds(1767225600);
    SetProgress(OfferSums(), &offer);
  }
  RETURN_IF_ERROR(Fill(store, Requests(), scenario->requests));
  return Fill(store, Offers(), scenario->offers);
}

struct Times {
  std::vector<double> wall, processor;

  void Print(const char* what) {
    std::sort(wall.begin(), wall.end());
    std::sort(processor.begin(), processor.end());
    const auto at = [](const std::vector<double>& sorted, size_t percent) {
      return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
    };
    std::printf("  %-28s %8.2f %8.2f %8.2f   %8.2f %8.2f %8.2f   %s\n", what, at(wall, 50),
                at(wall, 99), wall.back(), at(processor, 50), at(processor, 99), processor.back(),
                at(wall, 99) <= kLimit ? "within" : "NOT within");
  }
};

// One write between two calls: an offer's sums, a contribution, or a new offer.
absl::Status Write(store::Store& store, const generator::Scenario& scenario, size_t number) {
  return store
      .TransactAndWait([&](store::Txn& txn) -> absl::Status {
        const rpc::Call call = CallNumber(1'000'000 + number);
        v1::Offer offer = scenario.offers[number * 31 % scenario.offers.size()];
        if (number % 3 == 0) {
          ASSIGN_OR_RETURN(offer, Offers().Get(txn, offer.name()));
          Sums used;
          used.pledged = static_cast<Parts>(number + 1);
          SetProgress(OfferSums{{{"", 0}, used}}, &offer);
          return Offers().Write(call, txn, offer, "").status();
        }
        if (number % 3 == 1) {
          offer.clear_name();
          return Offers().Create(call, txn, offer).status();
        }
        v1::Contribution given;
        given.set_provider(offer.provider());
        given.add_recipients(scenario.requests[number % scenario.requests.size()].recipient());
        given.set_kind(v1::RESOURCE_KIND_FUNDING);
        given.set_start_year(2025);
        given.set_end_year(2025);
        given.set_external(true);
        given.set_synthetic(true);
        given.set_state(v1::Contribution::STATE_DELIVERED);
        return Contributions().Create(call, txn, given).status();
      })
      .status();
}

absl::Status Measure(store::Store& store, const generator::Scenario& scenario, int calls) {
  OpenBook book(&store);
  int64_t considered = 0, feasible = 0;
  std::shared_ptr<const auth::Caller> caller;  // null: one who sees everything
  const auto call_once = [&](size_t number, Times* times) -> absl::Status {
    v1::SuggestOffersRequest ask;
    ask.set_assistance_request(scenario.requests[number % scenario.requests.size()].name());
    const double begin = Milliseconds(CLOCK_MONOTONIC);
    const double used = Milliseconds(CLOCK_THREAD_CPUTIME_ID);
    const auto at = resource::ViewFor(caller, store.GetSnapshot());
    ASSIGN_OR_RETURN(const auto answer, SuggestOffers(book, CallNumber(number), *at, ask));
    const double processor = Milliseconds(CLOCK_THREAD_CPUTIME_ID) - used;
    const double wall = Milliseconds(CLOCK_MONOTONIC) - begin;
    if (times == nullptr) return absl::OkStatus();
    times->wall.push_back(wall);
    times->processor.push_back(processor);
    considered += answer.offers_considered();
    feasible += answer.offers_feasible();
    return absl::OkStatus();
  };
  const double begin = Milliseconds(CLOCK_MONOTONIC);
  RETURN_IF_ERROR(call_once(0, nullptr));
  std::printf("the first call, which reads all records: %.0f ms\n\n",
              Milliseconds(CLOCK_MONOTONIC) - begin);
  Times quiet, busy;
  for (int i = 0; i < calls; ++i) RETURN_IF_ERROR(call_once(static_cast<size_t>(i), &quiet));
  std::printf("an average call looks at %lld open offers, of which %lld fit\n",
              static_cast<long long>(considered / calls), static_cast<long long>(feasible / calls));
  for (int i = 0; i < calls; ++i) {
    RETURN_IF_ERROR(Write(store, scenario, static_cast<size_t>(i)));
    RETURN_IF_ERROR(call_once(static_cast<size_t>(i), &busy));
  }
  // A donor officer of a State Party: does not see all offers, nor all of them whole.
  auth::Caller donor;
  donor.actor = "states/NOR";
  donor.names = {"states/NOR"};
  donor.roles = {type::v1::ROLE_DONOR_OFFICER};
  donor.state_party = true;
  caller = std::make_shared<const auth::Caller>(donor);
  Times restricted, restricted_busy;
  for (int i = 0; i < calls; ++i) RETURN_IF_ERROR(call_once(static_cast<size_t>(i), &restricted));
  for (int i = 0; i < calls; ++i) {
    RETURN_IF_ERROR(Write(store, scenario, static_cast<size_t>(calls) + static_cast<size_t>(i)));
    RETURN_IF_ERROR(call_once(static_cast<size_t>(i), &restricted_busy));
  }
  std::printf("\nmilliseconds a call                  by the clock             processor time\n");
  std::printf("  %-28s %8s %8s %8s   %8s %8s %8s   limit %.0f ms\n", "", "p50", "p99", "most",
              "p50", "p99", "most", kLimit);
  quiet.Print("who sees everything");
  busy.Print("  a write before each call");
  restricted.Print("a donor officer");
  restricted_busy.Print("  a write before each call");
  std::printf("read as a whole %lld time(s)\n", static_cast<long long>(book.times_read()));
  return absl::OkStatus();
}

absl::Status Run(int offers, int calls) {
  std::string directory = "/tmp/clearway-suggest-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) return absl::UnavailableError("no folder in /tmp");
  store::RocksdbOptions options;
  options.directory = directory + "/data";
  options.service = "cooperation";
  options.watched_prefixes = {"r/"};
  ASSIGN_OR_RETURN(auto store, store::OpenRocksdbStore(options));
  Deps deps;
  deps.store = store.get();
  RETURN_IF_ERROR(SeedDefaultPolicy(deps));
  RETURN_IF_ERROR(FillRegistry(*store));
  RETURN_IF_ERROR(FillHistory(*store));
  ASSIGN_OR_RETURN(const generator::Patterns patterns, generator::ReadPatterns("data"));
  generator::ScenarioOptions drawn;
  drawn.requests = 1000;
  drawn.offers = offers;
  generator::Scenario scenario = generator::MakeScenario(patterns, drawn);
  RETURN_IF_ERROR(FillScenario(*store, &scenario));
  std::printf("SuggestOffers among %d offers, %d calls\n", offers, calls);
  const absl::Status measured = Measure(*store, scenario, calls);
  store.reset();
  if (system(absl::StrCat("rm -rf ", directory).c_str()) != 0)
    std::printf("left %s\n", directory.c_str());
  return measured;
}

}  // namespace
}  // namespace clearway::cooperation

int main(int argc, char** argv) {
  int offers = 100'000, calls = 3'000;
  if ((argc > 1 && !absl::SimpleAtoi(argv[1], &offers)) ||
      (argc > 2 && !absl::SimpleAtoi(argv[2], &calls)) || offers < 1 || calls < 1) {
    std::fprintf(stderr, "usage: %s [OFFERS] [CALLS], from the top of the repository\n", argv[0]);
    return 2;
  }
  const absl::Status status = clearway::cooperation::Run(offers, calls);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
