#include "common/auth/credentials/revoked_certificates.h"

#include <openssl/pem.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the revocation list ", why));
}

// All lists in PEM, or the one in DER.
absl::StatusOr<std::vector<X509CrlPtr>> ReadLists(absl::string_view bytes) {
  const OpensslErrors errors;
  const BioPtr from = ReadFrom(bytes);
  std::vector<X509CrlPtr> lists;
  if (!absl::StrContains(bytes, "-----BEGIN")) {
    lists.emplace_back(d2i_X509_CRL_bio(from.get(), nullptr));
    if (lists.back() == nullptr) return Invalid(absl::StrCat("cannot be read: ", errors.Last()));
    return lists;
  }
  while (X509_CRL* list = PEM_read_bio_X509_CRL(from.get(), nullptr, nullptr, nullptr)) {
    lists.emplace_back(list);
  }
  if (lists.empty() || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return Invalid(absl::StrCat("cannot be read: ", errors.Last()));
  }
  return lists;
}

bool IsSignedBy(X509_CRL* list, const X509& authority) {
  return X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(&authority)) == 0 &&
         X509_CRL_verify(list, X509_get0_pubkey(&authority)) == 1;
}

}  // namespace

absl::Status RevokedCertificates::SetAuthorities(absl::string_view pem) {
  ASSIGN_OR_RETURN(std::vector<X509Ptr> authorities, ParseCertificates(pem));
  std::lock_guard<std::mutex> lock(mutex_);
  authorities_ = std::move(authorities);
  for (auto it = refused_.begin(); it != refused_.end();) {
    auto list = Parse(it->second);
    if (list.ok()) {
      lists_[it->first] = *std::move(list);
      it = refused_.erase(it);
    } else {
      ++it;
    }
  }
  Publish();
  return absl::OkStatus();
}

absl::Status RevokedCertificates::SetList(const std::string& source, absl::string_view bytes) {
  std::lock_guard<std::mutex> lock(mutex_);
  auto list = Parse(bytes);
  if (!list.ok()) {
    if (absl::IsFailedPrecondition(list.status())) refused_[source] = std::string(bytes);
    return absl::InvalidArgumentError(list.status().message());
  }
  refused_.erase(source);
  lists_[source] = *std::move(list);
  Publish();
  return absl::OkStatus();
}

absl::StatusOr<RevokedCertificates::List> RevokedCertificates::Parse(
    absl::string_view bytes) const {
  const OpensslErrors errors;
  ASSIGN_OR_RETURN(const std::vector<X509CrlPtr> lists, ReadLists(bytes));
  List result;
  for (const X509CrlPtr& list : lists) {
    // An indirect, partitioned or delta list says so in a critical extension (RFC 5280, 5.2).
    if (X509_CRL_get_ext_by_critical(list.get(), 1, -1) >= 0) {
      return Invalid("has a critical extension: only whole, direct lists are taken");
    }
    // The authority's own spelling of its name is the one in its certificates (RFC 5280, 4.1.2.4).
    std::string issuer;
    for (const X509Ptr& authority : authorities_) {
      if (!IsSignedBy(list.get(), *authority)) continue;
      issuer = NameOf(X509_get_subject_name(authority.get()));
      break;
    }
    if (issuer.empty()) {
      return absl::FailedPreconditionError(
          "the revocation list is signed by none of the authorities");
    }
    const ASN1_TIME* next = X509_CRL_get0_nextUpdate(list.get());
    result.next_update[issuer] = next == nullptr ? absl::InfiniteFuture() : TimeOf(next);
    const STACK_OF(X509_REVOKED)* revoked = X509_CRL_get_REVOKED(list.get());
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
      const X509_REVOKED* entry = sk_X509_REVOKED_value(revoked, i);
      result.revoked.push_back(
          RevocationKey(issuer, SerialOf(X509_REVOKED_get0_serialNumber(entry))));
    }
  }
  return result;
}

void RevokedCertificates::Publish() {
  auto snapshot = std::make_shared<Snapshot>();
  for (const auto& [source, list] : lists_) {
    snapshot->revoked.insert(list.revoked.begin(), list.revoked.end());
    for (const auto& [issuer, next] : list.next_update) {
      // Of several lists of one authority, the freshest says when the next is due.
      auto [it, inserted] = snapshot->next_update.emplace(issuer, next);
      if (!inserted && it->second < next) it->second = next;
    }
  }
  snapshot_ = std::move(snapshot);
}

RevokedCertificates::State RevokedCertificates::StateOf(const Certificate& certificate,
                                                        absl::Time now) const {
  std::shared_ptr<const Snapshot> at;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    at = snapshot_;
  }
  State state;
  if (at->next_update.empty()) return state;
  state.revoked = at->revoked.contains(certificate.issuer_and_serial);
  auto it = at->next_update.find(certificate.issuer);
  state.stale = it != at->next_update.end() && now > it->second;
  return state;
}

}  // namespace clearway::auth
