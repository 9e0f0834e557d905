// Published requests and offers in memory, kept up by the store's feed, so that suggestions need
// not read and parse every record.
//
//   OpenBook book(store);
//   ASSIGN_OR_RETURN(OpenBook::View view, book.At(*store->GetSnapshot(), day, synthetic));
//   for (const matching::Offer& offer : view.records().offers) …
//
// A view is of one revision of the store, the snapshot's or a later one, never between two, and for
// the eyes of the snapshot's viewer. Beside the records the book keeps what suggestions need of
// them at hand: the offers in columns, rates, who gave to whom, and who sees what. What is not in
// the feed is looked at with each view: with another day, or another copy of the registry, the book
// is made again. Memory is about a kilobyte a record. Thread-safe.
#ifndef CLEARWAY_SERVICES_COOPERATION_OPEN_BOOK_H_
#define CLEARWAY_SERVICES_COOPERATION_OPEN_BOOK_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/caller.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"
#include "services/cooperation/matching/offer_columns.h"
#include "services/cooperation/matching/problem_context.h"
#include "services/cooperation/matching/records.h"
#include "services/cooperation/shown_records.h"

namespace clearway::cooperation {

class OpenBook {
  struct Side;

 public:
  // Holds the book still while it is read: keep it no longer than that, and ask for no other
  // meanwhile.
  class View {
   public:
    // Parties, rates, and published requests and offers, in no order, whether or not they are
    // shown; a slot whose record is gone has `open.published` false. An offer whose ceilings are
    // private has two slots, as its provider sees it and as others do (ceilings.h). Earlier
    // contributions are in the background; the policy is the caller's to bring.
    const matching::Records& records() const { return *records_; }
    // Of the records' offers, place by place.
    const matching::OfferColumns& columns() const;
    // Which of the records the viewer is shown.
    const ShownRecords& shown_offers() const { return shown_offers_; }
    const ShownRecords& shown_requests() const { return shown_requests_; }
    // With those contributions that the viewer sees. Of no use when the view is gone.
    std::shared_ptr<const matching::Background> background() const;
    store::Revision revision() const;
    // As the viewer is shown it; null when there is none, or it is not.
    const matching::Request* FindRequest(const std::string& name) const;
    const matching::Offer* FindOffer(const std::string& name) const;

   private:
    friend class OpenBook;
    // `caller` null: one who sees everything.
    View(const Side& side, const auth::Caller* caller);
    std::shared_lock<std::shared_mutex> lock_;
    const Side* side_;
    const matching::Records* records_;
    const auth::Caller* caller_;
    ShownRecords shown_offers_, shown_requests_;
  };

  // `store` is not owned and must outlive the book.
  explicit OpenBook(store::Store* store);
  ~OpenBook();

  // As of `day`, which is the present one or later, at the snapshot's revision or a later one. The
  // snapshot outlives the view.
  // Reads every record the first time, when the day or the registry has changed, and when the feed
  // does not come; blocks for so long. Errors: REGISTRY_NOT_READY, those of the store.
  absl::StatusOr<View> At(const store::Snapshot& at, const google::type::Date& day, bool synthetic);

  // How often the book was made from the store as a whole, for tests and metrics.
  int64_t times_read() const;

 private:
  void Receive(absl::StatusOr<store::Store::Batch> batch);
  absl::Status Subscribe();
  bool WaitFor(store::Revision revision);
  absl::Status Refresh(Side& side, const store::Snapshot& at, const google::type::Date& day,
                       const std::string& registry);
  absl::Status ApplyPending(Side& side);

  store::Store* const store_;
  const std::unique_ptr<Side> real_, synthetic_;

  mutable std::mutex mutex_;  // of what follows, and of the sides' `pending` and `active`
  std::condition_variable arrived_;
  bool following_ = false;       // the feed comes
  store::Revision through_ = 0;  // and has brought this much
  int64_t times_read_ = 0;
  std::unique_ptr<store::Subscription> subscription_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_OPEN_BOOK_H_
