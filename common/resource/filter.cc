#include "common/resource/filter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/field_text.h"
#include "common/resource/filter_parser.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = FilterNode::Kind;

constexpr int kMaxSearchDepth = 8;

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// Whether any string of the message contains the text (which is in lower case).
bool ContainsText(const Message& message, const std::string& lower, int depth) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(message, &set);
  std::string scratch;
  for (const FieldDescriptor* field : set) {
    bool text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!text && (!IsMessage(field) || depth == kMaxSearchDepth)) continue;
    int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      bool found = false;
      if (text) {
        const std::string& value =
            field->is_repeated()
                ? reflection->GetRepeatedStringReference(message, field, i, &scratch)
                : reflection->GetStringReference(message, field, &scratch);
        found = absl::StrContains(absl::AsciiStrToLower(value), lower);
      } else {
        found =
            ContainsText(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                              : reflection->GetMessage(message, field),
                         lower, depth + 1);
      }
      if (found) return true;
    }
  }
  return false;
}

// The entry of a map with this key, or null.
const Message* FindEntry(const Message& message, const FieldDescriptor* map,
                         const std::string& key) {
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    if (FieldText(entry, map->message_type()->map_key()) == key) return &entry;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<Filter> Filter::Make(absl::string_view text, const Descriptor* type) {
  ASSIGN_OR_RETURN(FilterNode parsed, ParseFilter(text));
  Filter filter;
  ASSIGN_OR_RETURN(filter.root_, Bind(parsed, type));
  return filter;
}

absl::StatusOr<Filter::Node> Filter::Bind(const FilterNode& node, const Descriptor* type) {
  if (node.kind == Kind::kCompare) return BindComparison(node, type);
  Node bound;
  bound.kind = node.kind;
  if (node.kind == Kind::kText) {
    bound.lower_text = absl::AsciiStrToLower(node.literal.text);
    if (!node.literal.stars.empty()) {
      return FilterError(node.position,
                         "a text that stands alone has no asterisks: it is found "
                         "anywhere");
    }
    // A bare field name is most likely a comparison that was not finished.
    if (!node.literal.quoted && type->FindFieldByName(node.literal.text) != nullptr) {
      return FilterError(
          node.position,
          absl::StrCat(node.literal.text, " is a field: compare it, e.g. \"", node.literal.text,
                       ":*\", or put it in quotes to search for "
                       "the text"));
    }
  }
  for (const FilterNode& child : node.children) {
    ASSIGN_OR_RETURN(Node inner, Bind(child, type));
    bound.children.push_back(std::move(inner));
  }
  return bound;
}

absl::StatusOr<Filter::Node> Filter::BindComparison(const FilterNode& node,
                                                    const Descriptor* type) {
  Node bound;
  bound.kind = Kind::kCompare;
  auto path = ResolvePath(type, node.path, /*through_repeated=*/true);
  if (!path.ok()) return FilterError(node.position, path.status().message());
  bound.path = *std::move(path);
  const Step& last = bound.path.back();
  const FieldDescriptor* field = last.field;
  bool many = false;
  for (const Step& step : bound.path) {
    many = many || (step.field->is_repeated() && !step.has_key);
  }
  if (node.comparator == Comparator::kHas && node.literal.any()) {
    bound.present = true;
    return bound;
  }
  if (field->is_map() && !last.has_key) {
    if (node.comparator != Comparator::kHas) {
      return FilterError(node.position,
                         absl::StrCat(PathText(bound.path), " is a map: ask for a key with \"",
                                      PathText(bound.path), ":key\", or compare one value with \"",
                                      PathText(bound.path), ".key = value\""));
    }
    bound.has_key = true;
    bound.key = node.literal.text;
    return bound;
  }
  if (many && node.comparator == Comparator::kNotEqual) {
    return FilterError(node.position,
                       absl::StrCat(PathText(bound.path), " has several values; write NOT ",
                                    PathText(bound.path), ":value"));
  }
  const FieldDescriptor* value = last.has_key ? field->message_type()->map_value() : field;
  ASSIGN_OR_RETURN(bound.test, ValueTest::Make(value, node.comparator, node.literal,
                                               last.has_key || field->is_repeated()));
  return bound;
}

bool Filter::Reads(const Node& node, const std::function<bool(const FieldDescriptor*)>& is) {
  if (node.kind == Kind::kText) return true;
  for (const Step& step : node.path) {
    if (is(step.field)) return true;
  }
  for (const Node& child : node.children) {
    if (Reads(child, is)) return true;
  }
  return false;
}

bool Filter::Matches(const Node& node, const Message& record) {
  switch (node.kind) {
    case Kind::kAnd:
      for (const Node& child : node.children) {
        if (!Matches(child, record)) return false;
      }
      return true;
    case Kind::kOr:
      for (const Node& child : node.children) {
        if (Matches(child, record)) return true;
      }
      return false;
    case Kind::kNot:
      return !Matches(node.children[0], record);
    case Kind::kText:
      return ContainsText(record, node.lower_text, 0);
    case Kind::kCompare:
      return MatchesAt(node, record, 0);
  }
  return false;
}

// `message` is where the path has come to, `step` the next one to take.
bool Filter::MatchesAt(const Node& node, const Message& message, size_t step) {
  const Step& at = node.path[step];
  if (!at.has_key) return MatchesField(node, message, at.field, step);
  const Message* entry = FindEntry(message, at.field, at.key);
  return entry != nullptr &&
         MatchesField(node, *entry, at.field->message_type()->map_value(), step);
}

bool Filter::MatchesField(const Node& node, const Message& message, const FieldDescriptor* field,
                          size_t step) {
  const Reflection* reflection = message.GetReflection();
  bool last = step + 1 == node.path.size();
  if (last && node.has_key) return FindEntry(message, field, node.key) != nullptr;
  if (field->is_repeated()) {
    int count = reflection->FieldSize(message, field);
    if (last && node.present) return count > 0;
    for (int i = 0; i < count; ++i) {
      if (last ? node.test.Matches(message, field, i)
               : MatchesAt(node, reflection->GetRepeatedMessage(message, field, i), step + 1)) {
        return true;
      }
    }
    return false;
  }
  if (last && node.present) return node.path[step].has_key || reflection->HasField(message, field);
  if (IsMessage(field) && !reflection->HasField(message, field)) return false;
  return last ? node.test.Matches(message, field, -1)
              : MatchesAt(node, reflection->GetMessage(message, field), step + 1);
}

void Filter::Collect(const Node& node, std::vector<Equality>* equalities) {
  if (node.kind == Kind::kAnd) {
    for (const Node& child : node.children) Collect(child, equalities);
  } else if (node.kind == Kind::kCompare && !node.present && !node.has_key &&
             node.test.is_equality()) {
    equalities->push_back({PathText(node.path), node.test.equal_text()});
  }
}

std::vector<Filter::Equality> Filter::Equalities() const {
  std::vector<Equality> equalities;
  Collect(root_, &equalities);
  return equalities;
}

}  // namespace clearway::resource
