#include "common/rpc/tls13.h"

#include <dlfcn.h>
#include <openssl/ssl.h>

#include <algorithm>

// SSL_CTX_set_min_proto_version is a macro for this function, in gRPC too.
extern "C" long SSL_CTX_ctrl(SSL_CTX* context, int command, long number, void* pointer) {
  using Function = long (*)(SSL_CTX*, int, long, void*);
  static const auto openssl = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "SSL_CTX_ctrl"));
  if (command == SSL_CTRL_SET_MIN_PROTO_VERSION) number = std::max<long>(number, TLS1_3_VERSION);
  return openssl(context, command, number, pointer);
}

namespace clearway::rpc {

bool OnlyTls13() {
  // What the dynamic linker finds for everybody, which is ours only if it was exported.
  return dlsym(RTLD_DEFAULT, "SSL_CTX_ctrl") == reinterpret_cast<void*>(&SSL_CTX_ctrl);
}

}  // namespace clearway::rpc
