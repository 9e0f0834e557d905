#include "common/resource/page_token.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/resource/fingerprint.h"
#include "common/rpc/errors.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::PageToken;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kChecksumBytes = 4;
constexpr size_t kMaxTokenBytes = 8192;

std::string Checksum(absl::string_view bytes) { return Sha256(bytes).substr(0, kChecksumBytes); }

absl::Status Invalid(absl::string_view what) {
  return rpc::InvalidField("page_token",
                           absl::StrCat(what,
                                        "; pass on next_page_token as it was received, with "
                                        "the other fields unchanged, or leave it empty to "
                                        "begin again"),
                           type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace

uint64_t QueryOf(absl::string_view collection, const Message& request) {
  std::unique_ptr<Message> query(request.New());
  query->CopyFrom(request);
  for (const char* name : {"page_size", "page_token"}) {
    const FieldDescriptor* field = query->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) query->GetReflection()->ClearField(query.get(), field);
  }
  return Fingerprint(absl::StrCat(collection, "\n", request.GetDescriptor()->full_name(), "\n",
                                  DeterministicBytes(*query)));
}

std::string EncodePageToken(uint64_t query, const PagePosition& last) {
  PageToken token;
  token.set_query(query);
  token.set_sort_key(last.sort_key);
  token.set_id(last.id);
  std::string bytes = token.SerializeAsString();
  return absl::WebSafeBase64Escape(absl::StrCat(bytes, Checksum(bytes)));
}

absl::StatusOr<PagePosition> DecodePageToken(uint64_t query, absl::string_view token) {
  std::string bytes;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() < kChecksumBytes) {
    return Invalid("is damaged");
  }
  absl::string_view content = absl::string_view(bytes).substr(0, bytes.size() - kChecksumBytes);
  PageToken parsed;
  if (Checksum(content) != absl::string_view(bytes).substr(content.size()) ||
      !parsed.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
    return Invalid("is damaged");
  }
  if (parsed.query() != query) return Invalid("belongs to another query");
  return PagePosition{parsed.sort_key(), parsed.id()};
}

}  // namespace clearway::resource
