// One unary call as gRPC has it: asked for, arrived, finished. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_RAW_UNARY_H_
#define CLEARWAY_COMMON_RPC_RAW_UNARY_H_

#include <atomic>
#include <memory>

#include "common/rpc/raw_methods.h"

namespace clearway::rpc {

// Made by one of its subclasses, which has what it serves; handed to Await, it lives until gRPC and
// whoever else holds it let go. Thread-safe once it has arrived.
class RawUnary : public std::enable_shared_from_this<RawUnary> {
 public:
  virtual ~RawUnary() = default;

  // Asks for the next call of the method. When it has come, another is asked for first.
  static void Await(std::shared_ptr<RawUnary> call);

 protected:
  RawUnary(RawMethods* methods, int index, ServingThreads* threads)
      : methods_(*methods), index_(index), threads_(*threads), hold_(threads) {}

  // A call that waits to be the next one, of the same method.
  virtual std::shared_ptr<RawUnary> Another() const = 0;
  // The call has come: its context and its request are there. Called on a serving thread; lets
  // Finish be called, then or later, on any thread, once.
  virtual void Arrived() = 0;

  // Answers with `response` if `status` is OK, else with that.
  void Finish(const grpc::ByteBuffer& response, const grpc::Status& status);

  // True once nobody waits for the answer.
  bool gone() const { return gone_.load(std::memory_order_relaxed); }
  grpc::ServerContext& context() { return context_; }
  const grpc::ByteBuffer& bytes() const { return bytes_; }

  RawMethods& methods_;
  const int index_;
  ServingThreads& threads_;

 private:
  void OnArrival(bool ok);
  void OnFinished(bool /*ok*/) { LetGo(); }
  void OnDone(bool /*ok*/);
  void LetGo();

  const ServingThreads::Hold hold_;
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_{&context_};
  Completes<RawUnary> arrival_{this, &RawUnary::OnArrival};
  Completes<RawUnary> finished_{this, &RawUnary::OnFinished};
  Completes<RawUnary> done_{this, &RawUnary::OnDone};
  std::atomic<int> awaited_{2};  // of `finished_` and `done_`, how many have not come
  std::atomic<bool> gone_{false};
  std::shared_ptr<RawUnary> self_;  // while gRPC needs it
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_RAW_UNARY_H_
