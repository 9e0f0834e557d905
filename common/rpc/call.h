// What every handler is told about the call that it answers. No gRPC here: handlers and rules are
// plain functions over messages, tested without a server.
#ifndef CLEARWAY_COMMON_RPC_CALL_H_
#define CLEARWAY_COMMON_RPC_CALL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/auth/caller.h"
#include "google/type/date.pb.h"

namespace clearway::rpc {

// A value; cheap to copy. All fields are set before a handler sees it, and stay.
struct Call {
  std::string method;  // "clearway.cooperation.v1.CooperationService/CreateOffer"
  std::string actor;   // for whom the caller acts: "actors/{actor}", "states/{state}"
  // Who is calling; never null before a handler. Calls made in tests may leave it out.
  std::shared_ptr<const auth::Caller> caller;
  std::string peer;        // from where: "127.0.0.1:53422"
  std::string request_id;  // of the request; empty when the method has none or it was not given
  std::string trace_id;    // W3C trace context: 32 hexadecimal digits
  absl::Time time;         // when the call arrived, by the server's (injected) clock
  absl::Time deadline = absl::InfiniteFuture();
  uint64_t seed = 0;  // random, drawn once per call: what ids are made from

  // True once nobody waits for the answer. Long computations ask now and then. May be empty.
  std::function<bool()> cancelled;

  bool Cancelled() const { return cancelled && cancelled(); }

  // The caller, unless it sees everything (or the call has none): then null.
  const auth::Caller* restricted_caller() const {
    return caller == nullptr || caller->unrestricted ? nullptr : caller.get();
  }

  // An id for a new resource: 20 characters [a-z0-9], beginning with a letter, made from the call's
  // time (so that ids sort roughly by creation) and seed. The same call and `nth` give the same id,
  // so a transaction that is run again makes the same records.
  std::string NewId(int nth = 0) const;

  // The UTC day of `time`: what `as_of` means when it is absent.
  google::type::Date Today() const;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CALL_H_
