// kill -9 of a service under load, again and again: afterwards the audit trail verifies whole, also
// against an anchor taken a moment before, and has exactly one event for each write that was
// acknowledged, none for what was not done, and one for what was repeated after the crash.
#include <stdlib.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clearway/type/v1/audit.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/e2e/service_process.h"

namespace clearway::e2e {
namespace {

namespace univ = universalization::v1;
using type::v1::AuditAnchor;
using type::v1::AuditEvent;

constexpr int kKills = 10, kWriters = 6;

std::string Univ(const char* method) {
  return absl::StrCat("clearway.universalization.v1.UniversalizationService/", method);
}

std::string NewDirectory() {
  std::string directory = absl::StrCat(testing::TempDir(), "/audit-XXXXXX");
  EXPECT_NE(mkdtemp(directory.data()), nullptr);
  return directory;
}

// One write: made once, sent until it is acknowledged.
struct Write {
  bool create = true;
  std::string id;  // of the actor
  std::string request_id;
};

class AuditKillTest : public testing::Test {
 protected:
  AuditKillTest() : registry_("services/universalization/universalization", NewDirectory()) {
    registry_.Start();
  }

  static absl::Status Send(const rpc::Client& client, const Write& write) {
    rpc::CallOptions once;
    once.timeout = absl::Seconds(5);
    if (write.create) {
      univ::CreateActorRequest request;
      request.set_actor_id(write.id);
      request.set_request_id(write.request_id);
      request.mutable_actor()->set_display_name(write.id);
      request.mutable_actor()->set_kind(univ::Actor::KIND_NGO);
      return client.Call<univ::Actor>(Univ("CreateActor"), request, once).status();
    }
    univ::UpdateActorRequest request;
    request.set_request_id(write.request_id);
    request.mutable_actor()->set_name("actors/" + write.id);
    request.mutable_actor()->set_notes(write.request_id);
    request.mutable_update_mask()->add_paths("notes");
    return client.Call<univ::Actor>(Univ("UpdateActor"), request, once).status();
  }

  // Creates and changes actors of its own, until the service is dead. What was under way then is
  // sent again the next time, as a client should: with the same request id.
  void WriteUntil(const std::atomic<bool>& dead, int writer, int round) {
    rpc::ClientOptions options;
    options.max_attempts = 1;
    const auto client = *rpc::Client::Connect(registry_.address(), options);
    for (int i = 0; !dead; ++i) {
      Write write;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        auto pending = pending_.find(writer);
        if (pending == pending_.end()) {
          const int number = i / 2;
          write.create = i % 2 == 0;
          write.id = absl::StrCat("w", writer, "-r", round, "-", number);
          write.request_id = rpc::NewRequestId();
          pending_[writer] = write;
        } else {
          write = pending->second;
          i -= 1;
        }
      }
      const absl::Status status = Send(*client, write);
      if (!status.ok()) {
        EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
                    absl::IsCancelled(status))
            << status;
        continue;
      }
      std::lock_guard<std::mutex> lock(mutex_);
      pending_.erase(writer);
      acknowledged_[write.request_id] = write;
    }
  }

  size_t acknowledged() {
    std::lock_guard<std::mutex> lock(mutex_);
    return acknowledged_.size();
  }

  // Verifies; the place and hash of the last event.
  AuditAnchor Verify(const AuditAnchor* anchor) {
    type::v1::VerifyAuditTrailRequest request;
    if (anchor != nullptr && anchor->sequence() > 0) *request.mutable_anchor() = *anchor;
    const auto verdict = registry_.client().Call<type::v1::VerifyAuditTrailResponse>(
        Univ("VerifyAuditTrail"), request);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    if (!verdict.ok()) return AuditAnchor();
    EXPECT_TRUE(verdict->intact()) << verdict->finding();
    return verdict->last();
  }

  // How many events there are for each request id.
  std::map<std::string, int> Events() {
    std::map<std::string, int> events;
    type::v1::ListAuditEventsRequest request;
    request.set_page_size(1000);
    int64_t next = 1;
    do {
      const auto page = registry_.client().Call<type::v1::ListAuditEventsResponse>(
          Univ("ListAuditEvents"), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return events;
      for (const AuditEvent& event : page->audit_events()) {
        EXPECT_EQ(event.sequence(), next++) << "without gaps";
        ++events[event.request_id()];
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return events;
  }

  void ExpectOneEventForEachWrite() {
    const std::map<std::string, int> events = Events();
    std::set<std::string> known;
    for (const auto& [request_id, write] : acknowledged_) {
      known.insert(request_id);
      const auto it = events.find(request_id);
      EXPECT_EQ(it == events.end() ? 0 : it->second, 1)
          << (write.create ? "creation" : "change") << " of " << write.id;
    }
    // What was under way may have been done, and then once.
    for (const auto& [writer, write] : pending_) known.insert(write.request_id);
    for (const auto& [request_id, count] : events) {
      EXPECT_EQ(count, 1);
      EXPECT_EQ(known.count(request_id), 1u) << "an event of nothing that was asked for";
    }
  }

  ServiceProcess registry_;
  std::mutex mutex_;
  std::map<std::string, Write> acknowledged_;  // by request id
  std::map<int, Write> pending_;               // by writer
};

TEST_F(AuditKillTest, TheTrailIsWholeAndHasOneEventForEachAcknowledgedWrite) {
  std::mt19937_64 random(1 + testing::UnitTest::GetInstance()->random_seed());
  for (int round = 0; round < kKills; ++round) {
    SCOPED_TRACE(round);
    std::atomic<bool> dead{false};
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] { WriteUntil(dead, w, round); });
    }
    // Each time at another moment, but never before something was written.
    const size_t enough = acknowledged() + 20 + random() % 100;
    for (int i = 0; i < 6000 && acknowledged() < enough; ++i) absl::SleepFor(absl::Milliseconds(5));
    const AuditAnchor before = Verify(nullptr);
    absl::SleepFor(absl::Microseconds(random() % 5000));
    registry_.Kill();
    dead = true;
    for (std::thread& writer : writers) writer.join();
    EXPECT_GE(acknowledged_.size(), enough);
    registry_.Start();
    // What the trail had is still in it, and what is stored is what it tells of.
    EXPECT_GE(Verify(&before).sequence(), before.sequence());
    ExpectOneEventForEachWrite();
  }
  // What was under way in the end is sent once more.
  for (const auto& [writer, write] : pending_) {
    const absl::Status status = Send(registry_.client(), write);
    EXPECT_TRUE(status.ok()) << status;
    acknowledged_[write.request_id] = write;
  }
  pending_.clear();
  ExpectOneEventForEachWrite();
  EXPECT_EQ(Events().size(), acknowledged_.size());
  std::printf("%zu acknowledged writes, each with its event, outlived %d kills\n",
              acknowledged_.size(), kKills);
  EXPECT_EQ(registry_.Stop(), 0);
}

}  // namespace
}  // namespace clearway::e2e
