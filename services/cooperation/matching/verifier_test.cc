#include "services/cooperation/matching/verifier.h"

#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/cooperation/matching/problem.h"
#include "services/cooperation/matching/problem_plan.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

struct Claimed {
  std::vector<Problem> problems;
  std::vector<Solution> solutions;
  std::vector<ProposalClaim> proposals;
  std::vector<std::string> left_out;
};

Claimed SolveAgain(const Records& records, std::vector<Problem> problems) {
  Claimed claimed;
  auto context = Context::Make(records);
  EXPECT_TRUE(context.ok()) << context.status();
  for (const LeftOut& record : context->left_out()) claimed.left_out.push_back(record.record);
  for (Problem& problem : problems) {
    auto solution = Solve(problem.network, {records.policy.floor_first, nullptr, nullptr});
    EXPECT_TRUE(solution.ok()) << solution.status();
    for (const PlanLine& line : ReadPlan(*context, problem, *solution)) {
      const Need& need = context->needs()[line.need];
      claimed.proposals.push_back({context->offers()[line.offer].offer->name, need.request->name,
                                   need.line->id, need.year->year, line.offer_quantity,
                                   line.need_quantity});
    }
    claimed.problems.push_back(std::move(problem));
    claimed.solutions.push_back(*std::move(solution));
  }
  return claimed;
}

Claimed MakeClaim(const Records& records) {
  auto context = Context::Make(records);
  EXPECT_TRUE(context.ok()) << context.status();
  auto problems = BuildProblems(*context);
  EXPECT_TRUE(problems.ok()) << problems.status();
  return SolveAgain(records, *std::move(problems));
}

absl::Status Verify(const Records& records, const Claimed& claimed) {
  std::vector<CommodityClaim> claims;
  for (size_t i = 0; i < claimed.problems.size(); ++i) {
    const Problem& problem = claimed.problems[i];
    claims.push_back(
        {problem.commodity.kind, problem.commodity.unit, &problem.network, &claimed.solutions[i]});
  }
  return VerifyRun(records, claims, claimed.proposals, claimed.left_out);
}

// Records whose funding problem has pairs, so that there is something to spoil.
Records Rich(uint64_t seed) {
  RecordsOptions options;
  options.seed = seed;
  options.requests = 8;
  options.offers = 8;
  options.one_commodity = true;
  return GenerateRecords(options);
}

TEST(VerifierTest, AcceptsWhatIsRight) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const Records records = Rich(seed);
    const absl::Status verified = Verify(records, MakeClaim(records));
    EXPECT_TRUE(verified.ok()) << seed << ": " << verified;
  }
}

// Each spoils the problem in one place, and is then solved and proven again: a right proof of the
// wrong problem. Returns whether there was something to spoil.
using Spoil = std::function<bool(Problem&)>;

void ExpectCaught(const char* what, const Spoil& spoil) {
  int spoiled = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const Records records = Rich(seed);
    Claimed claimed = MakeClaim(records);
    if (claimed.problems.empty() || !spoil(claimed.problems[0])) continue;
    if (!claimed.problems[0].network.Validate().ok()) continue;
    ++spoiled;
    claimed = SolveAgain(records, std::move(claimed.problems));
    EXPECT_EQ(Verify(records, claimed).code(), absl::StatusCode::kFailedPrecondition)
        << what << ", seed " << seed;
  }
  EXPECT_GT(spoiled, 20) << what;
}

TEST(VerifierTest, CatchesAPairLeftOut) {
  ExpectCaught("pair left out", [](Problem& problem) {
    if (problem.network.pairs.empty()) return false;
    problem.network.pairs.pop_back();
    return true;
  });
}

TEST(VerifierTest, CatchesAPairAdded) {
  ExpectCaught("pair added", [](Problem& problem) {
    Network& network = problem.network;
    if (network.pairs.empty()) return false;
    for (int32_t demand = 0; demand < static_cast<int32_t>(network.demands.size()); ++demand) {
      bool there = false;
      for (const Network::Pair& pair : network.pairs) {
        there = there || (pair.outlet == 0 && pair.demand == demand);
      }
      if (there) continue;
      network.pairs.push_back({0, demand, 1, 1});
      return true;
    }
    return false;
  });
}

TEST(VerifierTest, CatchesOtherCeilings) {
  ExpectCaught("offer", [](Problem& problem) {
    if (problem.network.offers.empty()) return false;
    ++problem.network.offers[0].capacity;
    return true;
  });
  ExpectCaught("offer year", [](Problem& problem) {
    if (problem.network.offer_years.empty()) return false;
    ++problem.network.offer_years.back().capacity;
    return true;
  });
  ExpectCaught("outlet", [](Problem& problem) {
    if (problem.network.outlets.empty()) return false;
    --problem.network.outlets.back().capacity;
    return true;
  });
  ExpectCaught("demand", [](Problem& problem) {
    if (problem.network.demands.empty()) return false;
    --problem.network.demands[0].capacity;
    return true;
  });
}

TEST(VerifierTest, CatchesOtherScoresLotsAndBands) {
  ExpectCaught("weight", [](Problem& problem) {
    if (problem.network.pairs.empty()) return false;
    problem.network.pairs[0].weight += 1;
    return true;
  });
  ExpectCaught("lot", [](Problem& problem) {
    if (problem.network.pairs.empty()) return false;
    problem.network.pairs[0].lot ^= 1;
    return true;
  });
  ExpectCaught("bonus", [](Problem& problem) {
    if (problem.network.groups.empty()) return false;
    problem.network.groups[0].bands.back().bonus = 7;
    return true;
  });
  ExpectCaught("floor", [](Problem& problem) {
    if (problem.network.groups.empty()) return false;
    problem.network.groups[0].bands.front().floor ^= true;
    return true;
  });
  ExpectCaught("band", [](Problem& problem) {
    if (problem.network.groups.empty()) return false;
    ++problem.network.groups[0].bands.back().capacity;
    return true;
  });
}

TEST(VerifierTest, CatchesAPlanThatIsNotOptimal) {
  int spoiled = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const Records records = Rich(seed);
    Claimed claimed = MakeClaim(records);
    for (int64_t& flow : claimed.solutions.at(0).pair_flow) {
      if (flow == 0) continue;
      --flow;
      ++spoiled;
      EXPECT_FALSE(Verify(records, claimed).ok()) << seed;
      break;
    }
  }
  EXPECT_GT(spoiled, 40);
}

TEST(VerifierTest, CatchesACommodityLeftOut) {
  RecordsOptions options;
  options.seed = 5;
  options.requests = 12;
  options.offers = 12;
  const Records records = GenerateRecords(options);
  Claimed claimed = MakeClaim(records);
  ASSERT_GT(claimed.problems.size(), 1u);
  ASSERT_TRUE(Verify(records, claimed).ok());
  claimed.problems.pop_back();
  claimed.solutions.pop_back();
  EXPECT_FALSE(Verify(records, claimed).ok());
  claimed.problems.push_back(claimed.problems[0]);
  claimed.solutions.push_back(claimed.solutions[0]);
  EXPECT_FALSE(Verify(records, claimed).ok());
}

TEST(VerifierTest, CatchesProposalsThatExceedARecord) {
  const Records records = Rich(3);
  const Claimed claimed = MakeClaim(records);
  ASSERT_FALSE(claimed.proposals.empty());
  for (int what = 0; what < 4; ++what) {
    Claimed spoiled = claimed;
    ProposalClaim& proposal = spoiled.proposals[0];
    if (what == 0) proposal.offer_quantity += 1'000'000;
    if (what == 1) proposal.need_quantity += 1'000'000;
    if (what == 2) proposal.offer = "offers/none";
    if (what == 3) proposal.year = 2099;
    EXPECT_EQ(Verify(records, spoiled).code(), absl::StatusCode::kFailedPrecondition) << what;
  }
}

TEST(VerifierTest, CatchesRecordsLeftOutThatAreNotTooLarge) {
  Records records = Rich(3);
  Claimed claimed = MakeClaim(records);
  claimed.left_out = {records.offers[0].name};
  EXPECT_EQ(Verify(records, claimed).code(), absl::StatusCode::kFailedPrecondition);
  // A run over less than the records, with its own proof.
  records.offers[0].open = {true, records.as_of, absl::nullopt, records.as_of};
  records.offers[0].total_left = 5;
  Records less = records;
  less.offers.erase(less.offers.begin());
  claimed = MakeClaim(less);
  claimed.left_out = {records.offers[0].name};
  EXPECT_EQ(Verify(records, claimed).code(), absl::StatusCode::kFailedPrecondition);
  // And one over more than can be counted.
  claimed = MakeClaim(records);
  ASSERT_TRUE(Verify(records, claimed).ok());
  records.offers[0].unit = "USD";
  records.offers[0].total_left = kMaxQuantity + 1;
  EXPECT_EQ(Verify(records, claimed).code(), absl::StatusCode::kFailedPrecondition);
  claimed = MakeClaim(records);
  ASSERT_EQ(claimed.left_out.size(), 1u);
  EXPECT_TRUE(Verify(records, claimed).ok());
  claimed.left_out.push_back(claimed.left_out[0]);
  EXPECT_EQ(Verify(records, claimed).code(), absl::StatusCode::kFailedPrecondition);
}

TEST(VerifierTest, StopsWhenCancelled) {
  const Records records = Rich(3);
  EXPECT_EQ(VerifyRun(records, {}, {}, {}, [] { return true; }).code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace clearway::matching
