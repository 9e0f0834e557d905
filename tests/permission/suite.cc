#include "tests/permission/suite.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::permission {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void CheckText(const Who& who, const std::string& text, const std::string& where) {
  if (text.find('/') == std::string::npos) return;
  const Suite& suite = Suite::Get();
  const Record* record = suite.fixtures.Named(text);
  if (record == nullptr || suite.Sees(who, *record)) return;
  ADD_FAILURE() << where << " tells the " << who.role << " of " << who.actor << " of " << text
                << ", which it does not see";
}

}  // namespace

Suite::Suite() : fixtures(&world) {
  for (const MethodExpectation& method : Expectations::Get().methods()) ways.emplace_back(method);
}

Suite& Suite::Get() {
  static auto* const suite = new Suite;
  return *suite;
}

bool Suite::Sees(const Who& who, const Record& record) const {
  return Expectations::Get().Sees(who.role, record.collection, record.SituationFor(who.actor));
}

bool HasAnything(const Message& message, const std::string& field_name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  if (field == nullptr) return false;
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

void CheckTellsNothingHidden(const Who& who, const Message& answer, const std::string& where) {
  const Reflection* reflection = answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(answer, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = absl::StrCat(where, ".", field->name());
    const int size = field->is_repeated() ? reflection->FieldSize(answer, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        if (Expectations::Get().Mentions(
                absl::StrCat(answer.GetDescriptor()->name(), ".", field->name()))) {
          continue;
        }
        CheckText(who,
                  field->is_repeated() ? reflection->GetRepeatedString(answer, field, i)
                                       : reflection->GetString(answer, field),
                  path);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckTellsNothingHidden(who,
                                field->is_repeated()
                                    ? reflection->GetRepeatedMessage(answer, field, i)
                                    : reflection->GetMessage(answer, field),
                                path);
      }
    }
  }
  const FieldDescriptor* name = answer.GetDescriptor()->FindFieldByName("name");
  if (name == nullptr || name->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
  const Record* record = Suite::Get().fixtures.Named(reflection->GetString(answer, name));
  if (record == nullptr) return;
  for (const std::string& field :
       Expectations::Get().Hidden(record->collection, record->SituationFor(who.actor))) {
    EXPECT_FALSE(HasAnything(answer, field))
        << where << " tells the " << who.role << " of " << who.actor << " the " << field << " of "
        << record->name;
  }
}

}  // namespace clearway::permission
