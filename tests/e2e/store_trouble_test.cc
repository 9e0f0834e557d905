// A service whose disk is full or fails: what a caller is told, that reads go on, that it comes
// back by itself, and that nothing acknowledged is lost. And what callers are told when it ends.
#include <stdlib.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/e2e/service_process.h"

namespace clearway::e2e {
namespace {

namespace univ = universalization::v1;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "services/universalization/universalization";
constexpr char kCreate[] = "clearway.universalization.v1.UniversalizationService/CreateActor";
constexpr char kGet[] = "clearway.universalization.v1.UniversalizationService/GetActor";

std::string NewDirectory() {
  std::string directory = absl::StrCat(testing::TempDir(), "/trouble-XXXXXX");
  EXPECT_NE(mkdtemp(directory.data()), nullptr);
  return directory;
}

// Once, without a retry: what the service said.
absl::Status Create(const rpc::Client& client, const std::string& id) {
  univ::CreateActorRequest request;
  request.set_actor_id(id);
  request.mutable_actor()->set_display_name(id);
  request.mutable_actor()->set_kind(univ::Actor::KIND_NGO);
  for (int i = 0; i < 10; ++i) {
    request.mutable_actor()->add_aliases(absl::StrCat(std::string(150, 'x'), i));
  }
  request.set_allow_similar(true);
  return client.Call<univ::Actor>(kCreate, request).status();
}

absl::Status Get(const rpc::Client& client, const std::string& id) {
  univ::GetActorRequest request;
  request.set_name("actors/" + id);
  return client.Call<univ::Actor>(kGet, request).status();
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Waits until it holds; a minute at most.
bool Eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 6000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(StoreTroubleTest, WithTooLittleRoomWritesAreRefusedAndReadsGoOn) {
  const std::string data = NewDirectory();
  ServiceProcess before(kBinary, data);
  before.Start();
  ASSERT_TRUE(Create(before.client(), "undp").ok());
  EXPECT_THAT(before.Log(), HasSubstr("made a new, empty store"));
  EXPECT_EQ(before.Stop(), 0);

  const std::string config = data + ".json";
  std::ofstream(config) << "{\"minFreeDiskBytes\": \"1000000000000000000\"}";
  ServiceProcess full(kBinary, data, {"--config", config});
  full.Start();
  for (int i = 0; i < 3; ++i) {
    const absl::Status refused = Create(full.client(), "icrc");
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
    EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_STORAGE_FULL) << refused;
    EXPECT_GT(rpc::RetryDelayOf(refused), absl::ZeroDuration());
    EXPECT_THAT(refused.ToString(), Not(HasSubstr(data)));
  }
  EXPECT_TRUE(Get(full.client(), "undp").ok());
  EXPECT_EQ(Get(full.client(), "icrc").code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Eventually([&] { return Count(full.Log(), "little room on the disk") == 1; }));
  EXPECT_EQ(Count(full.Log(), "call failed"), 0) << full.Log();
  EXPECT_EQ(full.Stop(), 0);
}

// A limit on the sizes of the process's files stands for a disk that is full: there is no telling
// before the write.
TEST(StoreTroubleTest, ADiskThatRefusedWritesIsTakenUpAgain) {
  ServiceProcess service(kBinary, NewDirectory());
  service.Start();
  const auto limit = [&](rlim_t bytes) {
    rlimit old{};
    ASSERT_EQ(prlimit(service.pid(), RLIMIT_FSIZE, nullptr, &old), 0);
    const rlimit now{bytes, old.rlim_max};
    ASSERT_EQ(prlimit(service.pid(), RLIMIT_FSIZE, &now, nullptr), 0);
  };
  limit(100 << 10);
  std::vector<std::string> acknowledged;
  absl::Status refused;
  for (int i = 0; refused.ok(); ++i) {
    ASSERT_LT(i, 10000);
    const std::string id = absl::StrCat("a", i);
    refused = Create(service.client(), id);
    if (refused.ok()) acknowledged.push_back(id);
  }
  EXPECT_GT(acknowledged.size(), 5u);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable) << refused;
  EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_STORE_UNAVAILABLE);
  EXPECT_GT(rpc::RetryDelayOf(refused), absl::ZeroDuration());
  EXPECT_TRUE(Eventually([&] { return Count(service.Log(), "store has stopped") == 1; }));
  EXPECT_TRUE(Get(service.client(), acknowledged.back()).ok()) << "reads go on";
  EXPECT_FALSE(Create(service.client(), "still-refused").ok());
  EXPECT_THAT(service.Log(), Not(HasSubstr("opening the store anew")));

  limit(RLIM_INFINITY);
  int attempt = 0;
  ASSERT_TRUE(Eventually([&] {
    return Create(service.client(), absl::StrCat("b", attempt++)).ok();
  })) << service.Log();
  for (const std::string& id : acknowledged) EXPECT_TRUE(Get(service.client(), id).ok()) << id;
  EXPECT_EQ(Count(service.Log(), "opening the store anew"), 1) << service.Log();
  EXPECT_EQ(Count(service.Log(), "call failed"), 0) << service.Log();
  EXPECT_EQ(service.Stop(), 0) << "the same process, and well";
}

// A client that heeds DRAINING is never cut off without a word.
TEST(StoreTroubleTest, WhenItEndsUnderLoadEachCallerHearsWhy) {
  ServiceProcess service(kBinary, NewDirectory());
  service.Start();
  constexpr int kCallers = 16;
  std::vector<absl::Status> last(kCallers);
  std::atomic<int> answered{0};
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int c = 0; c < kCallers; ++c) {
    callers.emplace_back([&, c] {
      const auto client = *rpc::Client::Connect(service.address());
      for (int i = 0; last[c].ok(); ++i) {
        last[c] = Create(*client, absl::StrCat("c", c, "-", i));
        ++answered;
      }
    });
  }
  ASSERT_TRUE(Eventually([&] { return answered > 10 * kCallers; }));
  EXPECT_EQ(service.Stop(), 0);
  for (auto& caller : callers) caller.join();
  for (const absl::Status& status : last) {
    EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_DRAINING) << status;
  }
}

}  // namespace
}  // namespace clearway::e2e
