// Records in a few words, for tests.
//
//   v1::Offer offer = Parse<v1::Offer>(R"pb(name: "offers/a" kind: RESOURCE_KIND_FUNDING)pb");
#ifndef CLEARWAY_SERVICES_COOPERATION_TESTING_H_
#define CLEARWAY_SERVICES_COOPERATION_TESTING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "google/protobuf/text_format.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// The message that the text stands for; stops the test program when it stands for none.
template <typename T>
T Parse(const std::string& text) {
  T message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) abort();
  return message;
}

inline google::type::Date MakeDate(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A complete request of Laos: "funding" of 1000 USD in 2012 and 2000 USD in 2013, "teams" of 12 MON
// in 2012. No state, no progress.
inline v1::AssistanceRequest ExampleRequest() {
  return Parse<v1::AssistanceRequest>(R"pb(
    recipient: "states/LAO"
    title: "Clearance in Xieng Khouang"
    area_of_work: AREA_OF_WORK_CLEARANCE
    needs {
      need_id: "funding"
      kind: RESOURCE_KIND_FUNDING
      years {
        year: 2012
        quantity { money { currency_code: "USD" units: 1000 } }
      }
      years {
        year: 2013
        quantity { money { currency_code: "USD" units: 2000 } }
      }
    }
    needs {
      need_id: "teams"
      kind: RESOURCE_KIND_PERSONNEL
      years {
        year: 2012
        quantity { count { unit_code: "MON" units: 12 } }
      }
    }
    audience { kind: KIND_EVERYONE }
  )pb");
}

// A complete offer of Norway: 3000 USD in all, 2000 a year in 2012 and 2013, 1500 for one recipient
// and year, valid until the end of 2013. No state, no progress.
inline v1::Offer ExampleOffer() {
  return Parse<v1::Offer>(R"pb(
    provider: "states/NOR"
    title: "Norwegian mine action"
    kind: RESOURCE_KIND_FUNDING
    total { money { currency_code: "USD" units: 3000 } }
    years {
      year: 2012
      quantity { money { currency_code: "USD" units: 2000 } }
    }
    years {
      year: 2013
      quantity { money { currency_code: "USD" units: 2000 } }
    }
    cap_per_recipient_year { money { currency_code: "USD" units: 1500 } }
    valid_from { year: 2012 month: 1 day: 1 }
    valid_until { year: 2013 month: 12 day: 31 }
  )pb");
}

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_TESTING_H_
