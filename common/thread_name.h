// Names for threads, as `top -H`, debuggers and profilers show them.
#ifndef CLEARWAY_COMMON_THREAD_NAME_H_
#define CLEARWAY_COMMON_THREAD_NAME_H_

#include <pthread.h>

#include <cstddef>

namespace clearway {

// Names the calling thread. At most 15 characters: the kernel takes no more.
template <size_t N>
void NameThread(const char (&name)[N]) {
  static_assert(N <= 16, "a thread's name has at most 15 characters");
  pthread_setname_np(pthread_self(), name);
}

}  // namespace clearway

#endif  // CLEARWAY_COMMON_THREAD_NAME_H_
