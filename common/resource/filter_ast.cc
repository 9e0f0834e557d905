#include "common/resource/filter_ast.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace clearway::resource {
namespace {

std::string Quoted(const std::string& text, const std::vector<size_t>& stars) {
  std::string out = "\"";
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool wildcard = std::find(stars.begin(), stars.end(), i) != stars.end();
    if (c == '"' || c == '\\' || (c == '*' && !wildcard)) out += '\\';
    out += c;
  }
  return out + "\"";
}

// What needs no quotes at the beginning of a path.
bool IsName(const std::string& text) {
  if (text.empty() || text == "AND" || text == "OR" || text == "NOT") return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

std::string Joined(const std::vector<FilterNode>& children, const char* word) {
  std::string out;
  for (const FilterNode& child : children) {
    absl::StrAppend(&out, out.empty() ? "" : word, FilterText(child));
  }
  return absl::StrCat("(", out, ")");
}

}  // namespace

const char* ComparatorText(Comparator comparator) {
  switch (comparator) {
    case Comparator::kEqual:
      return "=";
    case Comparator::kNotEqual:
      return "!=";
    case Comparator::kLess:
      return "<";
    case Comparator::kLessEqual:
      return "<=";
    case Comparator::kGreater:
      return ">";
    case Comparator::kGreaterEqual:
      return ">=";
    case Comparator::kHas:
      return ":";
  }
  return "";
}

std::string FilterText(const FilterNode& node) {
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      return node.children.empty() ? "" : Joined(node.children, " AND ");
    case FilterNode::Kind::kOr:
      return Joined(node.children, " OR ");
    case FilterNode::Kind::kNot:
      // One NOT cannot follow another.
      return node.children[0].kind == FilterNode::Kind::kNot
                 ? absl::StrCat("NOT (", FilterText(node.children[0]), ")")
                 : absl::StrCat("NOT ", FilterText(node.children[0]));
    case FilterNode::Kind::kText:
      return Quoted(node.literal.text, node.literal.stars);
    case FilterNode::Kind::kCompare:
      break;
  }
  std::string out = IsName(node.path[0]) ? node.path[0] : Quoted(node.path[0], {});
  for (size_t i = 1; i < node.path.size(); ++i)
    absl::StrAppend(&out, ".", Quoted(node.path[i], {}));
  return absl::StrCat(out, " ", ComparatorText(node.comparator), " ",
                      Quoted(node.literal.text, node.literal.stars));
}

}  // namespace clearway::resource
