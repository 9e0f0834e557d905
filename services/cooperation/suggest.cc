#include "services/cooperation/suggest.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/ceilings.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching/offer_columns.h"
#include "services/cooperation/matching/problem_context.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching_convert.h"
#include "services/cooperation/matching_messages.h"
#include "services/cooperation/matching_policy.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

int MostOf(int max_results) { return max_results == 0 ? 10 : max_results; }

absl::Status Closed(type::v1::ErrorReason reason, const std::string& name,
                    const google::type::Date& as_of) {
  return rpc::FailedPrecondition(reason, name,
                                 absl::StrCat("is not open as of ", calendar::ToString(as_of)));
}

// The records as of a day for the viewer's eyes, and what is made of them: the book's, or, for an
// earlier day, read from the store.
class Source {
 public:
  absl::Status Open(OpenBook& book, const store::Snapshot& at, const google::type::Date& as_of,
                    const google::type::Date& today, bool synthetic) {
    if (calendar::ToString(as_of) == calendar::ToString(today)) {
      ASSIGN_OR_RETURN(OpenBook::View view, book.At(at, as_of, synthetic));
      view_.emplace(std::move(view));
      background_ = view_->background();
      return absl::OkStatus();
    }
    RecordsQuery query;
    query.as_of = as_of;
    query.today = today;
    query.synthetic = synthetic;
    query.unbounded_too = true;
    ASSIGN_OR_RETURN(LoadedRecords loaded, LoadRecords(at, query));
    read_ = std::move(loaded.records);
    ASSIGN_OR_RETURN(matching::Background background, matching::Background::Make(read_));
    background_ = std::make_shared<const matching::Background>(std::move(background));
    return absl::OkStatus();
  }

  const matching::Records& records() const { return view_.has_value() ? view_->records() : read_; }
  const matching::OfferColumns& columns() {
    if (view_.has_value()) return view_->columns();
    if (!columns_.has_value()) columns_.emplace(ColumnsOf(read_));
    return *columns_;
  }
  ShownRecords shown_offers() const {
    return view_.has_value() ? view_->shown_offers() : ShownRecords();
  }
  ShownRecords shown_requests() const {
    return view_.has_value() ? view_->shown_requests() : ShownRecords();
  }
  // `policy` must outlive it.
  matching::Context ContextOf(const matching::Policy& policy) const {
    return matching::Context::On(records(), policy, background_);
  }
  const matching::Request* FindRequest(const std::string& name) const {
    return view_.has_value() ? view_->FindRequest(name) : Find(read_.requests, name);
  }
  const matching::Offer* FindOffer(const std::string& name) const {
    return view_.has_value() ? view_->FindOffer(name) : Find(read_.offers, name);
  }

 private:
  template <typename Record>
  static const Record* Find(const std::vector<Record>& records, const std::string& name) {
    for (const Record& record : records) {
      if (record.name == name) return &record;
    }
    return nullptr;
  }

  absl::optional<OpenBook::View> view_;
  matching::Records read_;
  std::shared_ptr<const matching::Background> background_;
  absl::optional<matching::OfferColumns> columns_;
};

v1::Suggestion SuggestionOf(const matching::Context& context, const Ranked& ranked) {
  v1::Suggestion out;
  out.set_offer(ranked.offer.offer->name);
  out.set_assistance_request(ranked.need.request->name);
  out.set_need_id(ranked.need.line->id);
  out.set_year(ranked.need.year->year);
  *out.mutable_possible() = QuantityOf(*ranked.offer.offer, ranked.possible);
  out.set_score(ranked.score);
  for (const auto& share : matching::ExplainScore(context, ranked.need, ranked.offer)) {
    *out.add_criteria() = ToMessage(share);
  }
  return out;
}

}  // namespace

absl::StatusOr<v1::SuggestOffersResponse> SuggestOffers(OpenBook& book, const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::SuggestOffersRequest& request) {
  const google::type::Date as_of = DayOf(call, request.has_as_of(), request.as_of());
  ASSIGN_OR_RETURN(const v1::MatchPolicy named, FindPolicy(at, request.policy()));
  ASSIGN_OR_RETURN(const auto record, Requests().Get(at, request.assistance_request()));
  const matching::Policy policy = ToPolicy(named);
  v1::SuggestOffersResponse response;
  {
    Source source;
    RETURN_IF_ERROR(source.Open(book, at, as_of, call.Today(), record.synthetic()));
    const matching::Request* wanted = source.FindRequest(record.name());
    if (wanted == nullptr || !matching::IsOpen(wanted->open, source.records().as_of)) {
      return Closed(type::v1::ERROR_REASON_REQUEST_CLOSED, record.name(), as_of);
    }
    matching::Context context = source.ContextOf(policy);
    const Ranking ranking = RankOffers(context, source.columns(), *wanted,
                                       MostOf(request.max_results()), source.shown_offers());
    for (const Ranked& ranked : ranking.best) {
      v1::Suggestion& out = *response.add_suggestions() = SuggestionOf(context, ranked);
      out.set_counterpart(context.party(ranked.offer.offer->provider).name);
    }
    response.set_offers_considered(static_cast<int32_t>(ranking.considered));
    response.set_offers_feasible(static_cast<int32_t>(ranking.feasible));
    for (const auto& set : ranking.failed) *response.add_failed_rules() = ToMessage(set);
  }
  for (v1::Suggestion& suggestion : *response.mutable_suggestions()) {
    // An offer that came after the caller's snapshot has no title there.
    if (auto offer = Offers().Get(at, suggestion.offer()); offer.ok()) {
      suggestion.set_title(offer->title());
      if (!SeesCeilings(ReadsFor(at), *offer)) suggestion.clear_possible();
    }
  }
  return response;
}

absl::StatusOr<v1::SuggestRequestsResponse> SuggestRequests(
    OpenBook& book, const rpc::Call& call, const store::Snapshot& at,
    const v1::SuggestRequestsRequest& request) {
  const google::type::Date as_of = DayOf(call, request.has_as_of(), request.as_of());
  ASSIGN_OR_RETURN(const v1::MatchPolicy named, FindPolicy(at, request.policy()));
  ASSIGN_OR_RETURN(const auto record, Offers().Get(at, request.offer()));
  const matching::Policy policy = ToPolicy(named);
  v1::SuggestRequestsResponse response;
  {
    Source source;
    RETURN_IF_ERROR(source.Open(book, at, as_of, call.Today(), record.synthetic()));
    const matching::Offer* given = source.FindOffer(record.name());
    if (given == nullptr || !matching::IsOpen(given->open, source.records().as_of)) {
      return Closed(type::v1::ERROR_REASON_OFFER_CLOSED, record.name(), as_of);
    }
    matching::Context context = source.ContextOf(policy);
    const Ranking ranking =
        RankRequests(context, *given, MostOf(request.max_results()), source.shown_requests());
    for (const Ranked& ranked : ranking.best) {
      v1::Suggestion& out = *response.add_suggestions() = SuggestionOf(context, ranked);
      out.set_counterpart(context.party(ranked.need.request->recipient).name);
    }
    response.set_requests_considered(static_cast<int32_t>(ranking.considered));
    response.set_requests_feasible(static_cast<int32_t>(ranking.feasible));
    for (const auto& set : ranking.failed) *response.add_failed_rules() = ToMessage(set);
  }
  for (v1::Suggestion& suggestion : *response.mutable_suggestions()) {
    if (auto other = Requests().Get(at, suggestion.assistance_request()); other.ok()) {
      suggestion.set_title(other->title());
    }
    if (!SeesCeilings(ReadsFor(at), record)) suggestion.clear_possible();
  }
  return response;
}

}  // namespace clearway::cooperation
