#include "services/cooperation/open_book.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/resource/feed.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/matching_convert.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"

namespace clearway::cooperation {
namespace {

// How long the feed may take to bring what is committed before the store is read instead.
constexpr std::chrono::seconds kFeedPatience(2);

constexpr absl::string_view kRegistryCopy = "p/registry/";

// A number for what the registry's copy holds. FNV-1a (Fowler, Noll, Vo), 64 bits: the copy is our
// own, and nobody gains by making two of them alike.
absl::StatusOr<std::string> RegistryMark(const store::Reader& at) {
  uint64_t hash = 14695981039346656037u;
  const auto mix = [&hash](absl::string_view bytes) {
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    hash = (hash ^ 0x100) * 1099511628211u;
  };
  const auto cursor = at.Scan(kRegistryCopy, store::PrefixEnd(kRegistryCopy));
  for (; cursor->Valid(); cursor->Next()) {
    mix(cursor->key());
    mix(cursor->value());
  }
  RETURN_IF_ERROR(cursor->status());
  return absl::StrCat(hash);
}

// Requests or offers in slots that stay where they are.
template <typename Record>
class Slots {
 public:
  explicit Slots(std::vector<Record>* records) : records_(records) {}

  void Number() {
    places_.clear();
    for (size_t i = 0; i < records_->size(); ++i) places_[(*records_)[i].name] = i;
  }
  void Put(Record record) {
    const auto [place, added] = places_.emplace(record.name, records_->size());
    if (added) {
      records_->push_back(std::move(record));
    } else {
      (*records_)[place->second] = std::move(record);
    }
  }
  const Record* Find(const std::string& name) const {
    const auto place = places_.find(name);
    if (place == places_.end()) return nullptr;
    const Record& record = (*records_)[place->second];
    return record.open.published ? &record : nullptr;
  }
  void Remove(const std::string& name) {
    const auto place = places_.find(name);
    if (place != places_.end()) (*records_)[place->second].open.published = false;
  }

 private:
  std::vector<Record>* records_;
  std::unordered_map<std::string, size_t> places_;
};

}  // namespace

// The book of one population.
struct OpenBook::Side {
  explicit Side(bool is_synthetic) : synthetic(is_synthetic) {}

  const bool synthetic;
  std::vector<store::Change> pending;  // from the feed, not yet applied
  bool active = false;                 // `pending` is kept

  mutable std::shared_mutex lock;  // of what follows
  store::Revision revision = -1;
  google::type::Date day;
  std::string registry;
  matching::Records records;
  std::unique_ptr<PartyNumbers> parties;
  Slots<matching::Request> requests{&records.requests};
  Slots<matching::Offer> offers{&records.offers};

  absl::Status Read(const store::Snapshot& at, const google::type::Date& as_of,
                    std::string registry_mark) {
    RecordsQuery query;
    query.as_of = query.today = as_of;
    query.synthetic = synthetic;
    revision = -1;
    ASSIGN_OR_RETURN(records, LoadRecords(at, query));
    parties = std::make_unique<PartyNumbers>(&records, as_of);
    parties->Number();
    requests.Number();
    offers.Number();
    day = as_of;
    registry = std::move(registry_mark);
    revision = at.revision();
    return absl::OkStatus();
  }

  // Whether it is of that revision or a later one, that day and that registry.
  bool Serves(store::Revision wanted, const google::type::Date& as_of,
              const std::string& registry_mark) const {
    return revision >= wanted && registry == registry_mark &&
           calendar::ToString(day) == calendar::ToString(as_of);
  }

  // False: the change is of a kind that only reading again takes in.
  absl::StatusOr<bool> Apply(const store::Change& change) {
    const absl::string_view collection = resource::CollectionOfRecordKey(change.key);
    if (collection == "contributions" || collection == "exchangeRates") return false;
    const bool is_request = collection == "assistanceRequests", is_offer = collection == "offers";
    if (!is_request && !is_offer) return true;
    const std::string name = resource::NameOfRecordKey(change.key);
    resource::RecordView view;
    if (change.kind == store::Change::Kind::kPut) {
      ASSIGN_OR_RETURN(view, resource::ViewRecord(change.key, change.value));
    }
    if (change.kind == store::Change::Kind::kDelete || view.deleted) {
      is_request ? requests.Remove(name) : offers.Remove(name);
    } else if (is_request) {
      v1::AssistanceRequest request;
      RETURN_IF_ERROR(resource::ParseResource(change.key, view.resource, &request));
      if (request.synthetic() != synthetic || !request.has_publish_time()) return true;
      requests.Put(ToRequest(request, SumsOf(request), parties.get()));
    } else {
      v1::Offer offer;
      RETURN_IF_ERROR(resource::ParseResource(change.key, view.resource, &offer));
      if (offer.synthetic() != synthetic || !offer.has_publish_time()) return true;
      offers.Put(ToOffer(offer, SumsOf(offer), parties.get()));
    }
    return true;
  }
};

OpenBook::View::View(const Side& side) : lock_(side.lock), side_(&side), records_(&side.records) {}

store::Revision OpenBook::View::revision() const { return side_->revision; }
const matching::Request* OpenBook::View::FindRequest(const std::string& name) const {
  return side_->requests.Find(name);
}
const matching::Offer* OpenBook::View::FindOffer(const std::string& name) const {
  return side_->offers.Find(name);
}

OpenBook::OpenBook(store::Store* store)
    : store_(store),
      real_(std::make_unique<Side>(false)),
      synthetic_(std::make_unique<Side>(true)) {}

OpenBook::~OpenBook() { subscription_.reset(); }

int64_t OpenBook::times_read() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return times_read_;
}

void OpenBook::Receive(absl::StatusOr<store::Store::Batch> batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!batch.ok()) {
    following_ = false;
  } else {
    for (Side* side : {real_.get(), synthetic_.get()}) {
      if (!side->active) continue;
      side->pending.insert(side->pending.end(), batch->changes.begin(), batch->changes.end());
    }
    through_ = batch->through;
  }
  arrived_.notify_all();
}

absl::Status OpenBook::Subscribe() {
  std::unique_ptr<store::Subscription> old;  // ends, if at all, without the lock
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (following_) return absl::OkStatus();
    old = std::move(subscription_);
    // What came before is no longer complete.
    for (Side* side : {real_.get(), synthetic_.get()}) {
      side->active = false;
      side->pending.clear();
    }
    through_ = store_->revision();
    ASSIGN_OR_RETURN(subscription_,
                     store_->Watch(resource::kRecordPrefix, through_,
                                   [this](absl::StatusOr<store::Store::Batch> batch) {
                                     const bool more = batch.ok();
                                     Receive(std::move(batch));
                                     return more;
                                   }));
    following_ = true;
  }
  return absl::OkStatus();
}

bool OpenBook::WaitFor(store::Revision revision) {
  std::unique_lock<std::mutex> lock(mutex_);
  return arrived_.wait_for(lock, kFeedPatience, [&] {
    return !following_ || through_ >= revision;
  }) && following_;
}

// REQUIRES: the side's lock, exclusively.
absl::Status OpenBook::Refresh(Side& side, const store::Snapshot& at, const google::type::Date& day,
                               const std::string& registry) {
  {
    // From here on the feed's changes are kept; those that the new snapshot has are left out later.
    std::lock_guard<std::mutex> lock(mutex_);
    side.active = true;
    side.pending.clear();
    ++times_read_;
  }
  const auto now = store_->GetSnapshot();
  if (now->revision() == at.revision()) return side.Read(*now, day, registry);
  ASSIGN_OR_RETURN(std::string mark, RegistryMark(*now));
  return side.Read(*now, day, std::move(mark));
}

// REQUIRES: the side's lock, exclusively.
absl::Status OpenBook::ApplyPending(Side& side) {
  std::vector<store::Change> pending;
  store::Revision through = 0;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    pending.swap(side.pending);
    through = through_;
  }
  for (const store::Change& change : pending) {
    if (change.revision <= side.revision) continue;
    ASSIGN_OR_RETURN(const bool taken, side.Apply(change));
    if (taken) continue;
    const auto now = store_->GetSnapshot();
    return Refresh(side, *now, side.day, side.registry);
  }
  side.parties->Finish();
  side.revision = std::max(side.revision, through);
  return absl::OkStatus();
}

absl::StatusOr<OpenBook::View> OpenBook::At(const store::Snapshot& at,
                                            const google::type::Date& day, bool synthetic) {
  Side& side = synthetic ? *synthetic_ : *real_;
  RETURN_IF_ERROR(Subscribe());
  ASSIGN_OR_RETURN(const std::string registry, RegistryMark(at));
  // Another caller may make the book anew, for another day or registry, between the two locks.
  for (int tries = 0; tries < 3; ++tries) {
    {
      View view(side);
      if (side.Serves(at.revision(), day, registry)) return view;
    }
    const bool came = WaitFor(at.revision());
    std::unique_lock<std::shared_mutex> lock(side.lock);
    bool active;
    {
      std::lock_guard<std::mutex> inner(mutex_);
      active = side.active && following_;
    }
    const bool whole = !active || !came || !side.Serves(0, day, registry);
    const absl::Status status = whole ? Refresh(side, at, day, registry) : ApplyPending(side);
    if (!status.ok()) {
      side.revision = -1;
      return status;
    }
  }
  return rpc::RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_STORE_UNAVAILABLE,
                         "records change faster than they are read; retry", absl::Seconds(1));
}

}  // namespace clearway::cooperation
