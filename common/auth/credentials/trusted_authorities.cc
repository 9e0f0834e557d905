#include "common/auth/credentials/trusted_authorities.h"

#include <algorithm>
#include <utility>

#include "common/status_macros.h"

namespace clearway::auth {

absl::Status TrustedAuthorities::Set(absl::string_view pem) {
  ASSIGN_OR_RETURN(List list, ParseCertificates(pem));
  auto shared = std::make_shared<const List>(std::move(list));
  std::lock_guard<std::mutex> lock(mutex_);
  list_ = std::move(shared);
  ++generation_;
  return absl::OkStatus();
}

int64_t TrustedAuthorities::generation() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return generation_;
}

bool TrustedAuthorities::Signed(const Certificate& certificate) const {
  std::shared_ptr<const List> list;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    list = list_;
  }
  const OpensslErrors errors;
  return std::any_of(list->begin(), list->end(), [&](const X509Ptr& authority) {
    return X509_NAME_cmp(X509_get_issuer_name(certificate.parsed.get()),
                         X509_get_subject_name(authority.get())) == 0 &&
           X509_verify(certificate.parsed.get(), X509_get0_pubkey(authority.get())) == 1;
  });
}

}  // namespace clearway::auth
