// Files that are read again when they change: keys, authorities, lists of what is revoked.
//
//   FileWatcher watcher;
//   RETURN_IF_ERROR(watcher.Watch("/etc/clearway/jwks.json", 256 << 10, [&](absl::string_view text)
//   {
//     return keys.Load(text);
//   }));
//   watcher.Start(absl::Seconds(1));
//
// A file counts as changed when its device, inode, size or times do, so that writing it in place,
// replacing it by rename (which never shows half a file) and pointing a symbolic link elsewhere (as
// Kubernetes does) are all seen. It is looked at rather than listened to: that works alike on every
// file system, costs a system call a second, and cannot miss an event.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_WATCHER_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_WATCHER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::auth {

// The bytes of a regular file; NOT_FOUND, PERMISSION_DENIED, or INVALID_ARGUMENT when it has more
// than `max_bytes`. The message begins with the path.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t max_bytes);

// Thread-safe. Destroying it ends its thread, waiting for a `load` that runs.
class FileWatcher {
 public:
  // Takes over the content; what it cannot use it refuses with a reason, and keeps what it has.
  using Load = std::function<absl::Status(absl::string_view content)>;

  FileWatcher() = default;
  ~FileWatcher();
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

  // Reads and loads the file now, and again whenever it has changed, one file at a time. An error
  // now (the message names the file) leaves it unwatched. Later ones are logged, once for each
  // change: the file may be whole again the next time. `load` must not call the watcher.
  absl::Status Watch(std::string path, size_t max_bytes, Load load);

  // Looks every `interval` on a thread of its own from now on. Call it once at most.
  void Start(absl::Duration interval);

  // Looks at all files now, on this thread.
  void Poll();

 private:
  // What tells one content of a file from the next.
  struct Stamp {
    uint64_t device = 0, inode = 0;
    int64_t size = 0, modified_ns = 0, changed_ns = 0;
    bool operator==(const Stamp& other) const {
      return device == other.device && inode == other.inode && size == other.size &&
             modified_ns == other.modified_ns && changed_ns == other.changed_ns;
    }
  };
  struct File {
    std::string path;
    size_t max_bytes;
    Load load;
    Stamp stamp;          // of what was read last
    std::string digest;   // of what was loaded last
    bool settled = true;  // the stamp is old enough to tell a later change by
    std::string trouble;  // what was logged last; empty when all is well
  };

  static absl::StatusOr<Stamp> StampOf(const std::string& path);
  static absl::Status Read(File* file);
  static void Look(File* file);
  void Run(absl::Duration interval);

  std::mutex files_mutex_;  // held while files are read and loaded
  std::vector<File> files_;
  std::mutex stop_mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_WATCHER_H_
