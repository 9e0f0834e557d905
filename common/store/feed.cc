#include "common/store/feed.h"

#include "absl/strings/str_cat.h"

namespace clearway::store {
namespace {

constexpr size_t kFeedKeyBytes = 12;
constexpr unsigned char kPutByte = 0;
constexpr unsigned char kDeleteByte = 1;

void AppendBigEndian(uint64_t number, int bytes, std::string* to) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    to->push_back(static_cast<char>(number >> shift));
  }
}

uint64_t ReadBigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the change feed is damaged: ", what));
}

}  // namespace

Change ToChange(const ChangeView& view) {
  return Change{view.revision, view.index, view.kind, std::string(view.key),
                std::string(view.value)};
}

std::string FeedKey(Revision revision, int32_t index) {
  std::string key;
  key.reserve(kFeedKeyBytes);
  AppendBigEndian(static_cast<uint64_t>(revision), 8, &key);
  AppendBigEndian(static_cast<uint32_t>(index), 4, &key);
  return key;
}

std::string FeedValueHead(const ChangeView& change) {
  std::string head;
  head.push_back(change.kind == Change::Kind::kPut ? kPutByte : kDeleteByte);
  size_t rest = change.key.size();
  for (; rest >= 0x80; rest >>= 7) head.push_back(static_cast<char>(rest | 0x80));
  head.push_back(static_cast<char>(rest));
  return head;
}

absl::StatusOr<ChangeView> ParseFeedEntry(absl::string_view key, absl::string_view value) {
  if (key.size() != kFeedKeyBytes) return Damaged("a key's length");
  ChangeView change;
  change.revision = static_cast<Revision>(ReadBigEndian(key.substr(0, 8)));
  change.index = static_cast<int32_t>(ReadBigEndian(key.substr(8)));
  if (change.revision <= 0 || change.index < 0) return Damaged("a key's revision or index");
  if (value.empty()) return Damaged("an empty entry");
  switch (value[0]) {
    case kPutByte:
      change.kind = Change::Kind::kPut;
      break;
    case kDeleteByte:
      change.kind = Change::Kind::kDelete;
      break;
    default:
      return Damaged("an unknown kind of change");
  }
  size_t key_bytes = 0;
  size_t at = 1;
  for (int shift = 0;; shift += 7, ++at) {
    if (at == value.size() || shift > 21) return Damaged("the length of a record's key");
    key_bytes |= static_cast<size_t>(value[at] & 0x7f) << shift;
    if ((value[at] & 0x80) == 0) break;
  }
  value.remove_prefix(at + 1);
  if (key_bytes > value.size()) return Damaged("a record's key is cut off");
  change.key = value.substr(0, key_bytes);
  change.value = value.substr(key_bytes);
  return change;
}

void AppendChanges(const Overlay& writes, Revision revision, const PrefixSet& watched,
                   std::vector<ChangeView>* changes) {
  int32_t index = 0;
  for (const auto& [key, write] : writes) {
    if (!watched.Covers(key)) continue;
    changes->push_back({revision, index++,
                        write.deleted ? Change::Kind::kDelete : Change::Kind::kPut, key,
                        write.value});
  }
}

size_t FeedSegment::MemoryBytes() const {
  return sizeof(*this) + changes.capacity() * sizeof(ChangeView) +
         (arena == nullptr ? 0 : arena->allocated());
}

}  // namespace clearway::store
