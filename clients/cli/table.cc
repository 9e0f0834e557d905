#include "clients/cli/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/field_text.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Header(const std::string& path) {
  std::vector<std::string> parts = absl::StrSplit(path, '.');
  return absl::AsciiStrToUpper(absl::StrReplaceAll(parts.back(), {{"_", " "}}));
}

std::string CsvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string Json(const Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "null\n";
  return json;
}

bool IsNumber(const Message& message, const std::string& path) {
  const FieldDescriptor* field = FieldAt(message.GetDescriptor(), path);
  if (field == nullptr) return false;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
      field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    return true;
  }
  if (field->message_type() == nullptr) return false;
  const std::string& type = field->message_type()->full_name();
  return type == "google.type.Money" || type == "clearway.cooperation.v1.Quantity";
}

// "field: value" lines, nested messages indented below their field.
void PrintFields(std::ostream& out, const Message& message, const std::string& indent) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    bool plain_message = false;
    if (field->message_type() != nullptr) {
      std::string package = field->message_type()->file()->package();
      plain_message =
          absl::StartsWith(package, "clearway") && field->message_type()->name() != "Quantity";
    }
    if (!plain_message) {
      out << indent << field->name() << ": " << TextAt(message, field->name()) << "\n";
      continue;
    }
    int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      out << indent << field->name();
      if (field->is_repeated()) out << " " << i + 1;
      out << ":\n";
      PrintFields(out,
                  field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                       : reflection->GetMessage(message, field),
                  indent + "  ");
    }
  }
}

}  // namespace

void CsvRow(std::ostream& out, const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) out << (i ? "," : "") << CsvCell(cells[i]);
  out << "\r\n";
}

size_t DisplayWidth(const std::string& text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

std::string CutToWidth(const std::string& text, size_t width) {
  if (DisplayWidth(text) <= width) return text;
  size_t bytes = 0;
  for (size_t seen = 0; bytes < text.size(); ++bytes) {
    bool starts = (static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80;
    if (starts && ++seen == width) break;
  }
  return text.substr(0, bytes) + "…";
}

Printer::Printer(std::ostream& out, Format format, std::vector<std::string> columns)
    : out_(out), format_(format), columns_(std::move(columns)) {
  if (format_ == Format::kCsv) CsvRow(out_, columns_);
}

void Printer::Add(const Message& message) {
  if (format_ == Format::kJson) {
    out_ << (first_ ? "[\n" : ",\n") << Json(message, false);
    first_ = false;
    return;
  }
  std::vector<std::string> cells;
  for (const std::string& column : columns_) {
    cells.push_back(TextAt(message, column, format_ == Format::kCsv));
  }
  if (format_ == Format::kCsv) return CsvRow(out_, cells);
  if (rows_.empty()) {
    for (const std::string& column : columns_) numeric_.push_back(IsNumber(message, column));
  }
  rows_.push_back(std::move(cells));
}

void Printer::Finish() {
  if (format_ == Format::kJson) {
    out_ << (first_ ? "[]\n" : "\n]\n");
    return;
  }
  if (format_ == Format::kCsv) return;
  if (rows_.empty()) {
    out_ << "(nothing matches)\n";
    return;
  }
  std::vector<std::string> headers;
  for (const std::string& column : columns_) headers.push_back(Header(column));
  rows_.insert(rows_.begin(), headers);
  std::vector<size_t> widths(columns_.size(), 0);
  for (auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      row[i] = CutToWidth(absl::StrReplaceAll(row[i], {{"\n", " "}}),
                          i == 0 ? 2 * kMaxColumn : kMaxColumn);
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      std::string pad(widths[i] - DisplayWidth(row[i]), ' ');
      absl::StrAppend(&line, i ? "  " : "", numeric_[i] ? pad + row[i] : row[i] + pad);
    }
    out_ << absl::StripTrailingAsciiWhitespace(line) << "\n";
  }
  rows_.clear();
}

void PrintOne(std::ostream& out, Format format, const std::vector<std::string>& columns,
              const Message& message) {
  if (format == Format::kJson) {
    out << Json(message, true);
  } else if (format == Format::kTable) {
    PrintFields(out, message, "");
  } else {
    Printer printer(out, format, columns);
    printer.Add(message);
    printer.Finish();
  }
}

}  // namespace clearway::cli
