#include "common/resource/keys.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/resource/fingerprint.h"

namespace clearway::resource {
namespace {

constexpr size_t kMaxIndexKeyBytes = 512;

}  // namespace

std::string BigEndian(int64_t value) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i) {
    bytes[i] = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

int64_t FromBigEndian(absl::string_view bytes) {
  if (bytes.size() < 8) return 0;
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<int64_t>(value);
}

std::string RecordPrefix(absl::string_view collection) {
  return absl::StrCat("r/", collection, "/");
}

std::string RecordKey(absl::string_view collection, absl::string_view id) {
  return absl::StrCat("r/", collection, "/", id);
}

std::string NameOfRecordKey(absl::string_view key) {
  absl::string_view path = CollectionOfRecordKey(key);
  if (path.empty()) return "";
  std::vector<absl::string_view> collections = absl::StrSplit(path, '.');
  std::vector<absl::string_view> ids = absl::StrSplit(key.substr(path.size() + 3), '/');
  if (collections.size() != ids.size()) return "";
  std::string name;
  for (size_t i = 0; i < ids.size(); ++i) {
    absl::StrAppend(&name, i == 0 ? "" : "/", collections[i], "/", ids[i]);
  }
  return name;
}

std::string RecordKeyOfName(absl::string_view name) {
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() % 2 != 0) return "";
  std::string collection, id;
  for (size_t i = 0; i < parts.size(); i += 2) {
    if (parts[i].empty() || parts[i + 1].empty()) return "";
    absl::StrAppend(&collection, i == 0 ? "" : ".", parts[i]);
    absl::StrAppend(&id, i == 0 ? "" : "/", parts[i + 1]);
  }
  return RecordKey(collection, id);
}

absl::string_view CollectionOfRecordKey(absl::string_view key) {
  if (!absl::StartsWith(key, "r/")) return {};
  key.remove_prefix(2);
  size_t slash = key.find('/');
  return slash == absl::string_view::npos ? absl::string_view() : key.substr(0, slash);
}

std::string BoundedIndexKey(absl::string_view key) {
  if (key.size() <= kMaxIndexKeyBytes) return std::string(key);
  return absl::StrCat("\xff", Sha256(key));
}

std::string IndexPrefix(absl::string_view collection, absl::string_view index,
                        absl::string_view key) {
  std::string out = absl::StrCat("i/", collection, "/", index, "/");
  for (char c : key) {
    out += c;
    if (c == '\0') out += '\xff';
  }
  out += '\0';
  out += '\x01';
  return out;
}

std::string HistoryPrefix(absl::string_view collection, absl::string_view id) {
  return absl::StrCat("h/", collection, "/", id, "/");
}

std::string DeletedPrefix(absl::string_view collection) {
  return absl::StrCat("d/", collection, "/");
}

std::string DeletedKey(absl::string_view collection, int64_t purge_micros, absl::string_view id) {
  return absl::StrCat(DeletedPrefix(collection), BigEndian(purge_micros), id);
}

}  // namespace clearway::resource
