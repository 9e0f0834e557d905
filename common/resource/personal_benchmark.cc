// What it costs that personal fields are encrypted: durable creates and reads with four of them,
// against the same record with the same bytes in a field that is not.
//   bazel run -c opt //common/resource:personal_benchmark
#include <stdlib.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "common/resource/testing/person.pb.h"
#include "common/resource/testing/persons.h"
#include "common/store/rocksdb_store.h"

namespace clearway::resource {
namespace {

using testing::Person;
using testing::Persons;

// Never destroyed: the process ends first.
struct World {
  World() {
    std::string directory = "/tmp/clearway-benchmark-XXXXXX";
    const std::string root = mkdtemp(&directory[0]);
    store::RocksdbOptions options;
    options.directory = root + "/data";
    options.service = "test";
    options.watched_prefixes = {"r/"};
    store = OpenRocksdbStore(options)->release();
    secrets::testing::WriteMasterKeys(root + "/master.json", {1});
    custodian = secrets::testing::StartCustodian(store, root + "/master.json").release();
    // The State's key is there before anything is measured.
    (void)custodian->vault()->Missing("states/LAO");
    custodian->Look();
  }
  store::Store* store;
  secrets::Custodian* custodian;
  std::atomic<int> next{0};
};

World& TheWorld() {
  static auto* const world = new World;
  return *world;
}

rpc::Call CallOf(int seed) {
  rpc::Call call;
  call.method = "clearway.resource.testing.Persons/Create";
  call.actor = "actors/officer";
  call.time = absl::FromUnixSeconds(1352710800) + absl::Microseconds(seed);
  call.seed = static_cast<uint64_t>(seed);
  return call;
}

Person Sample(bool personal) {
  Person person;
  person.set_state("states/LAO");
  person.set_age_band(30);
  const std::string name = "Bounmy Vongphachanh", phone = "+856 20 5555 1234";
  const std::string street = "12 Rue Samsenthai", village = "Ban Mixay";
  if (personal) {
    person.set_full_name(name);
    person.add_phones(phone);
    person.mutable_address()->set_street(street);
    person.mutable_address()->set_village(village);
    person.mutable_birth_date()->set_year(1987);
  } else {
    person.set_sex(absl::StrCat(name, phone, street, village, "1987"));
  }
  return person;
}

// Creates one durably.
void Create(const Person& person, std::function<void(bool)> done) {
  World& world = TheWorld();
  const int number = world.next++;
  world.store->Transact(
      [&person, number](store::Txn& txn) {
        return Persons().Create(CallOf(number), txn, person, absl::StrCat("p", number)).status();
      },
      [done = std::move(done)](const absl::StatusOr<store::Revision>& result) {
        done(result.ok());
      });
}

void BM_DurableCreate(benchmark::State& state) {
  const Person person = Sample(state.range(0) != 0);
  const int at_once = static_cast<int>(state.range(1));
  std::atomic<int> failed{0};
  for (auto _ : state) {
    absl::BlockingCounter all(at_once);
    for (int i = 0; i < at_once; ++i) {
      Create(person, [&](bool ok) {
        if (!ok) ++failed;
        all.DecrementCount();
      });
    }
    all.Wait();
  }
  if (failed > 0) state.SkipWithError("a create failed");
  state.SetItemsProcessed(state.iterations() * at_once);
}
BENCHMARK(BM_DurableCreate)
    ->ArgNames({"personal", "at_once"})
    ->ArgsProduct({{0, 1}, {1, 64}})
    ->UseRealTime();

void BM_Get(benchmark::State& state) {
  const Person person = Sample(state.range(0) != 0);
  std::string name;
  if (!TheWorld()
           .store
           ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
             auto made = Persons().Create(CallOf(TheWorld().next++), txn, person);
             if (made.ok()) name = made->name();
             return made.status();
           })
           .ok()) {
    return state.SkipWithError("no record");
  }
  const auto at = TheWorld().store->GetSnapshot();
  for (auto _ : state) {
    auto read = Persons().Get(*at, name);
    if (!read.ok()) return state.SkipWithError("not read");
    benchmark::DoNotOptimize(read);
  }
}
BENCHMARK(BM_Get)->ArgName("personal")->Arg(0)->Arg(1);

}  // namespace
}  // namespace clearway::resource
