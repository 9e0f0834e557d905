// Records' values in the words that officers read.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_WORDS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_WORDS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

std::string DayText(absl::CivilDay day);                       // "2010-11-12"
std::string CommodityText(Kind kind, absl::string_view unit);  // "funding", "personnel (MON)"
std::string AreasText(uint32_t areas);        // "clearance, victim assistance"; all: "every area"
std::string ChannelsText(uint32_t channels);  // "bilateral, NGO"; all: "every channel"

// "1,234,567.89 USD", "12 MON". `quantity` is in the smallest units, `digits` decimals.
std::string QuantityText(int64_t quantity, absl::string_view unit, int digits);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_WORDS_H_
