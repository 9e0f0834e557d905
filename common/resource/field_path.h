// Paths to fields, as field masks, filters and order_by write them: "total.units",
// "labels.district", "years.quantity".
#ifndef CLEARWAY_COMMON_RESOURCE_FIELD_PATH_H_
#define CLEARWAY_COMMON_RESOURCE_FIELD_PATH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace clearway::resource {

struct Step {
  const google::protobuf::FieldDescriptor* field = nullptr;
  // On a map: the entry with this key rather than the whole map.
  bool has_key = false;
  std::string key;
};
using FieldPath = std::vector<Step>;

inline constexpr size_t kMaxPathSteps = 16;

// Splits at dots outside back quotes: "labels.`a.b`" is {"labels", "a.b"}. INVALID_ARGUMENT (its
// message fit to follow the field's name) for empty segments and open quotes.
absl::StatusOr<std::vector<std::string>> SplitPath(absl::string_view path);

// Finds the fields. `through_repeated`: whether the path may go on after a repeated message field
// (then it means that field of every element). INVALID_ARGUMENT with words that name the nearest
// right field; no error details, since only the caller knows which request field is wrong.
absl::StatusOr<FieldPath> ResolvePath(const google::protobuf::Descriptor* type,
                                      const std::vector<std::string>& segments,
                                      bool through_repeated);

// The path as it is written.
std::string PathText(const FieldPath& path);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FIELD_PATH_H_
