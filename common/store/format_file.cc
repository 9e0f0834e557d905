#include "common/store/format_file.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace clearway::store {
namespace {

constexpr absl::string_view kMagic = "clearway store";
constexpr absl::string_view kVersionName = "format: ";
constexpr absl::string_view kChecksumName = "checksum: ";

std::string ChecksumLine(absl::string_view before) {
  return absl::StrCat(kChecksumName, absl::Hex(Crc32c(before), absl::kZeroPad8), "\n");
}

absl::Status Damaged(absl::string_view how) {
  return absl::DataLossError(
      absl::StrCat("its FORMAT file is damaged (", how, "); restore the directory from a backup"));
}

}  // namespace

uint32_t Crc32c(absl::string_view bytes) {
  uint32_t crc = ~uint32_t{0};
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc;
}

std::string SerializeFormat(const StoreFormat& format) {
  std::string text =
      absl::StrCat(kMagic, "\n", kVersionName, format.version, "\nengine: ", format.engine,
                   "\nservice: ", format.service, "\nstore: ", format.store_id,
                   "\nstate: ", format.ready ? "ready" : "creating", "\n");
  return text + ChecksumLine(text);
}

absl::StatusOr<StoreFormat> ParseFormat(absl::string_view text, int newest) {
  if (text.empty()) return Damaged("it is empty");
  if (!absl::StartsWith(text, absl::StrCat(kMagic, "\n"))) {
    return absl::FailedPreconditionError(
        "its FORMAT file is not Clearway's; give the store a directory of its own");
  }
  const size_t checksum_at = text.rfind(kChecksumName);
  if (checksum_at == absl::string_view::npos ||
      text.substr(checksum_at) != ChecksumLine(text.substr(0, checksum_at))) {
    return Damaged("its checksum does not match");
  }
  // What follows was written so; no damage can be in it.
  std::map<absl::string_view, absl::string_view> fields;
  for (const absl::string_view line : absl::StrSplit(text.substr(0, checksum_at), '\n')) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    fields.insert(field);
  }
  StoreFormat format;
  if (!absl::SimpleAtoi(fields["format"], &format.version) || format.version < 1) {
    return Damaged("it has no version");
  }
  if (format.version > newest) {
    return absl::FailedPreconditionError(absl::StrCat(
        "it was written by a newer release (format ", format.version,
        "; this one knows formats up to ", newest, "): run that release or a later one"));
  }
  format.engine = std::string(fields["engine"]);
  format.service = std::string(fields["service"]);
  format.store_id = std::string(fields["store"]);
  format.ready = fields["state"] == "ready";
  if (!format.ready && fields["state"] != "creating") return Damaged("it has no state");
  return format;
}

}  // namespace clearway::store
