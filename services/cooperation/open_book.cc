#include "services/cooperation/open_book.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/resource/feed.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching_convert.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/request_state.h"
#include "services/cooperation/sights.h"

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

  void Clear() {
    places_.clear();
    records_->clear();
  }
  // Returns the slot. `key` is the record's name, or that and more where a record has several.
  size_t Put(const std::string& key, Record record) {
    const auto [place, added] = places_.emplace(key, records_->size());
    if (added) {
      records_->push_back(std::move(record));
    } else {
      (*records_)[place->second] = std::move(record);
    }
    return place->second;
  }
  // Null when it is gone, or not shown.
  const Record* Find(const std::string& key, const ShownRecords& shown) const {
    const auto place = places_.find(key);
    if (place == places_.end() || !shown(place->second)) return nullptr;
    const Record& record = (*records_)[place->second];
    return record.open.published ? &record : nullptr;
  }
  // Returns the slot, where there is one.
  absl::optional<size_t> Remove(const std::string& key) {
    const auto place = places_.find(key);
    if (place == places_.end()) return absl::nullopt;
    (*records_)[place->second].open.published = false;
    return place->second;
  }

 private:
  std::vector<Record>* records_;
  std::unordered_map<std::string, size_t> places_;
};

// How an offer is shown, as a part of its key: with its ceilings, to all who see it; or, where they
// are private, as its provider sees it, and as others do.
enum Face : int32_t { kOpenFace, kOwnersFace, kOthersFace, kFaces };

std::string OthersKey(const std::string& name) { return name + "\n"; }

void SetAt(size_t place, int32_t value, std::vector<int32_t>* values) {
  if (values->size() <= place) values->resize(place + 1);
  (*values)[place] = value;
}

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

  std::shared_ptr<matching::Background> background;
  absl::optional<matching::OfferColumns> columns;
  struct Given {
    int32_t sight;
    std::vector<matching::EarlierContribution> earlier;
  };
  std::unordered_map<std::string, Given> given;  // by contribution

  Sights offer_sights{v1::Offer::descriptor()};
  Sights request_sights{v1::AssistanceRequest::descriptor()};
  Sights contribution_sights{v1::Contribution::descriptor()};
  std::vector<int32_t> offer_keys;    // by place: sight × kFaces + face
  std::vector<int32_t> request_keys;  // by place: sight

  ShownRecords ShownOffers(const auth::Caller* caller) const {
    const std::vector<char> seen = offer_sights.SeenBy(caller);
    const std::vector<char> owned = offer_sights.OwnedBy(caller);
    std::vector<char> by_key;
    for (size_t i = 0; i < seen.size(); ++i) {
      by_key.push_back(seen[i]);
      by_key.push_back(static_cast<char>(seen[i] != 0 && owned[i] != 0));
      by_key.push_back(static_cast<char>(seen[i] != 0 && owned[i] == 0));
    }
    return ShownRecords(&offer_keys, std::move(by_key));
  }
  ShownRecords ShownRequests(const auth::Caller* caller) const {
    return ShownRecords(&request_keys, request_sights.SeenBy(caller));
  }
  // Makes one of its own for a caller who does not see every contribution.
  std::shared_ptr<const matching::Background> BackgroundFor(const auth::Caller* caller) const {
    const std::vector<char> seen = contribution_sights.SeenBy(caller);
    std::shared_ptr<matching::Background> own;
    for (const auto& [name, each] : given) {
      if (seen[each.sight] != 0) continue;
      if (own == nullptr) own = std::make_shared<matching::Background>(*background);
      for (const auto& earlier : each.earlier) own->continuity.Remove(earlier);
    }
    if (own != nullptr) return own;
    return background;
  }

  absl::Status Read(const store::Snapshot& at, const google::type::Date& as_of,
                    std::string registry_mark) {
    RecordsQuery query;
    query.as_of = query.today = as_of;
    query.synthetic = synthetic;
    query.parties_alone = true;
    revision = -1;
    // For all callers: who asks is looked at with each question.
    const resource::AsSystem all(at);
    ASSIGN_OR_RETURN(LoadedRecords loaded, LoadRecords(all, query));
    requests.Clear();
    offers.Clear();
    records = std::move(loaded.records);
    parties = std::make_unique<PartyNumbers>(&records, as_of);
    parties->Number();
    day = as_of;
    ASSIGN_OR_RETURN(matching::Background read, matching::Background::Make(records));
    background = std::make_shared<matching::Background>(std::move(read));
    given.clear();
    columns.emplace(records.as_of);
    RETURN_IF_ERROR(Requests().ForEach(all, [this](const v1::AssistanceRequest& request) {
      PutRequest(request.name(), /*gone=*/false, request);
      return true;
    }));
    RETURN_IF_ERROR(Offers().ForEach(all, [this](const v1::Offer& offer) {
      PutOffer(offer.name(), /*gone=*/false, offer);
      return true;
    }));
    RETURN_IF_ERROR(Contributions().ForEach(all, [this](const v1::Contribution& contribution) {
      PutContribution(contribution);
      return true;
    }));
    parties->Finish();
    columns->OrderByName();
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

  absl::Status Apply(const std::vector<store::Change>& changes) {
    const bool rates = std::any_of(changes.begin(), changes.end(), [](const auto& change) {
      return resource::CollectionOfRecordKey(change.key) == kRates;
    });
    for (const store::Change& change : changes) {
      if (change.revision > revision) RETURN_IF_ERROR(Apply(change));
    }
    parties->Finish();
    columns->IsWasteful() ? MakeColumns() : columns->OrderByName();
    if (!rates) return absl::OkStatus();
    ASSIGN_OR_RETURN(background->rates, matching::RateTable::Make(records.rates, records.as_of));
    return absl::OkStatus();
  }

 private:
  static constexpr absl::string_view kRates = "exchangeRates";

  void MakeColumns() {
    columns.emplace(records.as_of);
    for (size_t i = 0; i < records.offers.size(); ++i) {
      columns->Put(static_cast<int32_t>(i), records.offers[i]);
    }
    columns->OrderByName();
  }

  absl::Status Apply(const store::Change& change) {
    const absl::string_view collection = resource::CollectionOfRecordKey(change.key);
    const std::string name = resource::NameOfRecordKey(change.key);
    resource::RecordView view;
    if (change.kind == store::Change::Kind::kPut) {
      ASSIGN_OR_RETURN(view, resource::ViewRecord(change.key, change.value));
    }
    const bool gone = change.kind == store::Change::Kind::kDelete || view.deleted;
    const auto parse = [&](google::protobuf::Message* record) {
      return gone ? absl::OkStatus() : resource::ParseResource(change.key, view.resource, record);
    };
    if (collection == "assistanceRequests") {
      v1::AssistanceRequest request;
      RETURN_IF_ERROR(parse(&request));
      PutRequest(name, gone, request);
    } else if (collection == "offers") {
      v1::Offer offer;
      RETURN_IF_ERROR(parse(&offer));
      PutOffer(name, gone, offer);
    } else if (collection == "contributions") {
      v1::Contribution contribution;
      RETURN_IF_ERROR(parse(&contribution));
      RemoveContribution(name);
      if (!gone) PutContribution(contribution);
    } else if (collection == kRates) {
      v1::ExchangeRate rate;
      RETURN_IF_ERROR(parse(&rate));
      PutRate(name, gone, rate);
    }
    return absl::OkStatus();
  }

  void PutRequest(const std::string& name, bool gone, const v1::AssistanceRequest& request) {
    if (gone) {
      requests.Remove(name);
    } else if (request.synthetic() == synthetic && WasPublished(request)) {
      const size_t slot = requests.Put(name, ToRequest(request, SumsOf(request), parties.get()));
      SetAt(slot, request_sights.Of(request), &request_keys);
    }
  }

  void PutOffer(const std::string& name, bool gone, const v1::Offer& offer) {
    if (gone) {
      CloseOffer(name);
      CloseOffer(OthersKey(name));
    } else if (offer.synthetic() == synthetic && offer.has_publish_time()) {
      const int32_t sight = offer_sights.Of(offer);
      PutFace(name, ToOffer(offer, SumsOf(offer), parties.get()), sight,
              offer.ceilings_private() ? kOwnersFace : kOpenFace);
      if (offer.ceilings_private()) {
        PutFace(OthersKey(name), ToOffer(WithoutCeilings(offer), OfferSums(), parties.get()), sight,
                kOthersFace);
      } else {
        CloseOffer(OthersKey(name));
      }
    }
  }

  void PutFace(const std::string& key, matching::Offer offer, int32_t sight, Face face) {
    const size_t slot = offers.Put(key, std::move(offer));
    columns->Put(static_cast<int32_t>(slot), records.offers[slot]);
    SetAt(slot, sight * kFaces + face, &offer_keys);
  }

  void CloseOffer(const std::string& key) {
    const absl::optional<size_t> slot = offers.Remove(key);
    if (slot.has_value()) columns->Close(static_cast<int32_t>(*slot));
  }

  void PutContribution(const v1::Contribution& contribution) {
    if (contribution.synthetic() != synthetic) return;
    std::vector<matching::EarlierContribution> earlier =
        EarlierOf(contribution, day, parties.get());
    for (const auto& each : earlier) background->continuity.Add(each);
    if (!earlier.empty()) {
      given[contribution.name()] = {contribution_sights.Of(contribution), std::move(earlier)};
    }
  }

  void RemoveContribution(const std::string& name) {
    const auto known = given.find(name);
    if (known == given.end()) return;
    for (const auto& each : known->second.earlier) background->continuity.Remove(each);
    given.erase(known);
  }

  void PutRate(const std::string& name, bool gone, const v1::ExchangeRate& rate) {
    std::vector<matching::ExchangeRate>& rates = records.rates;
    rates.erase(std::remove_if(rates.begin(), rates.end(),
                               [&name](const auto& known) { return known.name == name; }),
                rates.end());
    if (!gone) rates.push_back(ToRate(rate));
  }
};

OpenBook::View::View(const Side& side, const auth::Caller* caller)
    : lock_(side.lock), side_(&side), records_(&side.records), caller_(caller) {}

store::Revision OpenBook::View::revision() const { return side_->revision; }
const matching::OfferColumns& OpenBook::View::columns() const { return *side_->columns; }
std::shared_ptr<const matching::Background> OpenBook::View::background() const {
  return side_->BackgroundFor(caller_);
}
const matching::Request* OpenBook::View::FindRequest(const std::string& name) const {
  return side_->requests.Find(name, shown_requests_);
}
const matching::Offer* OpenBook::View::FindOffer(const std::string& name) const {
  const matching::Offer* offer = side_->offers.Find(name, shown_offers_);
  return offer != nullptr ? offer : side_->offers.Find(OthersKey(name), shown_offers_);
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
  RETURN_IF_ERROR(side.Apply(pending));
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
      View view(side, ReadsFor(at));
      if (side.Serves(at.revision(), day, registry)) {
        view.shown_offers_ = side.ShownOffers(view.caller_);
        view.shown_requests_ = side.ShownRequests(view.caller_);
        return view;
      }
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
