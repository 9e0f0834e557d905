#include "common/resource/order_by.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/resource/keys.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kAbsent = '\x00', kPresent = '\x01';

absl::Status Invalid(absl::string_view what) {
  return rpc::InvalidField("order_by", absl::StrCat(what, "; e.g. \"create_time desc, name\""),
                           type::v1::ERROR_REASON_ORDER_BY_INVALID);
}

// Sixteen bytes that sort as the numbers do: big-endian, with the sign's bit turned round.
std::string NumberBytes(absl::int128 value) {
  uint64_t high = static_cast<uint64_t>(absl::Int128High64(value)) ^ (uint64_t{1} << 63);
  return absl::StrCat(BigEndian(static_cast<int64_t>(high)),
                      BigEndian(static_cast<int64_t>(absl::Int128Low64(value))));
}

// Eight bytes that sort as the numbers do; the bits of a negative one are turned round.
std::string DoubleBytes(double value) {
  if (value == 0) value = 0;  // -0 equals 0
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  bits = bits >> 63 != 0 ? ~bits : bits | uint64_t{1} << 63;
  return BigEndian(static_cast<int64_t>(bits));
}

// Cut to a bounded length and closed, so that what follows never mixes with it.
std::string TextBytes(absl::string_view text) {
  std::string out;
  for (char c : text.substr(0, kMaxSortedBytes)) {
    out += c;
    if (c == '\0') out += '\xff';
  }
  return absl::StrCat(out, absl::string_view("\x00\x01", 2));
}

}  // namespace

absl::StatusOr<OrderBy> OrderBy::Make(absl::string_view text, const Descriptor* type) {
  OrderBy order;
  if (absl::StripAsciiWhitespace(text).empty()) return order;
  std::vector<absl::string_view> parts = absl::StrSplit(text, ',');
  if (parts.size() > kMaxOrderFields) {
    return Invalid(
        absl::StrCat("has ", parts.size(), " fields; at most ", kMaxOrderFields, " are allowed"));
  }
  for (absl::string_view part : parts) {
    std::vector<absl::string_view> words =
        absl::StrSplit(part, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
    if (words.empty()) return Invalid("names no field between two commas");
    Field field;
    if (words.size() == 2 && words[1] == "desc") {
      field.descending = true;
    } else if (words.size() > 2 || (words.size() == 2 && words[1] != "asc")) {
      return Invalid(absl::StrCat("has ", rpc::Quote(absl::StripAsciiWhitespace(part)),
                                  "; only \"desc\" may follow a field"));
    }
    auto segments = SplitPath(words[0]);
    auto path = segments.ok() ? ResolvePath(type, *segments, false)
                              : absl::StatusOr<FieldPath>(segments.status());
    if (!path.ok()) return Invalid(path.status().message());
    field.path = *std::move(path);
    const FieldDescriptor* last = field.path.back().field;
    field.kind = ValueKindOf(last);
    for (const Step& step : field.path) {
      if (step.has_key) {
        return Invalid(absl::StrCat("names ", rpc::Quote(words[0]), ", which is within a map"));
      }
    }
    if (last->is_repeated() || field.kind == ValueKind::kOther) {
      return Invalid(absl::StrCat("names ", rpc::Quote(words[0]), ", which has no order"));
    }
    order.fields_.push_back(std::move(field));
  }
  return order;
}

std::string OrderBy::KeyOf(const Message& record) const {
  std::string key;
  for (const Field& field : fields_) {
    size_t start = key.size();
    const Message* at = &record;
    for (size_t i = 0; at != nullptr && i + 1 < field.path.size(); ++i) {
      const FieldDescriptor* step = field.path[i].field;
      at = at->GetReflection()->HasField(*at, step) ? &at->GetReflection()->GetMessage(*at, step)
                                                    : nullptr;
    }
    const FieldDescriptor* last = field.path.back().field;
    bool there =
        at != nullptr && (!last->has_presence() || at->GetReflection()->HasField(*at, last));
    key += there ? kPresent : kAbsent;
    if (there) {
      std::string scratch;
      if (field.kind == ValueKind::kString) {
        key += TextBytes(at->GetReflection()->GetStringReference(*at, last, &scratch));
      } else if (field.kind == ValueKind::kFloating) {
        key += DoubleBytes(FieldDouble(*at, last));
      } else {
        key += NumberBytes(FieldNumber(*at, last, field.kind));
      }
    }
    if (field.descending) {
      for (size_t i = start; i < key.size(); ++i) key[i] = static_cast<char>(~key[i]);
    }
  }
  return key;
}

}  // namespace clearway::resource
