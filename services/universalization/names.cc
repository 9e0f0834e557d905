#include "services/universalization/names.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"

namespace clearway::universalization {
namespace {

absl::Status CheckName(const resource::CollectionBase& collection, const store::Reader& at,
                       absl::string_view self, const std::string& path, absl::string_view name,
                       rpc::Violations* bad) {
  const std::string folded = FoldName(name);
  if (folded.empty()) {
    bad->Add(path, "must not be blank");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(std::vector<std::string> bearers, collection.Lookup(at, kNameIndex, folded));
  for (const std::string& bearer : bearers) {
    if (bearer == self) continue;
    bad->Add(path, absl::StrCat(rpc::Quote(name), " is also a name of ", bearer));
    break;
  }
  return absl::OkStatus();
}

}  // namespace

std::string FoldName(absl::string_view name) {
  std::string folded = absl::AsciiStrToLower(name);
  absl::RemoveExtraAsciiWhitespace(&folded);
  // A tab or line break within the name separates its words as a space does.
  std::replace_if(
      folded.begin(), folded.end(), [](unsigned char c) { return absl::ascii_isspace(c); }, ' ');
  return folded;
}

std::vector<std::string> FoldedNames(absl::string_view display_name, const Aliases& aliases) {
  std::vector<std::string> names = {FoldName(display_name)};
  for (const std::string& alias : aliases) names.push_back(FoldName(alias));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

absl::Status CheckNames(const resource::CollectionBase& collection, const store::Reader& at,
                        absl::string_view self, absl::string_view field,
                        absl::string_view display_name, const Aliases& aliases,
                        rpc::Violations* bad) {
  RETURN_IF_ERROR(
      CheckName(collection, at, self, absl::StrCat(field, ".display_name"), display_name, bad));
  for (int i = 0; i < aliases.size(); ++i) {
    RETURN_IF_ERROR(CheckName(collection, at, self, absl::StrCat(field, ".aliases[", i, "]"),
                              aliases.Get(i), bad));
  }
  return absl::OkStatus();
}

}  // namespace clearway::universalization
