// The cooperation service, whole: what main.cc runs and tests start.
#ifndef CLEARWAY_SERVICES_COOPERATION_WHOLE_SERVICE_H_
#define CLEARWAY_SERVICES_COOPERATION_WHOLE_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Every method of CooperationService; the default policy is seeded. Blocks. `now` is the clock of
// what runs beside calls.
absl::StatusOr<std::unique_ptr<rpc::Service>> MakeService(
    store::Store* store, std::function<absl::Time()> now = absl::Now);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_WHOLE_SERVICE_H_
