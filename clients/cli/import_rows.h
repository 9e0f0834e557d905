// The rows of a file that is imported: a CSV table, a JSON array of resources, or one JSON object a
// line. And each as a request of the method that it is for.
#ifndef CLEARWAY_CLIENTS_CLI_IMPORT_ROWS_H_
#define CLEARWAY_CLIENTS_CLI_IMPORT_ROWS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::cli {

struct ImportRow {
  int line = 0;  // of the file; of JSON in an array, which one (from 1)
  // A CSV row's cells by column; or, under the column "", the whole row as JSON.
  std::vector<std::pair<std::string, std::string>> cells;
};

struct ImportFile {
  std::string source;                // the file's name without its folder
  std::vector<std::string> columns;  // of CSV; empty for JSON
  std::vector<ImportRow> rows;
};

// Columns with which a list of findings begins (import_findings.h): no fields.
inline constexpr char kFindingColumn[] = "finding";

// What a file of name `path` holds: ".csv" is CSV, else JSON. NOT_FOUND, or INVALID_ARGUMENT with
// the place.
absl::StatusOr<ImportFile> ReadImportFile(const std::string& path);
absl::StatusOr<ImportFile> ParseImport(const std::string& text, const std::string& source);

// Makes requests of one method from rows. A column is a field of the resource that the method
// writes, by its path ("state", "action.date"), or else one of the request's own ("parent"). The
// column "name" of a create gives the id, and the parent of a resource within another.
class RowRequests {
 public:
  // `method` writes.
  explicit RowRequests(const google::protobuf::MethodDescriptor* method);

  // INVALID_ARGUMENT naming every column that is no field.
  absl::Status CheckColumns(const std::vector<std::string>& columns) const;
  // INVALID_ARGUMENT naming every cell that cannot be read, and how it would be right. An update's
  // mask is the columns that the row fills.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Build(const ImportRow& row) const;

  // The request's own resource field; null when it has none.
  const google::protobuf::FieldDescriptor* resource() const { return resource_; }

 private:
  absl::Status Set(google::protobuf::Message* request, const std::string& column,
                   const std::string& text) const;
  absl::Status SetName(google::protobuf::Message* request, const std::string& name) const;
  void FillMask(google::protobuf::Message* request, const std::vector<std::string>& paths) const;

  const google::protobuf::MethodDescriptor* method_;
  const google::protobuf::FieldDescriptor* resource_ = nullptr;
  const google::protobuf::FieldDescriptor* id_ = nullptr;  // of a create: "pledge_id"
  const google::protobuf::FieldDescriptor* mask_ = nullptr;
};

// The one resource that a request carries (a message with a name and an etag); null when it has
// none.
const google::protobuf::FieldDescriptor* ResourceField(const google::protobuf::Descriptor* request);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_IMPORT_ROWS_H_
