#include "common/rpc/raw_unary.h"

#include <utility>

namespace clearway::rpc {

void RawUnary::Await(std::shared_ptr<RawUnary> call) {
  RawUnary& self = *call;
  self.self_ = std::move(call);
  self.context_.AsyncNotifyWhenDone(self.done_.Tag());
  self.methods_.AwaitUnary(self.index_, &self.context_, &self.bytes_, &self.writer_, self.threads_,
                           &self.arrival_);
}

void RawUnary::OnArrival(bool ok) {
  // It is not done, as it never began.
  if (!ok) return self_.reset();
  const std::shared_ptr<RawUnary> kept = self_;  // it may be finished before Arrived returns
  Await(Another());
  Arrived();
}

void RawUnary::Finish(const grpc::ByteBuffer& response, const grpc::Status& status) {
  if (status.ok()) {
    writer_.Finish(response, status, finished_.Tag());
  } else {
    writer_.FinishWithError(status, finished_.Tag());
  }
}

void RawUnary::OnDone(bool /*ok*/) {
  if (context_.IsCancelled()) gone_ = true;
  LetGo();
}

void RawUnary::LetGo() {
  // The last reference may go with it.
  if (awaited_.fetch_sub(1) == 1) std::shared_ptr<RawUnary>(std::move(self_)).reset();
}

}  // namespace clearway::rpc
