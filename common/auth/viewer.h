// For whom a reader of the store reads (store::Reader::viewer).
#ifndef CLEARWAY_COMMON_AUTH_VIEWER_H_
#define CLEARWAY_COMMON_AUTH_VIEWER_H_

#include "common/auth/caller.h"

namespace clearway::auth {

struct Viewer {
  const Caller* caller = nullptr;  // never null; not owned
  // Records are seen whole or not at all: what is read may be written back (a transaction). What of
  // it leaves the process is redacted on its way out.
  bool whole = false;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_VIEWER_H_
