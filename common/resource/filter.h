// Filters of lists (AIP-160), parsed and bound to a message type once, then asked for each record.
//
//   ASSIGN_OR_RETURN(Filter filter, Filter::Make("state = OPEN AND total > 5000", type));
//   if (filter.Matches(record)) …
//
// How each kind of field is compared stands in filter_value.h; the grammar in filter_parser.h.
// Beyond that:
//   - "field:*" asks whether it is set: a message is there, a list or map is not empty, a scalar is
//     not its zero value.
//   - A path through a list, or to a list's elements, matches when any element does:
//     "years.quantity > 5", "tags:urgent". "!=" has no clear meaning there and is refused; write
//     NOT.
//   - "labels:k" asks whether a map has the key k, "labels.k = v" compares its value.
//   - A field of a message that is absent matches nothing, not even "!=".
//   - A text that stands alone ("clearance") matches a record in any of whose strings it is
//     contained, in any case.
#ifndef CLEARWAY_COMMON_RESOURCE_FILTER_H_
#define CLEARWAY_COMMON_RESOURCE_FILTER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/field_path.h"
#include "common/resource/filter_ast.h"
#include "common/resource/filter_value.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

class Filter {
 public:
  // INVALID_ARGUMENT (FILTER_INVALID, field "filter"). The empty filter matches everything.
  static absl::StatusOr<Filter> Make(absl::string_view text,
                                     const google::protobuf::Descriptor* type);

  // Thread-safe. REQUIRES: the record is of the filter's type.
  bool Matches(const google::protobuf::Message& record) const { return Matches(root_, record); }

  bool empty() const { return root_.kind == FilterNode::Kind::kAnd && root_.children.empty(); }

  // What every matching record has: the field at `path` (or one of its elements) has this text, as
  // FieldText makes it. An index can answer it.
  struct Equality {
    std::string path;
    std::string text;
  };
  std::vector<Equality> Equalities() const;

  // Whether Matches reads a field that `is`, by its path or because a text is looked for
  // everywhere.
  bool Reads(const std::function<bool(const google::protobuf::FieldDescriptor*)>& is) const {
    return Reads(root_, is);
  }

 private:
  struct Node {
    FilterNode::Kind kind = FilterNode::Kind::kAnd;
    std::vector<Node> children;
    FieldPath path;
    bool present = false;    // kCompare: only whether it is there
    bool has_key = false;    // kCompare: whether the map at the path has `key`
    std::string key;         // of has_key
    std::string lower_text;  // kText
    ValueTest test;
  };
  static absl::StatusOr<Node> Bind(const FilterNode& node,
                                   const google::protobuf::Descriptor* type);
  static absl::StatusOr<Node> BindComparison(const FilterNode& node,
                                             const google::protobuf::Descriptor* type);
  static bool Matches(const Node& node, const google::protobuf::Message& record);
  static bool MatchesAt(const Node& node, const google::protobuf::Message& message, size_t step);
  static bool MatchesField(const Node& node, const google::protobuf::Message& message,
                           const google::protobuf::FieldDescriptor* field, size_t step);
  static bool Reads(const Node& node,
                    const std::function<bool(const google::protobuf::FieldDescriptor*)>& is);
  static void Collect(const Node& node, std::vector<Equality>* equalities);

  Node root_;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FILTER_H_
