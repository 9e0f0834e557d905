#include "common/resource/filter_parser.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::resource {
namespace {

using Kind = FilterNode::Kind;

constexpr absl::string_view kWordEnds = " \t\r\n()\"'";

bool IsKeyword(absl::string_view word) { return word == "AND" || word == "OR" || word == "NOT"; }

FilterNode Combine(Kind kind, std::vector<FilterNode> children, size_t position) {
  if (children.size() == 1) return std::move(children[0]);
  FilterNode node;
  node.kind = kind;
  node.children = std::move(children);
  node.position = position;
  return node;
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<FilterNode> Parse() {
    SkipSpace();
    if (AtEnd()) return FilterNode();
    ASSIGN_OR_RETURN(FilterNode node, Expression(0));
    if (!AtEnd()) return Unexpected("a restriction, \"AND\", \"OR\" or the end");
    return node;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipSpace() {
    while (!AtEnd() && absl::ascii_isspace(static_cast<unsigned char>(Peek()))) ++at_;
  }
  // The word at the place, without moving.
  absl::string_view Word() const {
    absl::string_view rest = text_.substr(at_);
    return rest.substr(0, rest.find_first_of(" \t\r\n()\"'.:=<>!,"));
  }
  bool TakeKeyword(absl::string_view keyword) {
    if (Word() != keyword) return false;
    at_ += keyword.size();
    SkipSpace();
    return true;
  }
  absl::Status Unexpected(absl::string_view expected) const {
    std::string found = AtEnd() ? "the end" : rpc::Quote(text_.substr(at_), 20);
    return FilterError(at_, absl::StrCat("found ", found, "; expected ", expected));
  }

  absl::StatusOr<FilterNode> Expression(int depth);
  absl::StatusOr<FilterNode> Sequence(int depth);
  absl::StatusOr<FilterNode> Factor(int depth);
  absl::StatusOr<FilterNode> Term(int depth);
  absl::StatusOr<FilterNode> Restriction(int depth);
  absl::StatusOr<FilterLiteral> Quoted();
  absl::StatusOr<FilterLiteral> Argument();
  bool TakeComparator(Comparator* comparator);

  absl::string_view text_;
  size_t at_ = 0;
  int restrictions_ = 0;
};

absl::StatusOr<FilterNode> Parser::Expression(int depth) {
  if (depth > kMaxFilterDepth) {
    return FilterError(
        at_, absl::StrCat("parentheses and NOT are nested deeper than ", kMaxFilterDepth));
  }
  size_t start = at_;
  std::vector<FilterNode> all;
  do {
    ASSIGN_OR_RETURN(FilterNode node, Sequence(depth));
    all.push_back(std::move(node));
  } while (TakeKeyword("AND"));
  return Combine(Kind::kAnd, std::move(all), start);
}

absl::StatusOr<FilterNode> Parser::Sequence(int depth) {
  size_t start = at_;
  std::vector<FilterNode> all;
  do {
    ASSIGN_OR_RETURN(FilterNode node, Factor(depth));
    all.push_back(std::move(node));
  } while (!AtEnd() && Peek() != ')' && Word() != "AND" && Word() != "OR");
  return Combine(Kind::kAnd, std::move(all), start);
}

absl::StatusOr<FilterNode> Parser::Factor(int depth) {
  size_t start = at_;
  std::vector<FilterNode> any;
  do {
    ASSIGN_OR_RETURN(FilterNode node, Term(depth));
    any.push_back(std::move(node));
  } while (TakeKeyword("OR"));
  return Combine(Kind::kOr, std::move(any), start);
}

absl::StatusOr<FilterNode> Parser::Term(int depth) {
  size_t start = at_;
  bool negated = TakeKeyword("NOT");
  if (!negated && Peek() == '-') {
    negated = true;
    ++at_;
  }
  FilterNode node;
  if (Peek() == '(') {
    size_t open = at_++;
    SkipSpace();
    ASSIGN_OR_RETURN(node, Expression(depth + 1));
    if (Peek() != ')') {
      return AtEnd() ? FilterError(open, "this parenthesis is never closed")
                     : Unexpected("\")\", \"AND\" or \"OR\"");
    }
    ++at_;
    SkipSpace();
  } else {
    ASSIGN_OR_RETURN(node, Restriction(depth));
  }
  if (!negated) return node;
  FilterNode inverse;
  inverse.kind = Kind::kNot;
  inverse.position = start;
  inverse.children.push_back(std::move(node));
  return inverse;
}

absl::StatusOr<FilterLiteral> Parser::Quoted() {
  FilterLiteral literal;
  literal.quoted = true;
  literal.position = at_;
  char quote = text_[at_++];
  for (; !AtEnd() && Peek() != quote; ++at_) {
    char c = Peek();
    if (c == '\\') {
      c = Peek(1);
      if (c == '\0' || !absl::StrContains("\"'\\*", c)) {
        return FilterError(at_, "a backslash stands before a quote, a backslash or an asterisk");
      }
      ++at_;
    } else if (c == '*') {
      literal.stars.push_back(literal.text.size());
    }
    literal.text += c;
  }
  if (AtEnd()) return FilterError(literal.position, "this quote is never closed");
  ++at_;
  return literal;
}

absl::StatusOr<FilterLiteral> Parser::Argument() {
  if (Peek() == '"' || Peek() == '\'') return Quoted();
  FilterLiteral literal;
  literal.position = at_;
  absl::string_view rest = text_.substr(at_);
  absl::string_view word = rest.substr(0, rest.find_first_of(kWordEnds));
  // A comma may only part arguments of functions, and there are none.
  if (word.empty() || IsKeyword(word)) return Unexpected("a value");
  for (char c : word) {
    if (c == '*') literal.stars.push_back(literal.text.size());
    literal.text += c;
  }
  at_ += word.size();
  if (Peek() == '(' || Peek() == '"' || Peek() == '\'') return Unexpected("a space");
  return literal;
}

bool Parser::TakeComparator(Comparator* comparator) {
  char first = Peek();
  bool equals = Peek(1) == '=';
  switch (first) {
    case '=':
      *comparator = Comparator::kEqual;
      break;
    case ':':
      *comparator = Comparator::kHas;
      break;
    case '<':
      *comparator = equals ? Comparator::kLessEqual : Comparator::kLess;
      break;
    case '>':
      *comparator = equals ? Comparator::kGreaterEqual : Comparator::kGreater;
      break;
    case '!':
      if (!equals) return false;
      *comparator = Comparator::kNotEqual;
      break;
    default:
      return false;
  }
  at_ += first == '=' || first == ':' || !equals ? 1 : 2;
  SkipSpace();
  return true;
}

// What a:(b OR -c) means: the restriction on each text of the composite.
absl::Status Distribute(const FilterNode& restriction, FilterNode* composite) {
  if (composite->kind == Kind::kCompare) {
    return FilterError(composite->position, "only values may stand in an argument's parentheses");
  }
  if (composite->kind == Kind::kText) {
    composite->kind = Kind::kCompare;
    composite->path = restriction.path;
    composite->comparator = restriction.comparator;
  }
  for (FilterNode& child : composite->children) RETURN_IF_ERROR(Distribute(restriction, &child));
  return absl::OkStatus();
}

int CountTexts(const FilterNode& node) {
  int count = node.kind == Kind::kText ? 1 : 0;
  for (const FilterNode& child : node.children) count += CountTexts(child);
  return count;
}

absl::StatusOr<FilterNode> Parser::Restriction(int depth) {
  if (++restrictions_ > kMaxFilterRestrictions) {
    return FilterError(at_,
                       absl::StrCat("has more than ", kMaxFilterRestrictions, " restrictions"));
  }
  FilterNode node;
  node.kind = Kind::kText;
  node.position = at_;
  node.literal.position = at_;
  // The member; should it stand alone, `literal` is the text as it was written.
  while (true) {
    if (Peek() == '"' || Peek() == '\'') {
      ASSIGN_OR_RETURN(FilterLiteral part, Quoted());
      for (size_t star : part.stars) {
        node.literal.stars.push_back(node.literal.text.size() + star);
      }
      node.literal.quoted = true;
      node.literal.text += part.text;
      node.path.push_back(std::move(part.text));
    } else {
      absl::string_view word = Word();
      if (word.empty() || (node.path.empty() && IsKeyword(word))) {
        return Unexpected(node.path.empty() ? "the name of a field, a value or \"(\""
                                            : "the name of a field");
      }
      for (char c : word) {
        if (c == '*') node.literal.stars.push_back(node.literal.text.size());
        node.literal.text += c;
      }
      node.path.emplace_back(word);
      at_ += word.size();
    }
    if (Peek() != '.') break;
    node.literal.text += '.';
    ++at_;
  }
  if (Peek() == '(') {
    return FilterError(node.position,
                       absl::StrCat("there are no functions here; ", rpc::Quote(node.literal.text),
                                    " is followed by a parenthesis"));
  }
  bool spaced = !AtEnd() && absl::ascii_isspace(static_cast<unsigned char>(Peek()));
  SkipSpace();
  if (!TakeComparator(&node.comparator)) {
    if (!spaced && !AtEnd() && Peek() != ')') return Unexpected("a comparator or a space");
    node.path.clear();
    return node;
  }
  node.kind = Kind::kCompare;
  if (Peek() == '(') {
    size_t open = at_++;
    SkipSpace();
    ASSIGN_OR_RETURN(FilterNode composite, Expression(depth + 1));
    if (Peek() != ')') return FilterError(open, "this parenthesis is never closed");
    ++at_;
    SkipSpace();
    RETURN_IF_ERROR(Distribute(node, &composite));
    return composite;
  }
  ASSIGN_OR_RETURN(node.literal, Argument());
  SkipSpace();
  return node;
}

}  // namespace

absl::Status FilterError(size_t position, absl::string_view what) {
  return rpc::InvalidField("filter",
                           absl::StrCat("is wrong at character ", position + 1, ": ", what),
                           type::v1::ERROR_REASON_FILTER_INVALID);
}

absl::StatusOr<FilterNode> ParseFilter(absl::string_view filter) {
  if (filter.size() > kMaxFilterBytes) {
    return rpc::InvalidField(
        "filter",
        absl::StrCat("has ", filter.size(), " bytes; at most ", kMaxFilterBytes, " are allowed"),
        type::v1::ERROR_REASON_FILTER_INVALID);
  }
  ASSIGN_OR_RETURN(FilterNode node, Parser(filter).Parse());
  if (CountTexts(node) > kMaxFilterTexts) {
    return FilterError(
        0, absl::StrCat("has more than ", kMaxFilterTexts, " texts to search for everywhere"));
  }
  return node;
}

}  // namespace clearway::resource
