#include "clients/loader/tally.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/rpc/client.h"

namespace clearway::loader {

void Tally::Refuse(absl::string_view what, const absl::Status& status) {
  refused.push_back({std::string(what), rpc::FormatError(status)});
}

std::string Line(const Tally& tally) {
  std::string text = absl::StrFormat("  %-16s %5d loaded, %5d already there", tally.kind,
                                     tally.loaded, tally.already_there);
  if (!tally.refused.empty()) absl::StrAppend(&text, ", ", tally.refused.size(), " REFUSED");
  return text;
}

}  // namespace clearway::loader
