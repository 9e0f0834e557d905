// One server-streaming call as gRPC has it: asked for, arrived, written to, finished. Private to
// common/rpc.
#ifndef CLEARWAY_COMMON_RPC_RAW_STREAM_H_
#define CLEARWAY_COMMON_RPC_RAW_STREAM_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "common/rpc/raw_methods.h"

namespace clearway::rpc {

// Thread-safe, but for what says otherwise.
class RawStream {
 public:
  // Who writes to it. Called on serving threads, no lock held.
  class Writer {
   public:
    // The message was taken, or (not ok) never will be.
    virtual void OnWriteDone(bool ok) = 0;
    // The client has gone. At most once, after Opened.
    virtual void OnCancel() = 0;
    // Last of all, after Opened: gRPC is done with the stream, which may go.
    virtual void OnDone() = 0;

   protected:
    ~Writer() = default;
  };
  // Called on a serving thread for each call that comes; gives it a writer, calls Opened and, then
  // or later, Finish.
  using Open = std::function<void(std::unique_ptr<RawStream> stream)>;

  // Asks for calls of the method, one after the other.
  static void Await(RawMethods* methods, int index, ServingThreads* threads, Open open);

  // Before anything is written.
  void SetWriter(Writer* writer) { stream_writer_ = writer; }
  // After everything else that opening the stream takes: until then it is neither cancelled nor
  // done. Nothing of it may be used after that by who does not hold it otherwise.
  void Opened();

  // One at a time. Keeps what it needs of `message`.
  void Write(const grpc::ByteBuffer& message);
  // Once. What is being written goes first.
  void Finish(const grpc::Status& status);
  void TryCancel() { context_.TryCancel(); }

  grpc::ServerContext& context() { return context_; }
  const grpc::ByteBuffer& bytes() const { return bytes_; }

 private:
  RawStream(RawMethods* methods, int index, ServingThreads* threads, Open open);

  void OnArrival(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool /*ok*/) { LetGo(); }
  void OnEnd(bool ok);
  void LetGo();

  RawMethods& methods_;
  const int index_;
  ServingThreads& threads_;
  const ServingThreads::Hold hold_;
  Open open_;
  Writer* stream_writer_ = nullptr;
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
  Completes<RawStream> arrival_{this, &RawStream::OnArrival};
  Completes<RawStream> written_{this, &RawStream::OnWritten};
  Completes<RawStream> finished_{this, &RawStream::OnFinished};
  Completes<RawStream> ended_{this, &RawStream::OnEnd};
  // How many are still to come: the end, Opened, Finish and, each from Write on, what is written.
  std::atomic<int> awaited_{3};
  std::mutex mutex_;
  bool opened_ = false;
  bool cancelled_ = false;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_RAW_STREAM_H_
