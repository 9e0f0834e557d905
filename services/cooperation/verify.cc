#include "services/cooperation/verify.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/ledger.h"

namespace clearway::cooperation {
namespace {

using Problems = std::vector<std::string>;

std::string Text(const Sums& sums) {
  std::string text;
  for (const Parts part : {sums.pledged, sums.committed, sums.delivered}) {
    absl::StrAppend(&text, text.empty() ? "" : "/", static_cast<int64_t>(part));
  }
  return text;
}

// `stored` against what contributions make; `most` is the ceiling of a key, if any.
template <typename AllSums, typename Most>
void CompareSums(const std::string& name, AllSums stored, AllSums made, const Most& most,
                 Problems* problems) {
  for (const auto& entry : made) stored[entry.first];  // so that both have every key
  for (auto& [key, sums] : stored) {
    const Sums& should = made[key];
    const std::string where = absl::StrCat(name, " ", key.first, " ", key.second);
    if (sums.pledged != should.pledged || sums.committed != should.committed ||
        sums.delivered != should.delivered) {
      problems->push_back(absl::StrCat(where, ": has ", Text(sums),
                                       " pledged/committed/delivered, ", "its contributions make ",
                                       Text(should)));
    }
    const auto limit = most(key.first, key.second);
    if (limit.has_value() && should.used() > *limit) {
      problems->push_back(absl::StrCat(where, ": exceeded by ", Text(should)));
    }
  }
}

absl::Status CheckBooks(const store::Reader& at, Problems* problems) {
  std::map<std::string, OfferSums> offers;
  std::map<std::string, NeedSums> needs;
  RETURN_IF_ERROR(Contributions().ForEach(at, [&](const v1::Contribution& contribution) {
    if (contribution.external()) return true;
    for (const auto& [year, count] : CountOf(contribution)) {
      OfferSums& sums = offers[contribution.offer()];
      sums[{"", 0}] += count.offer;
      sums[{"", year}] += count.offer;
      sums[{contribution.recipients(0), year}] += count.offer;
      needs[contribution.assistance_request()][{contribution.need_id(), year}] += count.need;
    }
    return true;
  }));
  RETURN_IF_ERROR(Offers().ForEach(at, [&](const v1::Offer& offer) {
    auto most = [&](const std::string& who, int year) { return CeilingOf(offer, who, year); };
    CompareSums(offer.name(), SumsOf(offer), offers[offer.name()], most, problems);
    offers.erase(offer.name());
    return true;
  }));
  RETURN_IF_ERROR(Requests().ForEach(at, [&](const v1::AssistanceRequest& request) {
    auto most = [&](const std::string& id, int year) {
      return absl::optional<Parts>(AskedOf(request, id, year).value_or(0));
    };
    CompareSums(request.name(), SumsOf(request), needs[request.name()], most, problems);
    needs.erase(request.name());
    return true;
  }));
  for (const auto& entry : offers) problems->push_back(absl::StrCat(entry.first, ": is not there"));
  for (const auto& entry : needs) problems->push_back(absl::StrCat(entry.first, ": is not there"));
  return absl::OkStatus();
}

// Reads the whole feed of records into the last change of each key.
absl::StatusOr<std::map<std::string, store::Change>> ReadFeed(store::Store* store,
                                                              store::Revision until,
                                                              Problems* problems) {
  std::map<std::string, store::Change> last;
  std::mutex mutex;
  std::condition_variable wake;
  bool over = store->compacted_revision() >= until;
  absl::Status status;
  store::Revision seen = store->compacted_revision();
  auto take = [&](absl::StatusOr<store::Store::Batch> batch) {
    std::lock_guard<std::mutex> lock(mutex);
    if (!batch.ok()) {
      status = batch.status();
    } else {
      for (auto& change : batch->changes) {
        if (change.revision < seen) {
          problems->push_back(absl::StrCat("feed: revision ", change.revision, " after ", seen));
        }
        seen = change.revision;
        std::string key = change.key;
        last[std::move(key)] = std::move(change);
      }
    }
    over = over || !status.ok() || batch->through >= until;
    wake.notify_all();
    return !over;
  };
  if (!over) {
    ASSIGN_OR_RETURN(const auto subscription,
                     store->Watch("r/", store->compacted_revision(), take));
    std::unique_lock<std::mutex> lock(mutex);
    wake.wait(lock, [&] { return over; });
  }
  RETURN_IF_ERROR(status);
  return last;
}

absl::Status CheckFeed(store::Store* store, const store::Reader& at, Problems* problems) {
  ASSIGN_OR_RETURN(auto last, ReadFeed(store, at.revision(), problems));
  const auto records = at.Scan("r/", store::PrefixEnd("r/"));
  for (; records->Valid(); records->Next()) {
    const std::string key(records->key());
    const auto change = last.find(key);
    if (change == last.end()) {
      if (store->compacted_revision() > 0) continue;
      problems->push_back(absl::StrCat("feed: nothing of ", key));
    } else if (change->second.kind != store::Change::Kind::kPut ||
               change->second.value != records->value()) {
      problems->push_back(absl::StrCat("feed: its last change of ", key, " is not the record"));
    }
    last.erase(key);
  }
  for (const auto& [key, change] : last) {
    if (change.kind != store::Change::Kind::kDelete) {
      problems->push_back(absl::StrCat("feed: has ", key, ", which is not there"));
    }
  }
  return records->status();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Verify(store::Store* store) {
  const std::shared_ptr<const store::Snapshot> at = store->GetSnapshot();
  Problems problems;
  RETURN_IF_ERROR(CheckBooks(*at, &problems));
  for (const auto* collection : AllCollections()) {
    const absl::Status status = collection->Check(*at);
    if (!status.ok()) problems.emplace_back(status.message());
  }
  RETURN_IF_ERROR(CheckFeed(store, *at, &problems));
  return problems;
}

}  // namespace clearway::cooperation
