#include "clients/cli/import_findings.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/table.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::cli {
namespace {

// Each violation by itself; the message when there are none.
std::vector<std::string> Sentences(const absl::Status& status) {
  google::rpc::BadRequest bad;
  std::vector<std::string> sentences;
  if (rpc::FindDetail(status, &bad)) {
    for (const auto& violation : bad.field_violations()) {
      sentences.push_back(absl::StrCat(violation.field(), " ", violation.description()));
    }
  }
  if (sentences.empty()) sentences.emplace_back(status.message());
  return sentences;
}

std::string ReasonText(const absl::Status& status) {
  const auto reason = rpc::ReasonOf(status);
  if (reason == type::v1::ERROR_REASON_UNSPECIFIED) return "";
  return type::v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1);
}

}  // namespace

std::string FindingText(const std::string& source, const Finding& finding) {
  const std::string where = absl::StrCat(source, ":", finding.row->line, ": ",
                                         absl::StatusCodeToString(finding.status.code()), ": ");
  std::string text;
  for (const std::string& sentence : Sentences(finding.status)) {
    absl::StrAppend(&text, where, sentence, "\n");
  }
  return text;
}

absl::Status WriteFindings(const std::string& path, const ImportFile& file,
                           const std::vector<Finding>& findings) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  std::vector<std::string> header = {"finding_line", "finding_code", "finding_reason", "finding"};
  for (const std::string& column : file.columns) {
    if (column.rfind(kFindingColumn, 0) != 0) header.push_back(column);
  }
  CsvRow(out, header);
  for (const Finding& finding : findings) {
    std::vector<std::string> line = {absl::StrCat(finding.row->line),
                                     std::string(absl::StatusCodeToString(finding.status.code())),
                                     ReasonText(finding.status),
                                     absl::StrJoin(Sentences(finding.status), "; ")};
    for (const auto& [column, cell] : finding.row->cells) {
      if (!column.empty() && column.rfind(kFindingColumn, 0) != 0) line.push_back(cell);
    }
    CsvRow(out, line);
  }
  out.flush();
  if (out.good()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write the file ", path));
}

}  // namespace clearway::cli
