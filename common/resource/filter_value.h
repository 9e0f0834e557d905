// A filter's literal as a test of values of one field.
#ifndef CLEARWAY_COMMON_RESOURCE_FILTER_VALUE_H_
#define CLEARWAY_COMMON_RESOURCE_FILTER_VALUE_H_

#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/field_number.h"
#include "common/resource/filter_ast.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

// What a literal means depends on the field:
//   numbers    "42", "-1.5e3" (a fraction only for floating fields)
//   bool       true, false
//   enums      a value's name with or without its prefix; = and != alone
//   Timestamp  RFC 3339, or a day, month or year: then the whole of it (UTC)
//   Date       2012-11-12, 2012-11, 2012: the last two mean all their days
//   Duration   seconds: "20s", "1.5s"
//   Money      an amount, whatever the currency: "5000", "12.50"; or of one currency: "USD 5000"
//   strings    = and != with * for any characters; ":" asks whether it is contained, in any case
//              (of the elements of a list and the values of a map: whether it is equal)
class ValueTest {
 public:
  // FILTER_INVALID when the literal does not fit the field or the comparator.
  // `element`: the field is looked at as an element of a list or a map's value.
  static absl::StatusOr<ValueTest> Make(const google::protobuf::FieldDescriptor* field,
                                        Comparator comparator, const FilterLiteral& literal,
                                        bool element);

  // `index`: the element of a list, -1 for a singular field.
  bool Matches(const google::protobuf::Message& message,
               const google::protobuf::FieldDescriptor* field, int index) const;

  // Whether only values with one text match, and that text as FieldText has it.
  bool is_equality() const { return !equal_text_.empty() || equal_empty_; }
  const std::string& equal_text() const { return equal_text_; }

 private:
  // Comparable values between lo and hi are equal to the literal.
  struct Interval {
    absl::int128 lo = 0, hi = 0;
  };
  static absl::StatusOr<Interval> ReadInterval(const google::protobuf::FieldDescriptor* field,
                                               ValueKind kind, const FilterLiteral& literal,
                                               std::string* currency);

  ValueKind kind_ = ValueKind::kString;
  Comparator comparator_ = Comparator::kEqual;
  bool contains_ = false;
  Interval interval_;
  double number_ = 0;
  std::string currency_;             // Money of this currency only; empty: of any
  std::string text_;                 // for contains: in lower case
  std::vector<std::string> pieces_;  // what stands between the asterisks; one piece: no asterisk
  std::string equal_text_;
  bool equal_empty_ = false;
};

// Whether the text consists of the pieces in order with anything between them.
bool MatchesPieces(absl::string_view text, const std::vector<std::string>& pieces);

// The literal cut at its asterisks.
std::vector<std::string> PiecesOf(const FilterLiteral& literal);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FILTER_VALUE_H_
