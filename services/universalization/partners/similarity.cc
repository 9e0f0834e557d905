#include "services/universalization/partners/similarity.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace clearway::universalization {
namespace {

// Longer ones are no words of names: their errors are not looked for, so that keys stay few.
constexpr size_t kLongestWord = 24;

int Allowed(size_t length) { return length < 4 ? 0 : length < 8 ? 1 : length < 13 ? 2 : 3; }

// 0 to 1000; 0 for two different words.
int WordSimilarity(const NameWord& a, const NameWord& b) {
  if (a.text == b.text) return 1000;
  if (a.known && b.known) return 0;
  const int longer = static_cast<int>(std::max(a.text.size(), b.text.size()));
  const int allowed = Allowed(std::min(a.text.size(), b.text.size()));
  if (allowed == 0) return 0;
  const int distance = EditDistance(a.text, b.text, allowed);
  return distance > allowed ? 0 : 1000 - 1000 * distance / longer;
}

int Weight(const NameForm& form) {
  int weight = 0;
  for (const NameWord& word : form.words) weight += word.weight;
  return weight;
}

}  // namespace

int EditDistance(absl::string_view a, absl::string_view b, int limit) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  if (std::abs(n - m) > limit) return limit + 1;
  std::vector<int> before(m + 1), last(m + 1), row(m + 1);
  for (int j = 0; j <= m; ++j) last[j] = j;
  for (int i = 1; i <= n; ++i) {
    row[0] = i;
    int least = i;
    for (int j = 1; j <= m; ++j) {
      const int substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({substituted, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before.swap(last);
    last.swap(row);
  }
  return std::min(last[m], limit + 1);
}

int Similarity(const NameForm& a, const NameForm& b) {
  const int weight = Weight(a) + Weight(b);
  if (weight == 0) return 0;
  // The same letters, parted otherwise: "De-mining Group", "Demining Group".
  if (!a.compact.empty() && a.compact == b.compact) return 1000;
  struct Pair {
    int alike;
    size_t i, j;
  };
  std::vector<Pair> pairs;
  for (size_t i = 0; i < a.words.size(); ++i) {
    for (size_t j = 0; j < b.words.size(); ++j) {
      const int alike = WordSimilarity(a.words[i], b.words[j]);
      if (alike > 0) pairs.push_back({alike, i, j});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
    return std::make_tuple(-x.alike, x.i, x.j) < std::make_tuple(-y.alike, y.i, y.j);
  });
  std::vector<bool> used_a(a.words.size()), used_b(b.words.size());
  int paired = 0;
  for (const Pair& pair : pairs) {
    if (used_a[pair.i] || used_b[pair.j]) continue;
    used_a[pair.i] = used_b[pair.j] = true;
    // A misspelt common word weighs as the common word that it is.
    const int least = std::min(a.words[pair.i].weight, b.words[pair.j].weight);
    const int most = std::max(a.words[pair.i].weight, b.words[pair.j].weight);
    paired += pair.alike * (pair.alike == 1000 ? 2 * least : least + most);
  }
  return paired / weight;
}

bool IsInitialsOf(const NameForm& name, const NameForm& other) {
  return name.abbreviation && name.compact.size() >= 3 && other.words.size() > 1 &&
         name.compact == other.initials;
}

std::vector<std::string> SimilarityKeys(const NameForm& form) {
  std::vector<std::string> keys = {absl::StrCat("c:", form.compact)};
  std::vector<const NameWord*> telling;
  for (const NameWord& word : form.words) {
    if (word.weight > 1) telling.push_back(&word);
  }
  for (const NameWord* word : telling) keys.push_back(absl::StrCat("w:", word->text));
  const bool none = telling.empty();
  // A common word that is misspelt looks like a telling one.
  for (size_t i = 0; none && i < form.words.size(); ++i) telling.push_back(&form.words[i]);
  std::stable_sort(telling.begin(), telling.end(), [](const NameWord* a, const NameWord* b) {
    return a->text.size() > b->text.size();
  });
  for (size_t i = 0; i < telling.size() && i < 2; ++i) {
    const std::string& text = telling[i]->text;
    keys.push_back(absl::StrCat("d:", text));
    if (text.size() < 4 || text.size() > kLongestWord) continue;
    for (size_t cut = 0; cut < text.size(); ++cut) {
      keys.push_back(absl::StrCat("d:", text.substr(0, cut), text.substr(cut + 1)));
    }
  }
  if (none) {
    for (size_t i = 0; i + 1 < form.words.size(); ++i) {
      keys.push_back(absl::StrCat("p:", form.words[i].text, " ", form.words[i + 1].text));
    }
    if (form.words.size() == 1) keys.push_back(absl::StrCat("w:", form.words[0].text));
  }
  if (form.abbreviation) keys.push_back(absl::StrCat("i:", form.compact));
  if (form.words.size() > 1 && form.initials.size() >= 3 && form.initials.size() <= 8) {
    keys.push_back(absl::StrCat("i:", form.initials));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace clearway::universalization
