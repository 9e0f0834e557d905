// The order of a list (AIP-132): "create_time desc, title".
//
// Fields are names or paths through sub-messages, not through lists or maps; each ascending unless
// "desc" follows. What is absent comes first (last with "desc"). Money is ordered by its amount
// whatever the currency, enums by their numbers, strings by their bytes (the first
// kMaxSortedBytes of them). Records that are equal in all of it follow by their names.
#ifndef CLEARWAY_COMMON_RESOURCE_ORDER_BY_H_
#define CLEARWAY_COMMON_RESOURCE_ORDER_BY_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/field_number.h"
#include "common/resource/field_path.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr size_t kMaxOrderFields = 8;
inline constexpr size_t kMaxSortedBytes = 100;

class OrderBy {
 public:
  // INVALID_ARGUMENT (ORDER_BY_INVALID, field "order_by").
  static absl::StatusOr<OrderBy> Make(absl::string_view text,
                                      const google::protobuf::Descriptor* type);

  // No order of its own: by name.
  bool empty() const { return fields_.empty(); }

  // Whether it orders by a field that `is`, or by one within such a field.
  bool Reads(const std::function<bool(const google::protobuf::FieldDescriptor*)>& is) const {
    for (const Field& field : fields_) {
      for (const Step& step : field.path) {
        if (is(step.field)) return true;
      }
    }
    return false;
  }

  // Bytes that sort as the records do. The same for every binary: page tokens hold them.
  std::string KeyOf(const google::protobuf::Message& record) const;

 private:
  struct Field {
    FieldPath path;
    ValueKind kind = ValueKind::kOther;
    bool descending = false;
  };
  std::vector<Field> fields_;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_ORDER_BY_H_
