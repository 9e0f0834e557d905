// What the rules of requests, offers and contributions ask of quantities, years and days alike.
// Violations are added, never returned, so that a record's faults are told all at once. Everything
// here is pure, and takes records that break field rules too.
#ifndef CLEARWAY_SERVICES_COOPERATION_QUANTITY_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_QUANTITY_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/quantity.pb.h"
#include "clearway/type/v1/audience.pb.h"
#include "common/rpc/errors.h"
#include "google/protobuf/repeated_field.h"
#include "google/type/date.pb.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {

// Money for funding and a count for every other kind (FIELD_INVALID); above zero and at most
// kMaxUnits (FIELD_OUT_OF_RANGE); in `expected`, unless that is empty (CURRENCY_MISMATCH).
void CheckQuantity(const v1::Quantity& quantity, v1::ResourceKind kind, const Commodity& expected,
                   absl::string_view field, rpc::Violations* bad);

// Each quantity as above, all in `expected` (empty: in the first one's), each year once.
void CheckYears(const google::protobuf::RepeatedPtrField<v1::YearlyQuantity>& years,
                v1::ResourceKind kind, Commodity expected, absl::string_view field,
                rpc::Violations* bad);

// Both are days, and `end` is before `begin`.
bool Inverted(const google::type::Date& begin, const google::type::Date& end);

// A day on which something became known is not in the future (FIELD_OUT_OF_RANGE).
void CheckKnown(const google::type::Date& known, const google::type::Date& today,
                absl::string_view field, rpc::Violations* bad);

// Members go with KIND_NAMED, and with nothing else.
void CheckAudience(const type::v1::Audience& audience, absl::string_view field,
                   rpc::Violations* bad);

// No element of a repeated enum is its UNSPECIFIED value.
void CheckSpecified(const google::protobuf::RepeatedField<int>& values, absl::string_view field,
                    rpc::Violations* bad);

// "field[3]".
std::string At(absl::string_view field, int index);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_QUANTITY_RULES_H_
