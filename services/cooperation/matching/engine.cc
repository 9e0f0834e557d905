#include "services/cooperation/matching/engine.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/records_words.h"
#include "services/cooperation/matching/solver.h"
#include "services/cooperation/matching/verifier.h"

namespace clearway::matching {
namespace {

class Run {
 public:
  Run(const Records& records, const MatchOptions& options) : records_(records), options_(options) {}

  absl::StatusOr<MatchResult> Do() {
    RETURN_IF_ERROR(Timed(&result_.times.build, [this] { return Build(); }));
    RETURN_IF_ERROR(Timed(&result_.times.solve, [this] { return SolveAll(); }));
    RETURN_IF_ERROR(Timed(&result_.times.verify, [this] { return Verify(); }));
    return std::move(result_);
  }

 private:
  // Wall time is told to people and is no part of the result proper.
  template <typename Step>
  static absl::Status Timed(absl::Duration* time, const Step& step) {
    const absl::Time start = absl::Now();
    absl::Status status = step();
    *time = absl::Now() - start;
    return status;
  }

  void Tell(Phase phase, int per_mille, absl::string_view detail) const {
    if (options_.progress) options_.progress(phase, per_mille, detail);
  }

  absl::Status Build() {
    Tell(Phase::kBuilding, 0,
         absl::StrCat(records_.requests.size(), " requests, ", records_.offers.size(), " offers"));
    ASSIGN_OR_RETURN(Context context, Context::Make(records_));
    result_.context = std::make_unique<Context>(std::move(context));
    ASSIGN_OR_RETURN(auto problems, BuildProblems(*result_.context, options_.cancelled));
    for (Problem& problem : problems) result_.commodities.push_back({std::move(problem), {}, {}});
    Tell(Phase::kBuilding, 1000, absl::StrCat(problems.size(), " commodities"));
    return absl::OkStatus();
  }

  static std::string Detail(const Problem& problem) {
    const auto count = [](size_t number) {
      return QuantityText(static_cast<int64_t>(number), "", 0);  // ends with a blank
    };
    return absl::StrCat(CommodityText(problem.commodity.kind, problem.commodity.unit), ": ",
                        count(problem.offers.size()), "offers, ", count(problem.demands.size()),
                        "needs, ", count(problem.network.pairs.size()), "feasible pairs");
  }

  absl::Status SolveAll() {
    const size_t count = result_.commodities.size();
    for (size_t i = 0; i < count; ++i) {
      CommodityMatch& match = result_.commodities[i];
      const std::string detail = Detail(match.problem);
      const int stages = records_.policy.floor_first ? 3 : 2;
      SolveOptions solve;
      solve.floor_stage = records_.policy.floor_first;
      solve.cancelled = options_.cancelled;
      solve.progress = [&](Stage stage, double done) {
        const int before = static_cast<int>(stage) - (stages == 3 ? 1 : 2);
        const double part = (static_cast<double>(i) + (before + done) / stages) / count;
        Tell(Phase::kSolving, static_cast<int>(1000 * part),
             absl::StrCat(detail, "; ", StageName(stage)));
      };
      ASSIGN_OR_RETURN(match.solution, Solve(match.problem.network, solve));
      match.plan = ReadPlan(*result_.context, match.problem, match.solution);
    }
    FingerprintWriter writer;
    for (const CommodityMatch& match : result_.commodities) {
      writer.Add(*result_.context, match.problem.commodity, match.plan);
    }
    result_.fingerprint = writer.Finish();
    Tell(Phase::kSolving, 1000, "");
    return absl::OkStatus();
  }

  absl::Status Verify() {
    Tell(Phase::kVerifying, 0, "");
    std::vector<CommodityClaim> claims;
    std::vector<ProposalClaim> proposals;
    for (const CommodityMatch& match : result_.commodities) {
      claims.push_back({match.problem.commodity.kind, match.problem.commodity.unit,
                        &match.problem.network, &match.solution});
      for (const PlanLine& line : match.plan) {
        const Need& need = result_.context->needs()[line.need];
        proposals.push_back({result_.context->offers()[line.offer].offer->name, need.request->name,
                             need.line->id, need.year->year, line.offer_quantity,
                             line.need_quantity});
      }
    }
    std::vector<std::string> left_out;
    for (const LeftOut& record : result_.context->left_out()) left_out.push_back(record.record);
    absl::Status verified = VerifyRun(records_, claims, proposals, left_out, options_.cancelled);
    if (absl::IsCancelled(verified)) return verified;
    if (!verified.ok()) {
      return absl::InternalError(
          absl::StrCat("the verifier does not accept the plan: ", verified.message()));
    }
    Tell(Phase::kVerifying, 1000, "");
    return absl::OkStatus();
  }

  const Records& records_;
  const MatchOptions& options_;
  MatchResult result_;
};

}  // namespace

absl::StatusOr<MatchResult> Match(const Records& records, const MatchOptions& options) {
  return Run(records, options).Do();
}

}  // namespace clearway::matching
