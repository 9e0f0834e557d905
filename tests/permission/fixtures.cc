#include "tests/permission/fixtures.h"

#include <memory>

#include "google/protobuf/text_format.h"

namespace clearway::permission {

Fixtures::Fixtures(World* world) : world_(world) {
  MakeRegistry(this);
  MakeJoining(this);
  MakeAllegations(this);
  MakeMeetings(this);
  MakePartners(this);
  MakeCooperation(this);
}

std::string Fixtures::MakeFrom(const std::string& service, const Who& who,
                               const std::string& method, const std::string& request) {
  const auto* called = DescriptorOf(service)->FindMethodByName(method);
  if (called == nullptr) Must(absl::NotFoundError("there is no such method"), method);
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  std::unique_ptr<google::protobuf::Message> asked(
      factory->GetPrototype(called->input_type())->New());
  std::unique_ptr<google::protobuf::Message> answer(
      factory->GetPrototype(called->output_type())->New());
  if (!google::protobuf::TextFormat::ParseFromString(request, asked.get())) {
    Must(absl::InvalidArgumentError(request), method);
  }
  Must(world_->As(service, who)
           .CallRaw(DescriptorOf(service)->full_name() + "/" + method, *asked, answer.get()),
       method + " as " + who.role + " of " + who.actor + " with " + request);
  const auto* name = answer->GetDescriptor()->FindFieldByName("name");
  return name == nullptr ? "" : answer->GetReflection()->GetString(*answer, name);
}

std::string Fixtures::Write(const std::string& service, const Written& written) {
  const std::string name = MakeFrom(service, written.who, written.method, written.request);
  const auto or_others = [&](const std::string& situation) {
    return situation.empty() ? written.to_others : situation;
  };
  Add({written.collection,
       name,
       written.to_others,
       {{"states/NOR", or_others(written.to_norway)}, {"actors/isu", or_others(written.to_isu)}}});
  return name;
}

const Record* Fixtures::Find(const std::string& collection, const std::string& situation,
                             const std::string& actor) const {
  for (const Record& record : records_) {
    if (record.collection == collection && record.SituationFor(actor) == situation) return &record;
  }
  return nullptr;
}

const Record* Fixtures::Named(const std::string& name) const {
  for (const Record& record : records_) {
    if (record.name == name) return &record;
  }
  return nullptr;
}

std::string Fixtures::Absent(const std::string& like) {
  // States' names are codes, and all in use but a few.
  if (like.rfind("states/", 0) == 0) return "states/ZZZ";
  // What it stands within stays.
  std::string name = like;
  name.back() = name.back() == 'q' ? 'z' : 'q';
  name[name.rfind('/') + 1] = 'q';
  return name;
}

}  // namespace clearway::permission
