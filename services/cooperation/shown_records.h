// Which of the records in their places a caller is shown: a look into a table for each.
#ifndef CLEARWAY_SERVICES_COOPERATION_SHOWN_RECORDS_H_
#define CLEARWAY_SERVICES_COOPERATION_SHOWN_RECORDS_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace clearway::cooperation {

class ShownRecords {
 public:
  // All of them.
  ShownRecords() = default;
  // The record at `place` where by_key[keys[place]] is not 0. `keys` must outlive it.
  ShownRecords(const std::vector<int32_t>* keys, std::vector<char> by_key)
      : keys_(keys), by_key_(std::move(by_key)) {}

  bool operator()(size_t place) const { return keys_ == nullptr || by_key_[(*keys_)[place]] != 0; }

 private:
  const std::vector<int32_t>* keys_ = nullptr;
  std::vector<char> by_key_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SHOWN_RECORDS_H_
