#include "common/rpc/raw_methods.h"

namespace clearway::rpc {

using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

int RawMethods::Add(const char* path, bool streams) {
  AddMethod(new RpcServiceMethod(
      path, streams ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRaw(count_);
  return count_++;
}

void RawMethods::AwaitUnary(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                            grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* writer,
                            const ServingThreads& threads, Completion* arrived) {
  RequestAsyncUnary(index, context, request, writer, threads.queue(), threads.queue(),
                    arrived->Tag());
}

void RawMethods::AwaitStream(int index, grpc::ServerContext* context, grpc::ByteBuffer* request,
                             grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                             const ServingThreads& threads, Completion* arrived) {
  RequestAsyncServerStreaming(index, context, request, writer, threads.queue(), threads.queue(),
                              arrived->Tag());
}

}  // namespace clearway::rpc
