#include "clients/cli/import_command.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clearway/type/v1/batch_write.pb.h"
#include "clients/cli/progress_line.h"
#include "clients/loader/request_id.h"
#include "common/resource/nearest.h"
#include "common/rpc/errors.h"
#include "common/rpc/wire_status.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using type::v1::BatchWriteRequest;
using type::v1::BatchWriteResponse;

constexpr int kMostInABatch = 500;  // batch_write.proto

// The commands whose methods write: those whose requests have a request_id.
absl::StatusOr<const Command*> FindWrite(const std::string& group, const std::string& verb) {
  std::vector<std::string> verbs;
  for (const Command& command : Commands()) {
    const MethodDescriptor* method = FindMethod(command.method);
    if (group != command.group || method->input_type()->FindFieldByName("request_id") == nullptr ||
        method->server_streaming()) {
      continue;
    }
    if (verb == command.verb) return &command;
    verbs.emplace_back(command.verb);
  }
  if (!verbs.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("nothing is imported by \"", group, " ", verb,
                                                   "\"", resource::DidYouMean(verb, verbs), "\n  ",
                                                   group, " has ", absl::StrJoin(verbs, ", ")));
  }
  std::vector<std::string> groups;
  for (const Group& known : Groups()) groups.emplace_back(known.name);
  return absl::InvalidArgumentError(absl::StrCat("nothing is imported into \"", group, "\"",
                                                 resource::DidYouMean(group, groups)));
}

void SetRequestId(const std::string& method, std::map<std::string, int>* seen, Message* request) {
  std::string id = loader::RequestIdFor(method, *request);
  // Rows that say the same are still several.
  const int times = (*seen)[id]++;
  if (times > 0) id = loader::RequestIdFor(absl::StrCat(method, "#", times), *request);
  request->GetReflection()->SetString(request,
                                      request->GetDescriptor()->FindFieldByName("request_id"), id);
}

absl::Status StatusOf(const google::rpc::Status& error) {
  return rpc::FromWire(error.code(), error.message(), error.SerializeAsString());
}

}  // namespace

struct ImportCommand::Job {
  ImportFile file;
  const Command* command = nullptr;
  std::unique_ptr<rpc::Client> client;
  std::vector<std::pair<const ImportRow*, std::unique_ptr<Message>>> requests;
  std::vector<Finding> findings;
  int stored = 0;

  std::string service() const {
    const std::string method = command->method;
    return method.substr(0, method.find('/') + 1);
  }
  BatchWriteRequest Batch(size_t begin, size_t end) const {
    BatchWriteRequest batch;
    for (size_t i = begin; i < end; ++i) {
      auto* write = batch.add_writes();
      write->set_method(FindMethod(command->method)->name());
      write->mutable_request()->PackFrom(*requests[i].second);
    }
    return batch;
  }
};

ImportCommand::ImportCommand(CLI::App* app)
    : app_(app->add_subcommand("import", "a file's rows, each as a call of one of the commands")) {
  app_->fallthrough();
  app_->add_option("group", group_, "of what: \"actors\"")->required();
  app_->add_option("verb", verb_, "which command of it: \"create\", \"update\"")->required();
  app_->add_option(
          "file", path_,
          "CSV whose first line names fields (\"display_name\", \"action.date\"), or JSON: "
          "an array, or an object a line")
      ->required()
      ->type_name("FILE");
  app_->add_flag("--validate-only", validate_only_,
                 "only check every row: nothing is stored, and rows see what those before them "
                 "(in the same 500) would have stored");
  app_->add_flag("--atomic", atomic_,
                 absl::StrCat("all rows or none; at most ", kMostInABatch, " rows"));
  app_->add_option("--findings", findings_path_,
                   "writes the refused rows there, each with what is wrong, as CSV to mend and "
                   "import again")
      ->type_name("FILE");
  app_->footer(
      "Rows are stored one by one, and those that are refused are told and left out, unless "
      "--atomic.\nAn import that was broken off is run again as it was: nothing is stored "
      "twice.\nExamples:\n  clearway import actors create organisations.csv --findings wrong.csv\n"
      "  clearway import states record deposits.csv --validate-only");
}

absl::Status ImportCommand::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  Job job;
  ASSIGN_OR_RETURN(job.command, FindWrite(group_, verb_));
  ASSIGN_OR_RETURN(job.file, ReadImportFile(path_));
  const RowRequests rows(FindMethod(job.command->method));
  RETURN_IF_ERROR(rows.CheckColumns(job.file.columns));
  for (const ImportRow& row : job.file.rows) {
    auto request = rows.Build(row);
    if (!request.ok()) {
      job.findings.push_back({&row, request.status()});
      continue;
    }
    job.requests.emplace_back(&row, *std::move(request));
  }
  if (atomic_ && job.file.rows.size() > kMostInABatch) {
    return absl::InvalidArgumentError(absl::StrCat(job.file.source, " has ", job.file.rows.size(),
                                                   " rows; --atomic takes ", kMostInABatch,
                                                   " at most: divide it, or leave --atomic out"));
  }
  ASSIGN_OR_RETURN(job.client, settings.Connect(job.command->method));
  absl::Status status;
  if (validate_only_) {
    status = Check(&job);
  } else if (atomic_) {
    // Rows that are no requests refuse all.
    status = job.findings.empty() ? StoreAll(&job) : Check(&job);
  } else {
    status = StoreEach(&job, err);
  }
  absl::Status reported = Report(job, out, err);
  return status.ok() ? reported : status;
}

absl::Status ImportCommand::Check(Job* job) const {
  for (size_t begin = 0; begin < job->requests.size(); begin += kMostInABatch) {
    const size_t end = std::min(begin + kMostInABatch, job->requests.size());
    BatchWriteRequest batch = job->Batch(begin, end);
    batch.set_validate_only(true);
    ASSIGN_OR_RETURN(const auto response,
                     job->client->Call<BatchWriteResponse>(job->service() + "BatchWrite", batch));
    for (int i = 0; i < response.results_size(); ++i) {
      if (!response.results(i).has_error()) continue;
      job->findings.push_back(
          {job->requests[begin + i].first, StatusOf(response.results(i).error())});
    }
  }
  return absl::OkStatus();
}

absl::Status ImportCommand::StoreAll(Job* job) const {
  if (job->requests.empty()) return absl::OkStatus();
  BatchWriteRequest batch = job->Batch(0, job->requests.size());
  batch.set_request_id(loader::RequestIdFor(job->service(), batch));
  const auto response = job->client->Call<BatchWriteResponse>(job->service() + "BatchWrite", batch);
  if (response.ok()) {
    job->stored = response->results_size();
    return absl::OkStatus();
  }
  // Each row's own finding; the batch's error names the first.
  RETURN_IF_ERROR(Check(job));
  return job->findings.empty() ? response.status() : absl::OkStatus();
}

absl::Status ImportCommand::StoreEach(Job* job, std::ostream& err) const {
  ProgressLine progress(err);
  const std::unique_ptr<Message> response =
      NewMessage(FindMethod(job->command->method)->output_type());
  std::map<std::string, int> seen;
  int done = 0;
  for (const auto& [row, request] : job->requests) {
    SetRequestId(job->command->method, &seen, request.get());
    const absl::Status status =
        job->client->CallRaw(job->command->method, *request, response.get());
    if (absl::IsUnavailable(status) || absl::IsUnauthenticated(status) ||
        absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status)) {
      return absl::Status(status.code(),
                          absl::StrCat(job->file.source, ":", row->line, ": ", status.message(),
                                       "\nRun the same command again to go on: what is stored is "
                                       "not stored twice."));
    }
    if (status.ok()) {
      ++job->stored;
    } else {
      job->findings.push_back({row, status});
    }
    ++done;
    progress.Set(
        static_cast<int>(done * int64_t{1000} / static_cast<int64_t>(job->requests.size())),
        absl::StrCat(done, " of ", job->requests.size(), " rows"));
  }
  return absl::OkStatus();
}

absl::Status ImportCommand::Report(const Job& job, std::ostream& out, std::ostream& err) const {
  std::vector<Finding> findings = job.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.row->line < b.row->line; });
  for (const Finding& finding : findings) err << FindingText(job.file.source, finding);
  if (!findings_path_.empty()) RETURN_IF_ERROR(WriteFindings(findings_path_, job.file, findings));
  const size_t refused = findings.size();
  out << job.file.rows.size() << (job.file.rows.size() == 1 ? " row: " : " rows: ");
  if (validate_only_) {
    out << job.file.rows.size() - refused << " right, " << refused
        << " wrong; nothing was stored\n";
  } else {
    out << job.stored << " stored, " << refused << " refused"
        << (atomic_ && refused > 0 ? "; nothing was stored" : "") << "\n";
  }
  if (refused == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(refused, refused == 1 ? " row was" : " rows were", " refused",
                   findings_path_.empty() ? "; --findings FILE keeps them with their reasons"
                                          : absl::StrCat("; see ", findings_path_)));
}

}  // namespace clearway::cli
