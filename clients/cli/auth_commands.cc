#include "clients/cli/auth_commands.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clearway/type/v1/who_am_i.pb.h"
#include "clients/cli/credential_text.h"
#include "clients/cli/table.h"
#include "common/auth/credentials/atomic_file.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/development_authority.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/status_macros.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::cli {
namespace {

using auth::DevelopmentAuthority;
using auth::FileMode;

constexpr size_t kMaxFileBytes = 1 << 20;

std::string Instant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

// "90m", "8h", "7d".
absl::StatusOr<absl::Duration> ParseLifetime(const std::string& text) {
  absl::string_view days = text;
  absl::Duration lifetime;
  if (absl::ConsumeSuffix(&days, "d") && absl::ParseDuration(absl::StrCat(days, "h"), &lifetime)) {
    return lifetime * 24;
  }
  if (absl::ParseDuration(text, &lifetime)) return lifetime;
  return absl::InvalidArgumentError(
      absl::StrCat("--lifetime \"", text, "\": must be a time such as 90m, 8h or 7d"));
}

}  // namespace

struct AuthCommands::Impl {
  struct Command {
    CLI::App* app;
    std::function<absl::Status(const Settings&, std::ostream& out, std::ostream& err)> run;
  };

  // A command below `auth`, with its example.
  CLI::App* Add(const char* name, const char* summary, const char* example,
                std::function<absl::Status(const Settings&, std::ostream&, std::ostream&)> run) {
    CLI::App* command = group->add_subcommand(name, summary);
    command->fallthrough();
    command->footer(absl::StrCat("Example:\n  clearway auth ", example));
    commands.push_back({command, std::move(run)});
    return command;
  }
  void AddDirectory(CLI::App* command) {
    command->add_option("directory", directory, "the authority's directory")->required();
  }

  absl::Status Init(std::ostream& out);
  absl::Status IssueCertificate(std::ostream& out);
  absl::Status IssueToken(std::ostream& out, std::ostream& err);
  absl::Status Revoke(std::ostream& out);
  absl::Status RotateKey(std::ostream& out);
  absl::Status Renew(std::ostream& out);
  absl::Status Show(std::ostream& out);
  absl::Status WhoAmI(const Settings& settings, std::ostream& out);

  std::function<absl::Time()> clock;
  CLI::App* group = nullptr;
  std::vector<Command> commands;

  // What was typed; each command uses what it has options for.
  std::string directory, identity, subject, audience, lifetime, out_file, certificate_file;
  std::string serial, token_file, reason, file, service = "cooperation";
  std::vector<std::string> dns_names, ip_addresses;
  bool forget_old = false;
  auth::DevelopmentSettings settings;
};

AuthCommands::AuthCommands(CLI::App* app, std::function<absl::Time()> clock)
    : impl_(std::make_unique<Impl>()) {
  Impl* const impl = impl_.get();
  impl->clock = std::move(clock);
  impl->group = app->add_subcommand("auth", "identities: a development authority, and who I am");
  impl->group->require_subcommand(1)->fallthrough();
  impl->group->footer(
      "Examples:\n"
      "  clearway auth init authority\n"
      "  clearway auth issue-token authority alice --out alice.token\n"
      "  clearway auth whoami");

  CLI::App* init = impl->Add(
      "init", "make a development authority in a new directory", "init /var/lib/clearway/authority",
      [impl](const Settings&, std::ostream& out, std::ostream&) { return impl->Init(out); });
  impl->AddDirectory(init);
  init->add_option("--trust-domain", impl->settings.trust_domain,
                   "of identities: spiffe://DOMAIN/actors/undp")
      ->capture_default_str();
  init->add_option("--issuer", impl->settings.issuer, "\"iss\" of its tokens")
      ->capture_default_str();
  init->add_option("--audience", impl->settings.audience, "\"aud\" of its tokens")
      ->capture_default_str();

  CLI::App* certificate = impl->Add(
      "issue-certificate", "issue a certificate with its key: OUT.pem and OUT.key",
      "issue-certificate authority services/cooperation --dns localhost --ip 127.0.0.1 \\\n"
      "      --lifetime 24h --out cooperation\n"
      "  clearway auth issue-certificate authority actors/undp/vientiane --out undp",
      [impl](const Settings&, std::ostream& out, std::ostream&) {
        return impl->IssueCertificate(out);
      });
  impl->AddDirectory(certificate);
  certificate
      ->add_option("identity", impl->identity, "services/NAME, actors/ACTOR[/…] or states/ISO3[/…]")
      ->required();
  certificate->add_option("--dns", impl->dns_names,
                          "a host name where it serves (may be repeated)");
  certificate->add_option("--ip", impl->ip_addresses,
                          "an address where it serves (may be repeated)");
  certificate->add_option("--lifetime", impl->lifetime, "such as 8h or 7d; 24h when left out");
  certificate->add_option("--out", impl->out_file, "the files' name without .pem and .key")
      ->required();

  CLI::App* token = impl->Add(
      "issue-token", "issue a bearer token for a person; prints it, or writes it into a file",
      "issue-token authority alice --lifetime 8h --out alice.token",
      [impl](const Settings&, std::ostream& out, std::ostream& err) {
        return impl->IssueToken(out, err);
      });
  impl->AddDirectory(token);
  token->add_option("subject", impl->subject, "who: the token's \"sub\"")->required();
  token->add_option("--audience", impl->audience, "the authority's own when left out");
  token->add_option("--lifetime", impl->lifetime, "such as 90m or 8h; 8h when left out");
  token->add_option("--certificate", impl->certificate_file,
                    "bind it to this certificate (PEM): it counts with no other");
  token->add_option("--out", impl->out_file, "a file, readable by its owner alone");

  CLI::App* revoke = impl->Add(
      "revoke", "revoke a certificate or tokens; services see it within about two seconds",
      "revoke authority --certificate undp.pem\n"
      "  clearway auth revoke authority --subject alice --reason 'left the organisation'",
      [impl](const Settings&, std::ostream& out, std::ostream&) { return impl->Revoke(out); });
  impl->AddDirectory(revoke);
  CLI::Option_group* which = revoke->add_option_group("What to revoke");
  which->add_option("--certificate", impl->certificate_file, "a certificate (PEM file)");
  which->add_option("--serial", impl->serial, "a certificate's serial number, hexadecimal");
  which->add_option("--token-file", impl->token_file, "a file with a token");
  which->add_option("--subject", impl->subject, "all tokens that somebody has been issued");
  which->require_option(1);
  revoke->add_option("--reason", impl->reason, "why, for the record of revoked tokens");

  CLI::App* rotate = impl->Add(
      "rotate-key", "sign tokens with a new key; those of the old one stay good",
      "rotate-key authority",
      [impl](const Settings&, std::ostream& out, std::ostream&) { return impl->RotateKey(out); });
  impl->AddDirectory(rotate);
  rotate->add_flag("--forget-old", impl->forget_old, "end the tokens of all keys before");

  CLI::App* renew = impl->Add(
      "renew", "sign the list of revoked certificates again, before it runs out after 30 days",
      "renew authority",
      [impl](const Settings&, std::ostream& out, std::ostream&) { return impl->Renew(out); });
  impl->AddDirectory(renew);

  CLI::App* show = impl->Add(
      "show", "what is in a certificate, token or revocation list, without any secret",
      "show undp.pem\n  clearway auth show alice.token",
      [impl](const Settings&, std::ostream& out, std::ostream&) { return impl->Show(out); });
  show->add_option("file", impl->file, "the file")->required();

  CLI::App* who = impl->Add("whoami", "ask a service who it takes us for, and for whom we may act",
                            "whoami --service universalization",
                            [impl](const Settings& settings, std::ostream& out, std::ostream&) {
                              return impl->WhoAmI(settings, out);
                            });
  who->add_option("--service", impl->service, "which service to ask")
      ->check(CLI::IsMember({"cooperation", "universalization"}))
      ->capture_default_str();
}

AuthCommands::~AuthCommands() = default;

bool AuthCommands::Chosen() const { return impl_->group->parsed(); }

absl::Status AuthCommands::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  for (const Impl::Command& command : impl_->commands) {
    if (command.app->parsed()) return command.run(settings, out, err);
  }
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::Init(std::ostream& out) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Create(directory, settings, clock()));
  config::v1::AuthConfig config = authority->Config();
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(config, &json, options);
  out << "An authority for development is in " << authority->Path("") << "\n"
      << "Keep authority.key and token-signing.key secret; never use it for anything that "
         "matters.\n"
      << "A service trusts it with this in its configuration:\n\"auth\": " << json;
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::IssueCertificate(std::ostream& out) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Open(directory));
  auth::CertificateOrder order;
  order.identity = identity;
  order.dns_names = dns_names;
  order.ip_addresses = ip_addresses;
  if (!lifetime.empty()) {
    ASSIGN_OR_RETURN(order.lifetime, ParseLifetime(lifetime));
  }
  ASSIGN_OR_RETURN(const auth::IssuedCertificate issued,
                   authority->IssueCertificate(order, clock()));
  // A renewal takes the place of the certificate before it, and of nothing else.
  const std::string pem_file = out_file + ".pem", key_file = out_file + ".key";
  auto pem = auth::ReadSmallFile(pem_file, kMaxFileBytes);
  auto key = auth::ReadSmallFile(key_file, kMaxFileBytes);
  if (pem.ok() || !absl::IsNotFound(key.status())) {
    auto before = auth::ParseCertificate(pem.ok() ? *pem : "");
    if (!before.ok() || before->uri != issued.uri) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--out ", out_file, ": there are files of this name, and not those of a certificate for ",
          issued.uri, "; choose another name"));
    }
  }
  RETURN_IF_ERROR(auth::WriteFileAtomically(key_file, issued.key_pem, FileMode::kSecret));
  RETURN_IF_ERROR(auth::WriteFileAtomically(pem_file, issued.certificate_pem, FileMode::kPublic));
  out << "identity:     " << issued.uri << "\nserial:       " << issued.serial
      << "\nexpires:      " << Instant(issued.expires) << "\ncertificate:  " << pem_file
      << "\nkey:          " << key_file << "\n";
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::IssueToken(std::ostream& out, std::ostream& err) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Open(directory));
  auth::TokenOrder order;
  order.subject = subject;
  order.audience = audience;
  if (!lifetime.empty()) {
    ASSIGN_OR_RETURN(order.lifetime, ParseLifetime(lifetime));
  }
  if (!certificate_file.empty()) {
    ASSIGN_OR_RETURN(order.certificate_pem, auth::ReadSmallFile(certificate_file, kMaxFileBytes));
  }
  ASSIGN_OR_RETURN(const auth::IssuedToken issued, authority->IssueToken(order, clock()));
  std::ostream& about = out_file.empty() ? err : out;
  if (out_file.empty()) {
    out << issued.token << "\n";
  } else {
    RETURN_IF_ERROR(auth::WriteFileAtomically(out_file, issued.token + "\n", FileMode::kSecret));
  }
  about << "identity:  " << issued.identity << "\nid:        " << issued.id
        << "\nexpires:   " << Instant(issued.expires) << "\n";
  if (!out_file.empty()) about << "token:     " << out_file << "\n";
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::Revoke(std::ostream& out) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Open(directory));
  if (!certificate_file.empty()) {
    ASSIGN_OR_RETURN(const std::string pem, auth::ReadSmallFile(certificate_file, kMaxFileBytes));
    ASSIGN_OR_RETURN(const auth::Certificate certificate, auth::ParseCertificate(pem));
    serial = certificate.serial;
  }
  if (!serial.empty()) {
    RETURN_IF_ERROR(authority->RevokeCertificate(serial, clock()));
    out << "revoked certificate " << absl::AsciiStrToLower(serial) << "\n";
    return absl::OkStatus();
  }
  if (!token_file.empty()) {
    ASSIGN_OR_RETURN(const std::string token, auth::ReadSmallFile(token_file, kMaxFileBytes));
    RETURN_IF_ERROR(authority->RevokeToken(token, reason, clock()));
    out << "revoked the token in " << token_file << "\n";
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(authority->RevokeTokensOf(subject, reason, clock()));
  out << "revoked all tokens of " << authority->settings().issuer << "#" << subject
      << " issued until now\n";
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::RotateKey(std::ostream& out) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Open(directory));
  RETURN_IF_ERROR(authority->RotateTokenKey(forget_old));
  out << "tokens are signed with a new key; "
      << (forget_old ? "those of all keys before have ended\n"
                     : "those of keys before stay good\n");
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::Renew(std::ostream& out) {
  ASSIGN_OR_RETURN(auto authority, DevelopmentAuthority::Open(directory));
  RETURN_IF_ERROR(authority->RenewRevocationList(clock()));
  out << "the list of revoked certificates is good for another 29 days at least\n";
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::Show(std::ostream& out) {
  ASSIGN_OR_RETURN(const std::string content, auth::ReadSmallFile(file, kMaxFileBytes));
  auto text = CredentialText(content, clock());
  if (!text.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": ", text.status().message()));
  }
  out << *text;
  return absl::OkStatus();
}

absl::Status AuthCommands::Impl::WhoAmI(const Settings& connection, std::ostream& out) {
  const std::string method = service == "cooperation"
                                 ? "clearway.cooperation.v1.CooperationService/WhoAmI"
                                 : "clearway.universalization.v1.UniversalizationService/WhoAmI";
  ASSIGN_OR_RETURN(auto client, connection.Connect(method));
  ASSIGN_OR_RETURN(const auto answer,
                   client->Call<type::v1::WhoAmIResponse>(method, type::v1::WhoAmIRequest()));
  PrintOne(out, connection.format(),
           {"identity", "actor", "roles", "own_names", "vetted", "state_party", "credential",
            "expire_time"},
           answer);
  return absl::OkStatus();
}

}  // namespace clearway::cli
