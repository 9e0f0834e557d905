#include "services/cooperation/quantity.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace clearway::cooperation {

Commodity CommodityOf(const v1::Quantity& quantity) {
  switch (quantity.value_case()) {
    case v1::Quantity::kMoney:
      return {true, quantity.money().currency_code()};
    case v1::Quantity::kCount:
      return {false, quantity.count().unit_code()};
    case v1::Quantity::VALUE_NOT_SET:
      break;
  }
  return {};
}

Parts PartsOf(const v1::Quantity& quantity) {
  if (quantity.has_money()) {
    return Parts(quantity.money().units()) * kPartsOfMoney + quantity.money().nanos();
  }
  return quantity.count().units();
}

Parts PartsPerUnit(const Commodity& commodity) { return commodity.money ? kPartsOfMoney : 1; }

v1::Quantity MakeQuantity(const Commodity& commodity, Parts parts) {
  v1::Quantity quantity;
  if (commodity.money) {
    auto* money = quantity.mutable_money();
    money->set_currency_code(commodity.code);
    money->set_units(static_cast<int64_t>(parts / kPartsOfMoney));
    money->set_nanos(static_cast<int32_t>(parts % kPartsOfMoney));
  } else {
    auto* count = quantity.mutable_count();
    count->set_unit_code(commodity.code);
    count->set_units(static_cast<int64_t>(parts));
  }
  return quantity;
}

std::string ToText(const v1::Quantity& quantity) {
  if (!quantity.has_money()) {
    return absl::StrCat(quantity.count().units(), " ", quantity.count().unit_code());
  }
  const auto& money = quantity.money();
  const bool negative = money.units() < 0 || money.nanos() < 0;
  const uint64_t units = negative ? 0 - static_cast<uint64_t>(money.units()) : money.units();
  std::string text = absl::StrCat(negative ? "-" : "", units);
  if (money.nanos() != 0) {
    std::string decimals = absl::StrFormat("%09d", negative ? -money.nanos() : money.nanos());
    while (decimals.size() > 2 && decimals.back() == '0') decimals.pop_back();
    absl::StrAppend(&text, ".", decimals);
  }
  return absl::StrCat(text, " ", money.currency_code());
}

bool FitsKind(const v1::Quantity& quantity, v1::ResourceKind kind) {
  if (kind == v1::RESOURCE_KIND_FUNDING) return quantity.has_money();
  return quantity.has_count();
}

bool IsSpent(const Commodity& commodity, Parts left) { return left < PartsPerUnit(commodity); }

}  // namespace clearway::cooperation
