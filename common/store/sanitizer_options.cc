// For tests of what uses RocksDB, under sanitizers.
//
// Debian's librocksdb is not instrumented: its lock-free lists copy bytes with the C library's
// functions, which ThreadSanitizer sees, and order them with atomics, which it does not. What
// happens inside such libraries is left out; our own code is still watched.
//
// The sanitizers chose the names.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }

// A buffer that RocksDB was about to begin when the disk failed is lost by it, once: the store
// stops then (rocksdb_crash_test.cc).
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:rocksdb::DBImpl::SwitchMemtable\n";
}
// NOLINTEND(bugprone-reserved-identifier)
