#include "services/cooperation/sights.h"

#include <cstdio>
#include <cstdlib>

namespace clearway::cooperation {
namespace {

using google::protobuf::Message;

const auth::Visibility& VisibilityOf(const google::protobuf::Descriptor* type) {
  const auto visibility = auth::Visibility::For(type);
  if (!visibility.ok()) {  // a mistake in the program
    std::fprintf(stderr, "%s\n", visibility.status().ToString().c_str());
    std::abort();
  }
  return **visibility;
}

}  // namespace

Sights::Sights(const google::protobuf::Descriptor* type) : visibility_(VisibilityOf(type)) {}

int32_t Sights::Of(const Message& record) {
  std::string sight = visibility_.SightOf(record);
  const auto known = numbers_.find(sight);
  if (known != numbers_.end()) return known->second;
  std::unique_ptr<Message> example(record.New());
  example->ParsePartialFromString(sight);
  examples_.push_back(std::move(example));
  return numbers_[std::move(sight)] = size() - 1;
}

std::vector<char> Sights::SeenBy(const auth::Caller* caller) const {
  std::vector<char> seen(examples_.size(), 1);
  if (caller == nullptr) return seen;
  for (size_t i = 0; i < seen.size(); ++i) seen[i] = visibility_.Sees(*caller, *examples_[i]);
  return seen;
}

std::vector<char> Sights::OwnedBy(const auth::Caller* caller) const {
  std::vector<char> owned(examples_.size(), 1);
  if (caller == nullptr) return owned;
  for (size_t i = 0; i < owned.size(); ++i) owned[i] = visibility_.Owns(*caller, *examples_[i]);
  return owned;
}

}  // namespace clearway::cooperation
