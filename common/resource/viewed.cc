#include "common/resource/viewed.h"

namespace clearway::resource {
namespace {

class HeldView final : public ForwardingReader<store::Snapshot> {
 public:
  HeldView(std::shared_ptr<const auth::Caller> caller,
           std::shared_ptr<const store::Snapshot> snapshot)
      : ForwardingReader(*snapshot),
        caller_(std::move(caller)),
        snapshot_(std::move(snapshot)),
        viewer_{caller_.get(), /*whole=*/false} {}
  const auth::Viewer* viewer() const override { return &viewer_; }

 private:
  const std::shared_ptr<const auth::Caller> caller_;
  const std::shared_ptr<const store::Snapshot> snapshot_;
  const auth::Viewer viewer_;
};

}  // namespace

std::shared_ptr<const store::Snapshot> ViewFor(std::shared_ptr<const auth::Caller> caller,
                                               std::shared_ptr<const store::Snapshot> snapshot) {
  if (caller == nullptr || caller->unrestricted) return snapshot;
  return std::make_shared<HeldView>(std::move(caller), std::move(snapshot));
}

}  // namespace clearway::resource
