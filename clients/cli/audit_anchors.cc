#include "clients/cli/audit_anchors.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

constexpr size_t kHashDigits = 64;

bool IsHash(absl::string_view text) {
  return text.size() == kHashDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == absl::string_view::npos;
}

}  // namespace

std::string AnchorText(const type::v1::AuditAnchor& anchor) {
  return absl::StrCat(anchor.sequence(), ":", absl::BytesToHexString(anchor.hash()));
}

absl::StatusOr<type::v1::AuditAnchor> ParseAnchor(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  int64_t sequence = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &sequence) || sequence < 1 ||
      !IsHash(parts[1])) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is no anchor; it looks like 1234:4f2a…, a number and the 64 ",
                     "hexadecimal digits of a hash, as an earlier verification printed it"));
  }
  type::v1::AuditAnchor anchor;
  anchor.set_sequence(sequence);
  anchor.set_hash(absl::HexStringToBytes(parts[1]));
  return anchor;
}

absl::StatusOr<Anchors> ReadAnchors(const std::string& path) {
  Anchors anchors;
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return anchors;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    auto anchor = parts.size() == 3 ? ParseAnchor(absl::StrCat(parts[1], ":", parts[2]))
                                    : absl::InvalidArgumentError("it is not three words");
    if (!anchor.ok() || !anchors.emplace(parts[0], *anchor).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " line ", number, " is no anchor: a service, a number, a hash; each ",
                       "service once"));
    }
  }
  if (!file.eof()) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  return anchors;
}

absl::Status WriteAnchors(const std::string& path, const Anchors& anchors) {
  std::string text =
      "# Where the audit trails ended when they were last verified. Keep it away from\n"
      "# the services: it tells that their trails were cut or written anew.\n";
  for (const auto& [service, anchor] : anchors) {
    absl::StrAppend(&text, service, " ", anchor.sequence(), " ",
                    absl::BytesToHexString(anchor.hash()), "\n");
  }
  const std::string temporary = path + ".tmp";
  {
    std::ofstream file(temporary, std::ios::trunc);
    file << text << std::flush;
    if (!file.good()) return absl::InvalidArgumentError(absl::StrCat("cannot write ", temporary));
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) {
    return absl::InvalidArgumentError(absl::StrCat("cannot write ", path, ": ", error.message()));
  }
  return absl::OkStatus();
}

}  // namespace clearway::cli
