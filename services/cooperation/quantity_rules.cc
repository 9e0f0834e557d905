#include "services/cooperation/quantity_rules.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"

namespace clearway::cooperation {

using rpc::Violations;

void CheckQuantity(const v1::Quantity& quantity, v1::ResourceKind kind, const Commodity& expected,
                   absl::string_view field, Violations* bad) {
  if (kind != v1::RESOURCE_KIND_UNSPECIFIED && !FitsKind(quantity, kind)) {
    bad->Add(field, kind == v1::RESOURCE_KIND_FUNDING
                        ? "must be money, since the kind is RESOURCE_KIND_FUNDING"
                        : absl::StrCat("must be a count, since the kind is ",
                                       v1::ResourceKind_Name(kind)));
    return;
  }
  const Commodity commodity = CommodityOf(quantity);
  const Parts parts = PartsOf(quantity);
  if (parts <= 0) {
    bad->Add(field, "must be above zero", type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  } else if (parts > Parts(kMaxUnits) * PartsPerUnit(commodity)) {
    bad->Add(field, absl::StrCat("must be at most ", kMaxUnits, " units"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  if (!expected.code.empty() && commodity != expected) {
    bad->Add(field, absl::StrCat("must be in ", expected.code, ", not in ", commodity.code),
             type::v1::ERROR_REASON_CURRENCY_MISMATCH);
  }
}

void CheckYears(const google::protobuf::RepeatedPtrField<v1::YearlyQuantity>& years,
                v1::ResourceKind kind, Commodity expected, absl::string_view field,
                Violations* bad) {
  std::set<int> seen;
  for (int i = 0; i < years.size(); ++i) {
    const std::string path = At(field, i);
    CheckQuantity(years[i].quantity(), kind, expected, absl::StrCat(path, ".quantity"), bad);
    if (expected.code.empty()) expected = CommodityOf(years[i].quantity());
    if (!seen.insert(years[i].year()).second) {
      bad->Add(absl::StrCat(path, ".year"),
               absl::StrCat(years[i].year(), " stands twice; give each year once"));
    }
  }
}

bool Inverted(const google::type::Date& begin, const google::type::Date& end) {
  return calendar::IsDay(begin) && calendar::IsDay(end) &&
         calendar::ToCivil(end) < calendar::ToCivil(begin);
}

void CheckKnown(const google::type::Date& known, const google::type::Date& today,
                absl::string_view field, Violations* bad) {
  if (Inverted(known, today)) {
    bad->Add(field, absl::StrCat("must not be after today, ", calendar::ToString(today)),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

void CheckAudience(const type::v1::Audience& audience, absl::string_view field, Violations* bad) {
  const bool named = audience.kind() == type::v1::Audience::KIND_NAMED;
  if (named && audience.members().empty()) {
    bad->Add(absl::StrCat(field, ".members"), "must name someone with KIND_NAMED",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  } else if (!named && !audience.members().empty()) {
    bad->Add(absl::StrCat(field, ".members"), "must be empty but with KIND_NAMED");
  }
}

void CheckSpecified(const google::protobuf::RepeatedField<int>& values, absl::string_view field,
                    Violations* bad) {
  for (int i = 0; i < values.size(); ++i) {
    if (values[i] == 0) bad->Add(At(field, i), "must not be unspecified");
  }
}

std::string At(absl::string_view field, int index) { return absl::StrCat(field, "[", index, "]"); }

}  // namespace clearway::cooperation
