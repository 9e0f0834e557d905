// A store with the default policy and a registry of three States (LAO, LBN, NOR), for tests of the
// handlers of matching without a server.
#ifndef CLEARWAY_SERVICES_COOPERATION_RUN_TESTING_H_
#define CLEARWAY_SERVICES_COOPERATION_RUN_TESTING_H_

#include <stdlib.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/call.h"
#include "common/store/rocksdb_store.h"
#include "gtest/gtest.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/deps.h"
#include "services/cooperation/policies.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {

class MatchingStoreTest : public ::testing::Test {
 protected:
  MatchingStoreTest() {
    std::string directory = absl::StrCat(::testing::TempDir(), "/run-XXXXXX");
    EXPECT_NE(mkdtemp(&directory[0]), nullptr);
    store::RocksdbOptions options;
    options.directory = directory + "/data";
    options.service = "test";
    options.watched_prefixes = {"r/", "p/registry/"};
    auto store = store::OpenRocksdbStore(options);
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    deps_.store = store_.get();
    EXPECT_TRUE(SeedDefaultPolicy(deps_).ok());
    Do([](store::Txn& txn) {
      EXPECT_TRUE(txn.Put("p/follow/registry/token", "any").ok());
      for (const char* code : {"LAO", "LBN", "NOR"}) {
        universalization::v1::State state;
        state.set_name(absl::StrCat("states/", code));
        state.set_display_name(code);
        EXPECT_TRUE(
            txn.Put(absl::StrCat("p/registry/states/", code), state.SerializeAsString()).ok());
      }
      return absl::OkStatus();
    });
  }

  void Do(const std::function<absl::Status(store::Txn&)>& fn) {
    const auto done = store_->TransactAndWait(fn);
    EXPECT_TRUE(done.ok()) << done.status();
  }

  // A call on 1 June 2012, each `number` with ids of its own.
  static rpc::Call CallNumber(uint64_t number) {
    rpc::Call call;
    call.method = "clearway.cooperation.v1.CooperationService/RunMatching";
    call.actor = "actors/officer";
    call.time = absl::FromUnixSeconds(1338541200) + absl::Seconds(number);
    call.seed = number * 7919;
    return call;
  }

  v1::AssistanceRequest AddRequest(absl::string_view id, absl::string_view recipient = "LAO") {
    v1::AssistanceRequest request = ExampleRequest();
    request.set_recipient(absl::StrCat("states/", recipient));
    request.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
    request.set_state(v1::AssistanceRequest::STATE_PUBLISHED);
    request.mutable_publish_time()->set_seconds(1330000000);  // 23 February 2012
    SetProgress(NeedSums(), &request);
    Do([&](store::Txn& txn) -> absl::Status {
      auto made = Requests().Create(CallNumber(1), txn, request, id);
      if (made.ok()) request = *made;
      return made.status();
    });
    return request;
  }

  v1::Offer AddOffer(absl::string_view id, const std::function<void(v1::Offer*)>& change = {}) {
    v1::Offer offer = ExampleOffer();
    offer.set_state(v1::Offer::STATE_OPEN);
    offer.mutable_publish_time()->set_seconds(1330000000);
    if (change) change(&offer);
    SetProgress(OfferSums(), &offer);
    Do([&](store::Txn& txn) -> absl::Status {
      auto made = Offers().Create(CallNumber(1), txn, offer, id);
      if (made.ok()) offer = *made;
      return made.status();
    });
    return offer;
  }

  std::shared_ptr<const store::Snapshot> Now() const { return store_->GetSnapshot(); }
  std::unique_ptr<store::Store> store_;
  Deps deps_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RUN_TESTING_H_
