// Whether a file has changed.
#ifndef CLEARWAY_COMMON_RPC_LOOK_AT_FILE_H_
#define CLEARWAY_COMMON_RPC_LOOK_AT_FILE_H_

#include <string>

namespace clearway::rpc {

// Tells one state of a file from another without reading it; empty for one that is not there. Look
// before reading: what changes in between is then seen at the next look.
std::string LookAtFile(const std::string& path);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_LOOK_AT_FILE_H_
