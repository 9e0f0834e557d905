// Writes the comments on requests' fields as C++, for field_help.h.
//
//   field_help_maker DESCRIPTOR_SET > field_comments.cc
//
// DESCRIPTOR_SET is a FileDescriptorSet with source information (third_party/proto.bzl).
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/field_help.h"
#include "google/protobuf/descriptor.pb.h"

namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

// Comments of a file's requests. Requests are messages of their own, not nested in others.
void Collect(const FileDescriptorProto& file, std::map<std::string, std::string>* comments) {
  for (const auto& location : file.source_code_info().location()) {
    // [message, its number, field, its number]
    if (location.path_size() != 4 ||
        location.path(0) != FileDescriptorProto::kMessageTypeFieldNumber ||
        location.path(2) != DescriptorProto::kFieldFieldNumber) {
      continue;
    }
    const DescriptorProto& message = file.message_type(location.path(1));
    if (!absl::EndsWith(message.name(), "Request")) continue;
    const std::string text = clearway::cli::FirstSentence(location.leading_comments());
    if (text.empty()) continue;
    const std::string& field = message.field(location.path(3)).name();
    (*comments)[absl::StrCat(file.package(), ".", message.name(), ".", field)] = text;
  }
}

}  // namespace

int main(int argc, char** argv) {
  FileDescriptorSet set;
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  if (!set.ParseFromIstream(&file)) {
    std::fprintf(stderr, "usage: field_help_maker DESCRIPTOR_SET\n");
    return 2;
  }
  std::map<std::string, std::string> comments;
  for (const FileDescriptorProto& proto : set.file()) Collect(proto, &comments);
  std::cout << "#include \"clients/cli/field_help.h\"\n\n"
            << "namespace clearway::cli::internal {\n\n"
            << "const FieldComment kFieldComments[] = {\n";
  for (const auto& [field, text] : comments) {
    std::cout << "    {\"" << field << "\", \"" << absl::CEscape(text) << "\"},\n";
  }
  std::cout << "};\n\nconst int kFieldCommentCount = " << comments.size() << ";\n\n"
            << "}  // namespace clearway::cli::internal\n";
  return comments.empty() ? 1 : 0;
}
