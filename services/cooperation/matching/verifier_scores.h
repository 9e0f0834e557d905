// The verifier's own reading of what a pair is worth and of its lot. Inner part of verifier.h; must
// not use scoring.h or lots.h (which say what both mean).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_SCORES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_SCORES_H_

#include <openssl/evp.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "services/cooperation/matching/records.h"

namespace clearway::matching::verifier {

class Scores {
 public:
  // `records` is kept by reference.
  explicit Scores(const Records& records);

  // 1 + Σ weight × criterion of an offer for a need in a year.
  int64_t Of(const Offer& offer, const Request& request, const NeedLine& line, int32_t year) const;

 private:
  int64_t Promptness(const Offer& offer, int32_t year) const;
  int64_t Continuity(const Offer& offer, const Request& request) const;
  int64_t Predictability(const Offer& offer, const NeedLine& line) const;
  int64_t Deadline(const Request& request, int32_t year) const;
  int64_t Implementers(const Offer& offer, const Request& request) const;
  int64_t Ownership(const Request& request) const;

  const Records& records_;
  // By provider and recipient, the years.
  std::map<std::pair<int32_t, int32_t>, std::set<int32_t>> given_;
};

// Lots of offers for needs in a year.
class Lots {
 public:
  explicit Lots(const Policy& policy);
  ~Lots();
  Lots(const Lots&) = delete;
  Lots& operator=(const Lots&) = delete;

  uint32_t Of(const Offer& offer, const Request& request, const NeedLine& line, int32_t year) const;

 private:
  const std::string seed_;
  EVP_MD* const sha256_;
  EVP_MD_CTX* const digest_;
};

}  // namespace clearway::matching::verifier

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_VERIFIER_SCORES_H_
