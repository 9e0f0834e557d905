// The solver against GLPK's simplex method for general linear programmes, on thousands of networks
// of up to some hundred pairs. Quantities and weights are small enough for doubles to be exact to
// far less than the unit.
#include <glpk.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "services/cooperation/matching/certificate.h"
#include "services/cooperation/matching/int128_text.h"
#include "services/cooperation/matching/network_generator.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

// The network as a linear programme over pairs and bands, and one more row per solved stage.
class LinearProgramme {
 public:
  explicit LinearProgramme(const Network& network) : network_(network), lp_(glp_create_prob()) {
    glp_set_obj_dir(lp_, GLP_MAX);
    const size_t pairs = network.pairs.size();
    size_t columns = pairs;
    for (const Network::Group& group : network.groups) columns += group.bands.size();
    if (columns > 0) glp_add_cols(lp_, static_cast<int>(columns));
    std::vector<Row> offers(network.offers.size()), years(network.offer_years.size()),
        outlets(network.outlets.size()), demands(network.demands.size()),
        groups(network.groups.size());
    for (size_t i = 0; i < pairs; ++i) {
      const Network::Pair& pair = network.pairs[i];
      const int column = static_cast<int>(i) + 1;
      glp_set_col_bnds(lp_, column, GLP_LO, 0, 0);
      const int32_t year = network.outlets[pair.outlet].offer_year;
      for (Row* row :
           {&offers[network.offer_years[year].offer], &years[year], &outlets[pair.outlet],
            &demands[pair.demand], &groups[network.demands[pair.demand].group]}) {
        row->Add(column, 1);
      }
    }
    int column = static_cast<int>(pairs) + 1;
    for (size_t g = 0; g < network.groups.size(); ++g) {
      for (const Network::Band& band : network.groups[g].bands) {
        // GLPK wants bounds that differ for GLP_DB.
        glp_set_col_bnds(lp_, column, band.capacity > 0 ? GLP_DB : GLP_FX, 0,
                         static_cast<double>(band.capacity));
        groups[g].Add(column++, -1);
      }
      AddRow(groups[g], GLP_FX, 0);
    }
    const auto limit = [this](const auto& items, const std::vector<Row>& rows) {
      for (size_t i = 0; i < rows.size(); ++i) {
        AddRow(rows[i], GLP_UP, static_cast<double>(items[i].capacity));
      }
    };
    limit(network.offers, offers);
    limit(network.offer_years, years);
    limit(network.outlets, outlets);
    limit(network.demands, demands);
  }
  ~LinearProgramme() { glp_delete_prob(lp_); }
  LinearProgramme(const LinearProgramme&) = delete;
  LinearProgramme& operator=(const LinearProgramme&) = delete;

  // The best value of the stage, to which later stages are then held.
  double Maximise(Stage stage) {
    Row objective;
    const auto set = [&](int column, double profit) {
      glp_set_obj_coef(lp_, column, profit);
      if (profit != 0) objective.Add(column, profit);
    };
    int column = 1;
    for (const Network::Pair& pair : network_.pairs) {
      set(column++, stage == Stage::kWeight     ? static_cast<double>(pair.weight)
                    : stage == Stage::kTieBreak ? pair.lot
                                                : 0.0);
    }
    for (const Network::Group& group : network_.groups) {
      for (const Network::Band& band : group.bands) {
        set(column++, stage == Stage::kWeight  ? static_cast<double>(band.bonus)
                      : stage == Stage::kFloor ? static_cast<double>(band.floor)
                                               : 0.0);
      }
    }
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    EXPECT_EQ(glp_simplex(lp_, &parameters), 0);
    EXPECT_EQ(glp_get_status(lp_), GLP_OPT);
    const double value = glp_get_obj_val(lp_);
    // The optimum is an integer; a hair of slack keeps rounding from making the next stage empty.
    AddRow(objective, GLP_LO, std::round(value) - 1e-7);
    return value;
  }

 private:
  struct Row {
    std::vector<int> columns = {0};  // GLPK counts from 1
    std::vector<double> factors = {0};
    void Add(int column, double factor) {
      columns.push_back(column);
      factors.push_back(factor);
    }
  };

  void AddRow(const Row& row, int kind, double bound) {
    const int index = glp_add_rows(lp_, 1);
    glp_set_row_bnds(lp_, index, kind, bound, bound);
    glp_set_mat_row(lp_, index, static_cast<int>(row.columns.size()) - 1, row.columns.data(),
                    row.factors.data());
  }

  const Network& network_;
  glp_prob* lp_;
};

double AsDouble(absl::int128 value) { return static_cast<double>(value); }

TEST(SolverLpTest, EveryStageHasTheValueOfTheLinearProgramme) {
  SplitMix random(66);
  int changed_by_floors = 0;
  for (int i = 0; i < 2000; ++i) {
    GeneratorOptions generator;
    generator.seed = random.Next();
    generator.offers = static_cast<int32_t>(random.Between(1, 14));
    generator.demands = static_cast<int32_t>(random.Between(1, 14));
    generator.pairs_per_offer = 8;
    generator.states = 3;
    generator.years = 2;
    generator.max_quantity = random.Between(1, 50);
    generator.max_weight = random.Between(1, 200);
    generator.weight_step = random.Between(1, 40);
    generator.max_bonus = random.Between(0, 150);
    generator.max_lot = 1000;
    const Network network = GenerateNetwork(generator);
    const bool floor_stage = i % 2 == 0;
    const auto solution = Solve(network, {floor_stage, nullptr, nullptr});
    ASSERT_TRUE(solution.ok()) << solution.status();
    const absl::Status verified = VerifyCertificate(network, floor_stage, *solution);
    ASSERT_TRUE(verified.ok()) << verified;
    LinearProgramme lp(network);
    for (const StageResult& stage : solution->stages) {
      ASSERT_NEAR(AsDouble(stage.value), lp.Maximise(stage.stage), 0.01)
          << "network " << i << ", " << StageName(stage.stage);
    }
    if (floor_stage) {
      const auto without = Solve(network);
      ASSERT_TRUE(without.ok());
      changed_by_floors +=
          without->Find(Stage::kWeight)->value != solution->Find(Stage::kWeight)->value;
    }
  }
  EXPECT_GT(changed_by_floors, 50);
}

}  // namespace
}  // namespace clearway::matching
