// Collections of the test resources.
#ifndef CLEARWAY_COMMON_RESOURCE_TESTING_PROJECTS_H_
#define CLEARWAY_COMMON_RESOURCE_TESTING_PROJECTS_H_

#include <string>
#include <vector>

#include "common/resource/collection.h"
#include "common/resource/testing/project.pb.h"

namespace clearway::resource::testing {

inline const Collection<Project>& Projects() {
  static const auto* projects = [] {
    CollectionOptions options;
    options.collection = "projects";
    Index provider, state, tag, district, country;
    provider.name = "provider";
    provider.field = "provider";
    state.name = "state";
    state.field = "state";
    tag.name = "tag";
    tag.keys = [](const Message& message) {
      const auto& tags = static_cast<const Project&>(message).tags();
      return std::vector<std::string>(tags.begin(), tags.end());
    };
    district.name = "district";
    district.field = "place.district";
    // As services write theirs: a record without the field is not in the index.
    country.name = "country";
    country.field = "country";
    country.keys = [](const Message& message) {
      const std::string& code = static_cast<const Project&>(message).country();
      return code.empty() ? std::vector<std::string>{} : std::vector<std::string>{code};
    };
    options.indexes = {provider, state, tag, district, country};
    return new Collection<Project>(options);
  }();
  return *projects;
}

// "projects/{project}/steps/{step}", not soft-deleted.
inline const Collection<Step>& Steps() {
  static const auto* steps = [] {
    CollectionOptions options;
    options.collection = "steps";
    options.within = {"projects"};
    return new Collection<Step>(options);
  }();
  return *steps;
}

inline Project Titled(const std::string& title, const std::string& provider = "actors/a") {
  Project project;
  project.set_title(title);
  project.set_provider(provider);
  return project;
}

}  // namespace clearway::resource::testing

#endif  // CLEARWAY_COMMON_RESOURCE_TESTING_PROJECTS_H_
