#include "common/secrets/master_key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/fingerprint.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::secrets {
namespace {

using ParsedKeys = config::v1::MasterKeys;

// What differs between one content of the file and the next.
std::string StampOf(const struct stat& file) {
  return absl::StrCat(file.st_dev, " ", file.st_ino, " ", file.st_size, " ", file.st_mtim.tv_sec,
                      ".", file.st_mtim.tv_nsec, " ", file.st_ctim.tv_sec, ".",
                      file.st_ctim.tv_nsec);
}

// Never shows what it could not read: an error message of a parser quotes its input.
absl::Status Parse(absl::string_view text, ParsedKeys* keys) {
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{")) {
    if (google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, keys).ok()) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError("is no JSON of clearway.config.v1.MasterKeys");
  }
  google::protobuf::TextFormat::Parser parser;
  std::string copy(text);
  const absl::Cleanup wipe = [&copy] { Wipe(&copy); };
  class Quiet : public google::protobuf::io::ErrorCollector {
    void AddError(int, int, const std::string&) override {}
  } quiet;
  parser.RecordErrorsTo(&quiet);
  if (parser.ParseFromString(copy, keys)) return absl::OkStatus();
  return absl::InvalidArgumentError("is no text of clearway.config.v1.MasterKeys");
}

absl::StatusOr<SecretBytes> ReadAll(int file, size_t size) {
  SecretBytes text(size);
  size_t done = 0;
  while (done < size) {
    const ssize_t got = read(file, text.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return absl::UnavailableError("changes while it is read");
    done += static_cast<size_t>(got);
  }
  return text;
}

}  // namespace

std::string MasterKeyId(absl::string_view key) {
  std::string text = absl::StrCat("clearway master key\n", key);
  std::string id = absl::BytesToHexString(resource::Sha256(text).substr(0, 8));
  Wipe(&text);
  return id;
}

absl::StatusOr<std::string> MasterKeyFile::CurrentId() {
  const absl::Status loaded = Load();
  // Each trouble is said once, whatever becomes of it.
  if (!loaded.ok() && loaded.message() != trouble_.message()) {
    rpc::Log(rpc::LogLevel::kError, "master keys not read",
             {{"error", loaded.message()}, {"in_force", current_}});
  }
  trouble_ = loaded;
  if (current_.empty()) return trouble_;
  return current_;
}

absl::Status MasterKeyFile::Load() {
  const int file = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    stamp_.clear();
    return absl::NotFoundError(
        absl::StrCat("the master key file ", path_, " cannot be opened: ", std::strerror(errno)));
  }
  const absl::Cleanup closer = [file] { close(file); };
  struct stat found;
  if (fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat("the master key file ", path_, " is no file"));
  }
  std::string stamp = StampOf(found);
  if (stamp == stamp_) return trouble_;
  stamp_.clear();
  if ((found.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the master key file ", path_, " may be read by others than its owner: chmod 600 it"));
  }
  if (found.st_uid != geteuid() && found.st_uid != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the master key file ", path_, " belongs to another user"));
  }
  if (found.st_size > static_cast<off_t>(kMaxMasterKeyFileBytes)) {
    return absl::InvalidArgumentError(absl::StrCat("the master key file ", path_, " is too large"));
  }
  const auto name = [this](const absl::Status& status) {
    return absl::Status(status.code(),
                        absl::StrCat("the master key file ", path_, " ", status.message()));
  };
  auto text = ReadAll(file, static_cast<size_t>(found.st_size));
  if (!text.ok()) return name(text.status());
  ParsedKeys parsed;
  const absl::Cleanup wipe = [&parsed] {
    for (config::v1::MasterKey& key : *parsed.mutable_keys()) Wipe(key.mutable_key());
  };
  if (const absl::Status status = Parse(text->view(), &parsed); !status.ok()) return name(status);
  if (parsed.keys().empty() || parsed.keys_size() > kMaxMasterKeys) {
    return name(absl::InvalidArgumentError(
        absl::StrCat("has ", parsed.keys_size(), " keys; there must be 1 to ", kMaxMasterKeys)));
  }
  std::map<std::string, std::shared_ptr<const Siv>> keys;
  std::string first;
  for (int i = 0; i < parsed.keys_size(); ++i) {
    const std::string& bytes = parsed.keys(i).key();
    auto siv = Siv::Make(bytes);
    if (!siv.ok()) {
      return name(absl::InvalidArgumentError(
          absl::StrCat("has, as keys[", i, "].key, ", siv.status().message(),
                       " random ones: \"openssl rand -base64 64\"")));
    }
    const std::string id = MasterKeyId(bytes);
    if (i == 0) first = id;
    if (!keys.emplace(id, *std::move(siv)).second) {
      return name(absl::InvalidArgumentError("has a key twice"));
    }
  }
  stamp_ = std::move(stamp);
  if (first != current_ || keys.size() != keys_.size()) {
    rpc::Log(rpc::LogLevel::kInfo, "master keys read",
             {{"file", path_}, {"wraps", first}, {"keys", static_cast<int64_t>(keys.size())}});
  }
  current_ = std::move(first);
  keys_ = std::move(keys);
  return absl::OkStatus();
}

absl::StatusOr<MasterWrapped> MasterKeyFile::Wrap(const SecretBytes& key,
                                                  absl::string_view context) {
  const auto found = keys_.find(current_);
  if (found == keys_.end()) return absl::UnavailableError("no master key has been read");
  MasterWrapped wrapped;
  wrapped.master_key_id = current_;
  ASSIGN_OR_RETURN(wrapped.bytes, found->second->Seal(key.view(), context));
  return wrapped;
}

absl::StatusOr<SecretBytes> MasterKeyFile::Unwrap(const MasterWrapped& wrapped,
                                                  absl::string_view context) {
  const auto found = keys_.find(wrapped.master_key_id);
  if (found == keys_.end()) {
    return absl::NotFoundError(absl::StrCat("master key ", wrapped.master_key_id,
                                            " is needed, and is not among those of ", path_));
  }
  return found->second->Open(wrapped.bytes, context);
}

}  // namespace clearway::secrets
