#include "services/cooperation/run_matching.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching_messages.h"
#include "services/cooperation/matching_policy.h"
#include "services/cooperation/matching_records.h"
#include "services/cooperation/offers.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/run_store.h"

namespace clearway::cooperation {
namespace {

using v1::MatchingProgress;
using v1::MatchRun;
using v1::RunMatchingRequest;
using v1::RunMatchingResponse;

void SetDuration(absl::Duration duration, google::protobuf::Duration* out) {
  const int64_t micros = absl::ToInt64Microseconds(duration);
  out->set_seconds(micros / 1'000'000);
  out->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1'000));
}

template <typename Collection>
absl::Status CheckAllThere(const Collection& collection, const store::Reader& at,
                           const google::protobuf::RepeatedPtrField<std::string>& names,
                           absl::string_view field, rpc::Violations* bad) {
  for (int i = 0; i < names.size(); ++i) {
    ASSIGN_OR_RETURN(const bool there, collection.Exists(at, names[i]));
    if (!there) {
      bad->Add(absl::StrCat(field, "[", i, "]"),
               absl::StrCat(rpc::Quote(names[i]), " does not exist"),
               type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
    }
  }
  return absl::OkStatus();
}

class Runner {
 public:
  Runner(const Deps& deps, const rpc::Call& call, const store::Snapshot& at,
         const RunMatchingRequest& request, rpc::Sink<RunMatchingResponse>& sink)
      : deps_(deps), call_(call), at_(at), request_(request), sink_(sink) {}

  absl::Status Run() {
    if (!request_.what_if()) {
      RunMatchingResponse first;
      ASSIGN_OR_RETURN(const bool repeated, FindFirstAnswer(deps_, call_, request_, &first));
      if (repeated) return sink_.Send(first);
    }
    RETURN_IF_ERROR(ReadQuery());
    Tell(MatchingProgress::PHASE_BUILDING, 0, "reading records");
    ASSIGN_OR_RETURN(const LoadedRecords loaded, LoadRecords(at_, query_));
    const matching::Records& records = loaded.records;
    StartRun();

    matching::MatchOptions options;
    options.progress = [this](matching::Phase phase, int per_mille, absl::string_view detail) {
      Tell(static_cast<MatchingProgress::Phase>(phase), per_mille, detail);
    };
    options.cancelled = [this] { return Cancelled(); };
    const absl::Time start = absl::Now();
    absl::StatusOr<matching::MatchResult> result = matching::Match(records, options);
    if (!result.ok()) {
      if (absl::IsCancelled(result.status())) return Stopped();
      return Fail(result.status());
    }
    Fill(*result, loaded.private_offers, absl::Now() - start);

    Tell(MatchingProgress::PHASE_EXPLAINING, 0, "");
    matching::ExplainOptions explain;
    explain.progress = [this](int per_mille) {
      Tell(MatchingProgress::PHASE_EXPLAINING, per_mille, "");
    };
    explain.cancelled = options.cancelled;
    const absl::Time explaining = absl::Now();
    absl::StatusOr<matching::Explanation> why = matching::Explain(*result, explain);
    if (!why.ok()) {
      if (absl::IsCancelled(why.status())) return Stopped();
      return Fail(why.status());
    }
    SetDuration(absl::Now() - explaining, run_.mutable_times()->mutable_explain());
    RunOutcomes outcomes{RequestOutcomes(*result, *why), OfferOutcomes(*result, *why)};
    std::vector<v1::Proposal> proposals = ToProposals(*result, *why);
    for (v1::Proposal& proposal : proposals) proposal.set_synthetic(query_.synthetic);
    run_.set_open_requests(static_cast<int32_t>(outcomes.requests.size()));
    run_.set_open_offers(static_cast<int32_t>(outcomes.offers.size()));
    run_.set_proposals(static_cast<int32_t>(proposals.size()));
    AddOutcomes(outcomes, &run_);
    if (request_.what_if()) return AnswerWhatIf(std::move(proposals));
    return Store(std::move(proposals), outcomes);
  }

 private:
  bool Cancelled() const { return sink_gone_ || call_.Cancelled(); }

  absl::Status Stopped() const {
    if (sink_gone_) return sink_status_;
    return absl::CancelledError("the call was cancelled; nothing was stored");
  }

  // At most about two hundred messages a run, whatever the size of the problem.
  void Tell(MatchingProgress::Phase phase, int per_mille, absl::string_view detail) {
    if (phase == told_.phase() && per_mille < told_.done_per_mille() + 25 &&
        !(per_mille == 1000 && told_.done_per_mille() < 1000)) {
      return;
    }
    told_.set_phase(phase);
    told_.set_done_per_mille(per_mille);
    told_.set_detail(std::string(detail));
    RunMatchingResponse response;
    *response.mutable_progress() = told_;
    if (absl::Status sent = sink_.Send(response); !sent.ok()) {
      sink_gone_ = true;
      sink_status_ = std::move(sent);
    }
  }

  absl::Status ReadQuery() {
    rpc::Violations bad;
    query_.as_of = DayOf(call_, request_.has_as_of(), request_.as_of());
    query_.today = call_.Today();
    if (!calendar::IsDay(query_.as_of)) bad.Add("as_of", "must be a whole day, e.g. 2012-06-30");
    query_.synthetic = request_.population() == v1::POPULATION_SYNTHETIC;
    query_.for_others = !request_.what_if();  // all of the coordination reads what is stored
    if (!request_.what_if()) {
      if (request_.has_what_if_policy()) bad.Add("what_if_policy", "needs what_if");
      if (request_.what_if_offers_size() > 0) bad.Add("what_if_offers", "needs what_if");
    }
    RETURN_IF_ERROR(ReadPolicy(&bad));
    RETURN_IF_ERROR(CheckAllThere(Requests(), at_, request_.assistance_requests(),
                                  "assistance_requests", &bad));
    RETURN_IF_ERROR(CheckAllThere(Offers(), at_, request_.offers(), "offers", &bad));
    for (int i = 0; i < request_.what_if_offers_size(); ++i) {
      v1::Offer offer = request_.what_if_offers(i);
      // Ids of records have no capitals, so that it stands in nobody's way.
      if (offer.name().empty()) offer.set_name(absl::StrCat("offers/WHAT-IF-", i + 1));
      offer.clear_progress();
      RETURN_IF_ERROR(CheckOfferRecord(call_, at_, offer, &bad));
      query_.more_offers.push_back(std::move(offer));
    }
    query_.requests = {request_.assistance_requests().begin(),
                       request_.assistance_requests().end()};
    query_.offers = {request_.offers().begin(), request_.offers().end()};
    return bad.ToStatus();
  }

  absl::Status ReadPolicy(rpc::Violations* bad) {
    if (request_.has_what_if_policy()) {
      query_.policy = request_.what_if_policy();
      CheckPolicy(query_.policy, "what_if_policy", bad);
    } else {
      absl::StatusOr<v1::MatchPolicy> policy = FindPolicy(at_, request_.policy());
      if (absl::IsInvalidArgument(policy.status())) {
        bad->Add("policy", absl::StrCat(rpc::Quote(request_.policy()), " does not exist"),
                 type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(policy.status());
      query_.policy = *std::move(policy);
    }
    FillPolicy(&query_.policy);
    return absl::OkStatus();
  }

  void StartRun() {
    *run_.mutable_as_of_date() = query_.as_of;
    *run_.mutable_policy() = query_.policy;
    run_.set_revision(at_.revision());
    run_.set_what_if(request_.what_if());
    run_.set_population(query_.synthetic ? v1::POPULATION_SYNTHETIC : v1::POPULATION_REAL);
    run_.set_actor(call_.actor);
  }

  void Fill(const matching::MatchResult& result, const std::vector<std::string>& private_offers,
            absl::Duration all) {
    run_.set_state(MatchRun::STATE_SUCCEEDED);
    run_.set_verified(true);
    run_.set_plan_fingerprint(result.fingerprint);
    for (const matching::CommodityMatch& match : result.commodities) {
      *run_.add_commodities() = ToMessage(result, match);
    }
    FillLeftOut(result, private_offers);
    for (const std::string& name : result.context->RatesUsed()) {
      if (auto rate = Rates().Get(at_, name); rate.ok()) {
        *run_.add_exchange_rates() = *std::move(rate);
      }
    }
    auto* times = run_.mutable_times();
    SetDuration(all - result.times.solve - result.times.verify, times->mutable_build());
    SetDuration(result.times.solve, times->mutable_solve());
    SetDuration(result.times.verify, times->mutable_verify());
  }

  void FillLeftOut(const matching::MatchResult& result,
                   const std::vector<std::string>& private_offers) {
    std::vector<v1::LeftOutRecord> records;
    for (const matching::LeftOut& record : result.context->left_out()) {
      records.push_back(ToMessage(record));
    }
    for (const std::string& offer : private_offers) {
      v1::LeftOutRecord& record = records.emplace_back();
      record.set_resource(offer);
      record.set_reason(v1::LeftOutRecord::REASON_CEILINGS_PRIVATE);
      record.set_explanation(
          "Its ceilings are its provider's alone: only the provider can match it, in a what-if.");
    }
    std::sort(records.begin(), records.end(),
              [](const auto& a, const auto& b) { return a.resource() < b.resource(); });
    run_.set_left_out_records(static_cast<int32_t>(records.size()));
    for (v1::LeftOutRecord& record : records) {
      if (run_.left_out_size() == kMaxOutcomesInRun) break;
      *run_.add_left_out() = std::move(record);
    }
  }

  absl::Status Fail(const absl::Status& why) {
    run_.set_state(MatchRun::STATE_FAILED);
    run_.set_error(std::string(why.message()));
    if (request_.what_if()) return AnswerWhatIf({});
    return Store({}, {});
  }

  absl::Status AnswerWhatIf(std::vector<v1::Proposal> proposals) {
    // Several messages where there are many, each small enough for every client.
    RunMatchingResponse response;
    size_t bytes = 0;
    for (v1::Proposal& proposal : proposals) {
      bytes += proposal.ByteSizeLong();
      *response.add_what_if_proposals() = std::move(proposal);
      if (bytes < kMaxChunkBytes) continue;
      RETURN_IF_ERROR(sink_.Send(response));
      response.Clear();
      bytes = 0;
    }
    if (response.what_if_proposals_size() > 0) RETURN_IF_ERROR(sink_.Send(response));
    response.Clear();
    *response.mutable_match_run() = run_;
    return sink_.Send(response);
  }

  absl::Status Store(std::vector<v1::Proposal> proposals, const RunOutcomes& outcomes) {
    Tell(MatchingProgress::PHASE_STORING, 0, absl::StrCat(proposals.size(), " proposals"));
    RunToStore store;
    store.run = std::move(run_);
    store.proposals = std::move(proposals);
    store.outcomes = &outcomes;
    store.progress = [this](int per_mille) {
      Tell(MatchingProgress::PHASE_STORING, per_mille, "");
    };
    store.cancelled = [this] { return Cancelled(); };
    RunMatchingResponse response;
    const absl::Status stored = StoreRun(deps_, call_, request_, std::move(store), &response);
    if (absl::IsCancelled(stored)) return Stopped();
    RETURN_IF_ERROR(stored);
    return sink_.Send(response);
  }

  const Deps& deps_;
  const rpc::Call& call_;
  const store::Snapshot& at_;
  const RunMatchingRequest& request_;
  rpc::Sink<RunMatchingResponse>& sink_;
  RecordsQuery query_;
  MatchRun run_;
  MatchingProgress told_;
  bool sink_gone_ = false;
  absl::Status sink_status_;
};

}  // namespace

absl::Status RunMatching(const Deps& deps, const rpc::Call& call, const store::Snapshot& at,
                         const RunMatchingRequest& request, rpc::Sink<RunMatchingResponse>& sink) {
  return Runner(deps, call, at, request, sink).Run();
}

}  // namespace clearway::cooperation
