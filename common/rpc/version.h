// What --version and the first line of the log say.
#ifndef CLEARWAY_COMMON_RPC_VERSION_H_
#define CLEARWAY_COMMON_RPC_VERSION_H_

namespace clearway::rpc {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_VERSION_H_
