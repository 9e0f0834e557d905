// What the command line prints: messages as an aligned table, as CSV (RFC 4180), or as JSON.
#ifndef CLEARWAY_CLIENTS_CLI_TABLE_H_
#define CLEARWAY_CLIENTS_CLI_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace clearway::cli {

enum class Format { kTable, kJson, kCsv };

// Prints messages of one type one after the other. In a table, columns are as wide as their widest
// value (at most kMaxColumn characters, then cut with "…") and what is a number stands to the
// right; rows are kept until Finish. CSV and JSON (one object a line within an array) are written
// as they come, so that an export of any length needs no memory.
class Printer {
 public:
  static constexpr size_t kMaxColumn = 48;

  // `columns` are dotted field paths; a header is its last part in words. For JSON they are not
  // looked at.
  Printer(std::ostream& out, Format format, std::vector<std::string> columns);

  void Add(const google::protobuf::Message& message);
  // Writes what is still held back, and in a table says so when there was nothing.
  void Finish();

 private:
  std::ostream& out_;
  Format format_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<bool> numeric_;
  bool first_ = true;
};

// One message, for `get` and the answers of methods: as indented JSON, whatever its size; or as
// "field: value" lines when the format is a table; or as one CSV row of `columns`.
void PrintOne(std::ostream& out, Format format, const std::vector<std::string>& columns,
              const google::protobuf::Message& message);

// One line of CSV (RFC 4180), cells quoted where they must be.
void CsvRow(std::ostream& out, const std::vector<std::string>& cells);

// The text, cut with "…" when it is wider.
std::string CutToWidth(const std::string& text, size_t width);

// Width on a terminal: code points, which is right for the names in this data.
size_t DisplayWidth(const std::string& text);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_TABLE_H_
