// What the cooperation service's handlers are given by the process that runs them.
#ifndef CLEARWAY_SERVICES_COOPERATION_DEPS_H_
#define CLEARWAY_SERVICES_COOPERATION_DEPS_H_

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// A value; cheap to copy.
struct Deps {
  store::Store* store = nullptr;  // not owned; outlives every handler
  // The clock of everything that runs beside calls (a call brings its own time). Thread-safe.
  std::function<absl::Time()> now = absl::Now;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_DEPS_H_
