#include "services/universalization/partners/similarity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/loader/csv.h"

namespace clearway::universalization {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

int Score(absl::string_view a, absl::string_view b) { return Similarity(FormOf(a), FormOf(b)); }

bool Found(absl::string_view a, absl::string_view b) {
  const NameForm x = FormOf(a), y = FormOf(b);
  return Similarity(x, y) >= kSimilar || IsInitialsOf(x, y) || IsInitialsOf(y, x);
}

std::vector<std::string> Words(absl::string_view name) {
  std::vector<std::string> words;
  for (const NameWord& word : FormOf(name).words) words.push_back(word.text);
  return words;
}

bool ShareAKey(absl::string_view a, absl::string_view b) {
  const auto x = SimilarityKeys(FormOf(a)), y = SimilarityKeys(FormOf(b));
  std::vector<std::string> both;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
  return !both.empty();
}

// Counts bytes as the distance does; no early end.
int PlainDistance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

TEST(NameFormTest, FoldsWhatPeopleWriteDifferently) {
  EXPECT_EQ(FoldLetters("Côte d’Ivoire ØRSTED Łódź STRASSE straße"),
            "cote d'ivoire orsted lodz strasse strasse");
  EXPECT_THAT(Words("The HALO Trust (Ltd.)"), ElementsAre("halo", "trust"));
  EXPECT_THAT(Words("U.N. Mine-Action Centre"),
              ElementsAre("action", "center", "mine", "nation", "united"));
  EXPECT_EQ(FormOf("Geneva International Centre for Humanitarian Demining").initials, "gichd");
  EXPECT_TRUE(FormOf("UNDP").abbreviation);
  EXPECT_FALSE(FormOf("UN DP").abbreviation);
  EXPECT_THAT(Words("Danish De-mining Group (DDG)"), ElementsAre("danish", "demining", "group"));
  EXPECT_THAT(Words("U. N. Mine-Clearance"), ElementsAre("clearance", "mine", "nation", "united"));
  EXPECT_THAT(Words("The"), ElementsAre("the"));
  EXPECT_THAT(Words("..."), IsEmpty());
  EXPECT_EQ(Score("...", "..."), 0);
}

TEST(NameFormTest, TakesAnyBytes) {
  const std::string bytes("\xff\xfe \x80 a\0b", 8);
  EXPECT_EQ(Score(bytes, bytes), 1000);
}

TEST(EditDistanceTest, AgreesWithThePlainTable) {
  std::mt19937 random(7);
  for (int run = 0; run < 20000; ++run) {
    std::string a, b;
    for (auto* word : {&a, &b}) {
      const int length = static_cast<int>(random() % 8);
      for (int i = 0; i < length; ++i) *word += static_cast<char>('a' + random() % 3);
    }
    const int exact = PlainDistance(a, b);
    for (int limit = 0; limit <= 4; ++limit) {
      ASSERT_EQ(EditDistance(a, b, limit), std::min(exact, limit + 1)) << a << " " << b;
    }
  }
}

TEST(SimilarityTest, IsSymmetricAndOneForTheSame) {
  for (const char* a : {"HALO Trust", "Danish Demining Group", "UNDP", "Ministry of Health"}) {
    EXPECT_EQ(Score(a, a), 1000);
    for (const char* b : {"Trust HALO", "Danish Refugee Council", "Deminig Group Danish"}) {
      EXPECT_EQ(Score(a, b), Score(b, a)) << a << " " << b;
    }
  }
}

// The list is made from names of data/actors.csv, as people misspell them, and from pairs that are
// easily taken for one.
TEST(SimilarityTest, PrecisionAndRecallOnTheLabelledList) {
  auto table = loader::CsvTable::ReadFile("services/universalization/partners/testdata/names.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  int same = 0, found = 0, wrong = 0, unblocked = 0;
  for (const auto& row : table->rows()) {
    const bool is_same = row.Get("label") == "same";
    const bool says_same = Found(row.Get("a"), row.Get("b"));
    same += is_same;
    found += is_same && says_same;
    wrong += !is_same && says_same;
    if (is_same != says_same) {
      std::cout << row.Where() << " " << row.Get("label") << " "
                << Score(row.Get("a"), row.Get("b")) << ": " << row.Get("a") << " | "
                << row.Get("b") << "\n";
    }
    // What is alike is found among the candidates.
    if (says_same && !ShareAKey(row.Get("a"), row.Get("b"))) {
      ++unblocked;
      std::cout << row.Where() << " shares no key\n";
    }
  }
  std::cout << "found " << found << " of " << same << ", wrong " << wrong << " of "
            << table->rows().size() - same << "\n";
  EXPECT_GE(same, 60);
  EXPECT_GE(found * 100, same * 95);
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(unblocked, 0);
}

// Not the pairs on which the words and the bound were chosen: every two States' institutions of one
// kind are two, the Congos' and the Koreas' too.
TEST(SimilarityTest, InstitutionsOfTwoStatesAreTwo) {
  auto table = loader::CsvTable::ReadFile("data/states.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  int pairs = 0;
  for (const char* kind : {"Ministry of Health of ", "Red Cross Society of ", "Mine Action of "}) {
    std::vector<std::string> names;
    std::vector<NameForm> forms;
    for (const auto& row : table->rows()) {
      names.push_back(absl::StrCat(kind, row.Get("display_name")));
      forms.push_back(FormOf(names.back()));
      for (size_t i = 0; i + 1 < forms.size(); ++i, ++pairs) {
        EXPECT_LT(Similarity(forms.back(), forms[i]), kSimilar) << names.back() << ", " << names[i];
      }
    }
  }
  EXPECT_EQ(pairs, 3 * 197 * 196 / 2);
}

// One error anywhere in a word that says something.
TEST(SimilarityKeysTest, OneErrorInATellingWordKeepsAKey) {
  std::mt19937 random(11);
  const std::string names[] = {"Handicap International", "HALO Trust", "Danish Demining Group",
                               "Norwegian Peoples Aid", "Survivor Corps"};
  for (const std::string& name : names) {
    for (int run = 0; run < 500; ++run) {
      std::string wrong = name;
      const size_t at = random() % (wrong.size() - 1);
      if (wrong[at] == ' ' || wrong[at + 1] == ' ') continue;
      switch (random() % 4) {
        case 0:
          wrong.erase(at, 1);
          break;
        case 1:
          wrong.insert(at, 1, static_cast<char>('a' + random() % 26));
          break;
        case 2:
          wrong[at] = static_cast<char>('a' + random() % 26);
          break;
        default:
          std::swap(wrong[at], wrong[at + 1]);
      }
      if (Similarity(FormOf(name), FormOf(wrong)) < kSimilar) continue;
      EXPECT_TRUE(ShareAKey(name, wrong)) << name << " | " << wrong;
    }
  }
}

}  // namespace
}  // namespace clearway::universalization
