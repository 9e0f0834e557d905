// Readers that read for somebody's eyes: collections show through them what that caller sees, and
// what it does not see does not exist.
//
// The dispatcher hands them to handlers, so that nobody can forget. What a service does for its own
// purposes with more than the caller sees says so:
//
//   ASSIGN_OR_RETURN(bool there, Runs().Exists(AsSystem(at), proposal.match_run()));
//
// Keys that are read without a collection (a service's projections under "p/") are shown as they
// are.
#ifndef CLEARWAY_COMMON_RESOURCE_VIEWED_H_
#define CLEARWAY_COMMON_RESOURCE_VIEWED_H_

#include <memory>
#include <utility>

#include "common/auth/viewer.h"
#include "common/secrets/vault.h"
#include "common/store/store.h"

namespace clearway::resource {

// Forwards everything to another reader, which must outlive it.
template <typename Base>
class ForwardingReader : public Base {
 public:
  explicit ForwardingReader(const store::Reader& reader) : reader_(reader) {}
  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override {
    return reader_.Get(key);
  }
  std::unique_ptr<store::Cursor> Scan(absl::string_view begin, absl::string_view end,
                                      bool reverse) const override {
    return reader_.Scan(begin, end, reverse);
  }
  store::Revision revision() const override { return reader_.revision(); }
  const secrets::Vault* vault() const override { return reader_.vault(); }

 private:
  const store::Reader& reader_;
};

// Shows records as `caller` sees them: those that it sees, without what it does not see of them.
// Thread-safe. Neither is owned.
class ViewedSnapshot final : public ForwardingReader<store::Snapshot> {
 public:
  ViewedSnapshot(const store::Snapshot& snapshot, const auth::Caller& caller)
      : ForwardingReader(snapshot), viewer_{&caller, /*whole=*/false} {}
  const auth::Viewer* viewer() const override { return &viewer_; }

 private:
  const auth::Viewer viewer_;
};

// Shows those records that `caller` sees, whole. Neither is owned.
class ViewedTxn final : public ForwardingReader<store::Txn> {
 public:
  ViewedTxn(store::Txn& txn, const auth::Caller& caller)
      : ForwardingReader(txn), txn_(txn), viewer_{&caller, /*whole=*/true} {}
  const auth::Viewer* viewer() const override { return &viewer_; }
  absl::Status Put(absl::string_view key, absl::string_view value) override {
    return txn_.Put(key, value);
  }
  absl::Status Delete(absl::string_view key, absl::string_view farewell) override {
    return txn_.Delete(key, farewell);
  }

 private:
  store::Txn& txn_;
  const auth::Viewer viewer_;
};

// Shows everything, whoever the reader reads for. The reader must outlive it.
class AsSystem final : public ForwardingReader<store::Reader> {
 public:
  explicit AsSystem(const store::Reader& reader) : ForwardingReader(reader) {}
};

// Shows records without what is personal in them, to whoever the reader reads for: what statistics
// are made of. Costs no decryption, needs no key, and is no read of personal data.
class WithoutPersonal final : public ForwardingReader<store::Reader> {
 public:
  explicit WithoutPersonal(const store::Reader& reader)
      : ForwardingReader(reader), viewer_(reader.viewer()) {}
  const auth::Viewer* viewer() const override { return viewer_; }
  const secrets::Vault* vault() const override { return secrets::Vault::Blind(); }

 private:
  const auth::Viewer* const viewer_;
};

// A view that holds the snapshot and the caller, for what goes on for a while: the snapshot itself
// where the caller sees everything, or is null.
std::shared_ptr<const store::Snapshot> ViewFor(std::shared_ptr<const auth::Caller> caller,
                                               std::shared_ptr<const store::Snapshot> snapshot);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_VIEWED_H_
