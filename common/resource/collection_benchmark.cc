// What the collection costs on a real store, without a server: reads, lists, durable creates.
//   bazel run -c opt //common/resource:collection_benchmark
#include <stdlib.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "common/resource/filter.h"
#include "common/resource/testing/projects.h"
#include "common/resource/validate.h"
#include "common/store/rocksdb_store.h"

namespace clearway::resource {
namespace {

using testing::CreateProjectRequest;
using testing::ListProjectsRequest;
using testing::Project;
using testing::Projects;

constexpr int kRecords = 10000;

rpc::Call CallOf(uint64_t seed) {
  rpc::Call call;
  call.method = "clearway.resource.testing.Projects/Method";
  call.actor = "actors/officer";
  call.time = absl::FromUnixSeconds(1352710800) + absl::Microseconds(seed);
  call.seed = seed;
  return call;
}

Project Sample(int i) {
  Project project;
  project.set_title(absl::StrCat("Clearance of district ", i));
  project.set_provider(absl::StrCat("actors/a", i % 100));
  project.set_area(testing::AREA_OF_WORK_CLEARANCE);
  project.mutable_total()->set_currency_code("USD");
  project.mutable_total()->set_units(i * 1000);
  project.mutable_place()->set_district("Nonghet");
  for (int year = 2012; year < 2015; ++year) {
    auto* item = project.add_years();
    item->set_year(year);
    item->set_quantity(i + 1);
  }
  return project;
}

store::Store& Filled() {
  static auto* store = [] {
    std::string directory = "/tmp/clearway-benchmark-XXXXXX";
    store::RocksdbOptions options;
    options.directory = absl::StrCat(mkdtemp(&directory[0]), "/data");
    options.service = "test";
    options.watched_prefixes = {"r/"};
    auto opened = store::OpenRocksdbStore(options);
    store::Store* filled = opened->release();
    for (int i = 0; i < kRecords; i += 500) {
      auto status = filled->TransactAndWait([i](store::Txn& txn) -> absl::Status {
        for (int j = i; j < i + 500; ++j) {
          auto made = Projects().Create(CallOf(static_cast<uint64_t>(j)), txn, Sample(j),
                                        absl::StrCat("p", 100000 + j));
          if (!made.ok()) return made.status();
        }
        return absl::OkStatus();
      });
      if (!status.ok()) abort();
    }
    return filled;
  }();
  return *store;
}

void BM_Get(benchmark::State& state) {
  auto at = Filled().GetSnapshot();
  int i = 0;
  for (auto _ : state) {
    auto project = Projects().Get(*at, absl::StrCat("projects/p", 100000 + i++ % kRecords));
    if (!project.ok()) abort();
    benchmark::DoNotOptimize(project);
  }
}
BENCHMARK(BM_Get);

void List(benchmark::State& state, const std::string& filter, const std::string& order_by) {
  auto at = Filled().GetSnapshot();
  ListProjectsRequest request;
  request.set_filter(filter);
  request.set_order_by(order_by);
  for (auto _ : state) {
    auto response = Projects().List<testing::BriefListResponse>(*at, request);
    if (!response.ok()) abort();
    benchmark::DoNotOptimize(response);
  }
}
BENCHMARK_CAPTURE(List, FirstPage, "", "");
BENCHMARK_CAPTURE(List, ByIndex, "provider = actors/a7", "");
BENCHMARK_CAPTURE(List, ScanOf10000, "total > 9998000", "");
BENCHMARK_CAPTURE(List, OrderOf10000, "", "total desc");

void BM_Create(benchmark::State& state) {
  store::Store& store = Filled();
  static uint64_t seed = kRecords;
  for (auto _ : state) {
    rpc::Call call = CallOf(++seed);
    auto status = store.TransactAndWait([&](store::Txn& txn) {
      return Projects().Create(call, txn, Sample(static_cast<int>(seed))).status();
    });
    if (!status.ok()) abort();
  }
}
BENCHMARK(BM_Create);

void BM_Validate(benchmark::State& state) {
  CreateProjectRequest request;
  *request.mutable_project() = Sample(1);
  for (auto _ : state) {
    absl::Status status = Validate(request);
    if (!status.ok()) abort();
  }
}
BENCHMARK(BM_Validate);

void BM_FilterMatches(benchmark::State& state) {
  auto filter = Filter::Make("state != DRAFT AND total > 5000 AND years.quantity > 10",
                             Project::descriptor());
  Project project = Sample(20);
  for (auto _ : state) benchmark::DoNotOptimize(filter->Matches(project));
}
BENCHMARK(BM_FilterMatches);

}  // namespace
}  // namespace clearway::resource
