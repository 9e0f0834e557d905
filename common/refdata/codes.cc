#include "common/refdata/codes.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace clearway::refdata {
namespace {

template <typename Predicate>
bool All(absl::string_view text, size_t least, size_t most, Predicate predicate) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return predicate(static_cast<unsigned char>(c)); });
}

}  // namespace

bool IsCountryForm(absl::string_view code) { return All(code, 3, 3, absl::ascii_isupper); }

bool IsM49Form(absl::string_view code) { return All(code, 3, 3, absl::ascii_isdigit); }

bool IsUuidForm(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) {
      return false;
    }
  }
  return true;
}

bool IsLanguageForm(absl::string_view tag) {
  std::vector<absl::string_view> parts = absl::StrSplit(tag, '-');
  size_t at = 0;
  if (!All(parts[at++], 2, 3, absl::ascii_isalpha)) return false;
  if (at < parts.size() && All(parts[at], 4, 4, absl::ascii_isalpha)) ++at;
  if (at < parts.size() &&
      (All(parts[at], 2, 2, absl::ascii_isalpha) || All(parts[at], 3, 3, absl::ascii_isdigit))) {
    ++at;
  }
  return at == parts.size();
}

bool IsWebUri(absl::string_view uri) {
  size_t scheme = uri.find("://");
  if (scheme == absl::string_view::npos) return false;
  absl::string_view name = uri.substr(0, scheme);
  if (!absl::EqualsIgnoreCase(name, "http") && !absl::EqualsIgnoreCase(name, "https")) return false;
  bool clean = std::all_of(uri.begin(), uri.end(), [](char c) {
    unsigned char byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f && !absl::StrContains("\"<>\\^`{|}", c);
  });
  absl::string_view rest = uri.substr(scheme + 3);
  absl::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  absl::string_view host = authority.substr(0, authority.rfind(':'));
  return clean && !host.empty() && !absl::StrContains(authority, '@');
}

}  // namespace clearway::refdata
