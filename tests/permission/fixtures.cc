#include "tests/permission/fixtures.h"

namespace clearway::permission {

Fixtures::Fixtures(World* world) : world_(world) {
  MakeUniversalization(this);
  MakeCooperation(this);
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
