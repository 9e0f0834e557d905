#include "services/universalization/areas.h"

#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/names.h"

namespace clearway::universalization {
namespace {

using v1::Area;

absl::Status CheckArea(const store::Reader& at, const Area& area, absl::string_view self) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckNames(Areas(), at, self, "area", area.display_name(), area.aliases(), &bad));
  // A blank name has been found already.
  if (bad.empty()) {
    RETURN_IF_ERROR(
        CheckNames(States(), at, /*self=*/"", "area", area.display_name(), area.aliases(), &bad));
  }
  return bad.ToStatus();
}

}  // namespace

absl::Status CheckCreateArea(const rpc::Call&, const store::Reader& at,
                             const v1::CreateAreaRequest& request) {
  return CheckArea(at, request.area(), Areas().NameOf(request.area_id()));
}

absl::StatusOr<Area> CreateArea(const rpc::Call& call, store::Txn& txn,
                                const v1::CreateAreaRequest& request) {
  RETURN_IF_ERROR(CheckCreateArea(call, txn, request));
  return Areas().Create(call, txn, request.area(), request.area_id(), /*keep_output_only=*/false);
}

absl::StatusOr<Area> GetArea(const rpc::Call&, const store::Snapshot& at,
                             const v1::GetAreaRequest& request) {
  return Areas().Get(at, request.name());
}

absl::StatusOr<v1::ListAreasResponse> ListAreas(const rpc::Call&, const store::Snapshot& at,
                                                const v1::ListAreasRequest& request) {
  return Areas().List<v1::ListAreasResponse>(at, request);
}

absl::StatusOr<Area> UpdateArea(const rpc::Call& call, store::Txn& txn,
                                const v1::UpdateAreaRequest& request) {
  auto check = [&txn](const Area& before, Area* after) {
    return CheckArea(txn, *after, before.name());
  };
  return Areas().Update(call, txn, request.area(),
                        {.mask = request.update_mask(), .etag = request.area().etag()}, check);
}

}  // namespace clearway::universalization
