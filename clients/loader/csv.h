// Tables in CSV (RFC 4180), as the project's data files and people's spreadsheets are: UTF-8, the
// first line names the columns, fields in double quotes may hold commas, line breaks and doubled
// quotes; lines end with LF or CRLF.
//
//   ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile("data/states.csv"));
//   RETURN_IF_ERROR(table.Require({"id", "display_name"}));
//   for (const CsvRow& row : table.rows()) {
//     if (row.Get("id").empty()) return row.Error("id is missing");
//   }
//
// What is refused, always with file and line ("states.csv:12: …"): a quote that is never closed, a
// quote inside an unquoted field, text after a closing quote, a row with more or fewer fields than
// the header, an empty or repeated column name. A byte order mark and empty lines are skipped.
#ifndef CLEARWAY_CLIENTS_LOADER_CSV_H_
#define CLEARWAY_CLIENTS_LOADER_CSV_H_

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::loader {

// The header of a table: shared by its rows.
struct CsvHeader {
  std::string source;  // the file's name, without its folder
  std::vector<std::string> columns;
  std::map<std::string, size_t, std::less<>> index;
};

// One row.
class CsvRow {
 public:
  CsvRow(std::shared_ptr<const CsvHeader> header, int line, std::vector<std::string> fields)
      : header_(std::move(header)), line_(line), fields_(std::move(fields)) {}

  // The field as it stands, quotes removed; empty when the table has no such column. Valid while
  // the row lives.
  absl::string_view Get(absl::string_view column) const;
  // The field's parts between semicolons, without surrounding spaces; none of them empty.
  std::vector<std::string> List(absl::string_view column) const;

  int line() const { return line_; }  // where the row begins; the header is line 1
  std::string Where() const;          // "states.csv:12"
  // INVALID_ARGUMENT: "states.csv:12: `what`".
  absl::Status Error(absl::string_view what) const;

 private:
  std::shared_ptr<const CsvHeader> header_;
  int line_;
  std::vector<std::string> fields_;
};

class CsvTable {
 public:
  // `source` stands in messages.
  static absl::StatusOr<CsvTable> Parse(absl::string_view text, absl::string_view source);
  // NOT_FOUND when there is no such file.
  static absl::StatusOr<CsvTable> ReadFile(const std::string& path);

  const std::vector<CsvRow>& rows() const { return rows_; }
  const std::vector<std::string>& columns() const { return header_->columns; }
  // INVALID_ARGUMENT naming every column that is missing.
  absl::Status Require(std::initializer_list<absl::string_view> columns) const;

 private:
  std::shared_ptr<const CsvHeader> header_;
  std::vector<CsvRow> rows_;
};

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_CSV_H_
