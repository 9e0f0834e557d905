// A service's methods as gRPC sees them: every one takes and gives bytes. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_RAW_METHODS_H_
#define CLEARWAY_COMMON_RPC_RAW_METHODS_H_

#include "common/rpc/completion.h"
#include "common/rpc/serving_threads.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

class RawMethods final : public grpc::Service {
 public:
  // `path` ("/package.Service/Method") outlives it. Before the server is built. Returns its index,
  // counted from 0.
  int Add(const char* path, bool streams);

  // Asks for the next call of a method, which `arrived` tells of; not ok: the server shuts down.
  // All of it stays until then.
  void AwaitUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* writer,
                  const ServingThreads& threads, Completion* arrived);
  void AwaitStream(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                   grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer, const ServingThreads& threads,
                   Completion* arrived);

 private:
  int count_ = 0;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_RAW_METHODS_H_
