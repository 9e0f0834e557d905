#include "services/cooperation/matching/problem_plan.h"

#include <openssl/evp.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace clearway::matching {
namespace {

void AppendNumber(uint64_t number, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(number >> shift));
  }
}

void AppendText(absl::string_view text, std::string* out) {
  AppendNumber(text.size(), 4, out);
  out->append(text.data(), text.size());
}

}  // namespace

std::vector<PlanLine> ReadPlan(const Context& context, const Problem& problem,
                               const Solution& solution) {
  const Network& network = problem.network;
  std::vector<PlanLine> lines;
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    const int64_t quantity = solution.pair_flow[i];
    if (quantity == 0) continue;
    const Network::Pair& pair = network.pairs[i];
    const int32_t offer_year = network.outlets[pair.outlet].offer_year;
    PlanLine line;
    line.pair = static_cast<int32_t>(i);
    line.offer = problem.offers[network.offer_years[offer_year].offer];
    line.need = problem.demands[pair.demand];
    line.quantity = quantity;
    line.offer_quantity =
        FloorTimes(quantity, context.offers()[line.offer].ratio->Inverse()).value_or(0);
    line.need_quantity =
        FloorTimes(quantity, context.needs()[line.need].ratio->Inverse()).value_or(0);
    line.score = pair.weight;
    if (line.offer_quantity > 0 && line.need_quantity > 0) lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end(), [](const PlanLine& a, const PlanLine& b) {
    return a.offer != b.offer ? a.offer < b.offer : a.need < b.need;
  });
  return lines;
}

void FingerprintWriter::Add(const Context& context, const Commodity& commodity,
                            const std::vector<PlanLine>& plan) {
  for (const PlanLine& line : plan) {
    const Need& need = context.needs()[line.need];
    AppendNumber(static_cast<uint64_t>(commodity.kind), 4, &bytes_);
    AppendText(commodity.unit, &bytes_);
    AppendText(context.offers()[line.offer].offer->name, &bytes_);
    AppendText(need.request->name, &bytes_);
    AppendText(need.line->id, &bytes_);
    AppendNumber(static_cast<uint64_t>(need.year->year), 4, &bytes_);
    AppendNumber(static_cast<uint64_t>(line.quantity), 8, &bytes_);
    AppendNumber(static_cast<uint64_t>(line.offer_quantity), 8, &bytes_);
    AppendNumber(static_cast<uint64_t>(line.need_quantity), 8, &bytes_);
  }
}

std::string FingerprintWriter::Finish() const {
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  unsigned int size = 0;
  EVP_Digest(bytes_.data(), bytes_.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

}  // namespace clearway::matching
