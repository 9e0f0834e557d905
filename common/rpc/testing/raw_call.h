// Calls with any bytes, as a broken or hostile client makes them. For tests inside common/rpc.
#ifndef CLEARWAY_COMMON_RPC_TESTING_RAW_CALL_H_
#define CLEARWAY_COMMON_RPC_TESTING_RAW_CALL_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/tls_files.h"

namespace clearway::rpc {

// One connection. `path` is "/package.Service/Method".
class RawCaller {
 public:
  // In plain text, unless `tls` has authorities.
  explicit RawCaller(const std::string& address, const TlsFiles& tls = {});
  ~RawCaller();
  // Sends `bytes` as one message, reads all answers; the status has the server's details. With a
  // deadline in the past, the call is still sent.
  absl::Status Call(const std::string& path, absl::string_view bytes,
                    absl::Duration timeout = absl::Seconds(10));
  // The same; the last answer's bytes, empty when there is none.
  std::string Answer(const std::string& path, absl::string_view bytes);
  // Metadata of every call from now on; the same key may be added twice.
  void AddMetadata(const std::string& key, const std::string& value);
  // The health service's answer for `service`: 1 is SERVING, 2 NOT_SERVING, -1 no answer.
  int Health(const std::string& service);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_RAW_CALL_H_
