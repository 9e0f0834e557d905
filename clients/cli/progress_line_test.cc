#include "clients/cli/progress_line.h"

#include <sstream>
#include <string>

#include "clients/cli/table.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

TEST(ProgressLineTest, SaysHowFarAndHowLong) {
  EXPECT_EQ(ProgressText(500, "solving", 3, 80), "████████████············  solving  3 s");
  EXPECT_EQ(ProgressText(0, "", 0, 80), "························  0 s");
  EXPECT_EQ(ProgressText(2000, "x", 61, 80), "████████████████████████  x  61 s");
}

TEST(ProgressLineTest, NeverFillsTheTerminalsLine) {
  for (int columns = 1; columns < 120; ++columns) {
    const std::string line = ProgressText(500, std::string(60, 'x'), 3, columns);
    EXPECT_LE(DisplayWidth(line), static_cast<size_t>(std::max(columns - 1, 1))) << columns;
  }
}

TEST(ProgressLineTest, DrawsNothingWhereThereIsNoTerminal) {
  std::ostringstream out;
  {
    ProgressLine line(out);
    line.Set(500, "solving");
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace clearway::cli
