// One request and one offer that fit, for tests that change one thing at a time.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_EXAMPLE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_EXAMPLE_H_

#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// Numbers of the example's parties.
inline constexpr int32_t kLaos = 0, kNorway = 1, kNgo = 2, kDonorAgency = 3;

// As of 15 March 2012: Laos (Asia, South-eastern Asia) asks USD 1,000.00 for clearance in each of
// 2012 and 2013; Norway offers USD 1,500.00, valid to the end of 2013. Weights are 10 each for the
// first nine criteria and 5 each for the last two.
inline Records ExampleRecords() {
  Records records;
  records.as_of = absl::CivilDay(2012, 3, 15);
  records.policy.name = "matchPolicies/default";
  records.policy.currency = "USD";
  records.policy.weights = {10, 10, 10, 10, 10, 10, 10, 10, 10, 5, 5};
  records.regions = {"Asia", "South-eastern Asia", "Europe"};
  Party laos{"states/LAO", "Laos"};
  laos.region = 0;
  laos.subregion = 1;
  laos.state_party = true;
  Party norway{"states/NOR", "Norway"};
  norway.region = 2;
  norway.state_party = true;
  Party ngo{"actors/ngo", "An NGO"};
  ngo.implementer = true;
  Party agency{"actors/norad", "Norad"};
  agency.acts_for = kNorway;
  records.parties = {laos, norway, ngo, agency};

  OpenPeriod open{true, absl::CivilDay(2011, 3, 15), absl::nullopt, absl::CivilDay(2013, 12, 31)};
  Request request;
  request.name = "assistanceRequests/lao";
  request.recipient = kLaos;
  request.open = open;
  NeedLine line;
  line.id = "funding";
  line.unit = "USD";
  line.digits = 2;
  line.years = {{2012, 100'000, 100'000}, {2013, 100'000, 100'000}};
  request.needs = {line};
  records.requests = {request};

  Offer offer;
  offer.name = "offers/nor";
  offer.provider = kNorway;
  offer.unit = "USD";
  offer.digits = 2;
  offer.total_left = 150'000;
  offer.open = open;
  offer.valid_from = absl::CivilDay(2012, 1, 1);
  records.offers = {offer};
  return records;
}

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_EXAMPLE_H_
