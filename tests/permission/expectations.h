// What the matrix expects, read from expectations*.txt: a statement of its own of who sees and may
// do what, made from the design's and the contracts' words, and not from the permission table.
// expectations.txt says how it is written.
#ifndef CLEARWAY_TESTS_PERMISSION_EXPECTATIONS_H_
#define CLEARWAY_TESTS_PERMISSION_EXPECTATIONS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clearway::permission {

// One line of a method, or of one way to call it ("AskQuestion/as another").
struct MethodExpectation {
  std::string service, method, variant;  // variant: "as another"; often empty
  std::string collection;                // whose records it is asked of; empty: of none
  std::string lists;                     // whose records it lists; empty: of none
  std::map<std::string, std::set<std::string>> allowed;  // role → situations; "*": all
  bool May(const std::string& role) const { return allowed.count(role) > 0; }
  bool May(const std::string& role, const std::string& situation) const;
};

class Expectations {
 public:
  // Of the files in the runfiles. Ends the test where a line cannot be understood, saying which.
  static const Expectations& Get();

  const std::vector<MethodExpectation>& methods() const { return methods_; }
  // Whether the role may call the method in some way.
  bool MaySomehow(const MethodExpectation& method, const std::string& role) const;
  // Collections with "record" lines.
  std::set<std::string> collections() const;
  // In the order of the files.
  const std::vector<std::string>& Situations(const std::string& collection) const;
  // Whether a record in that situation is seen in that role, where the role may read at all.
  bool Sees(const std::string& role, const std::string& collection,
            const std::string& situation) const;
  // Fields that are hidden in that situation.
  std::set<std::string> Hidden(const std::string& collection, const std::string& situation) const;
  // Fields that are hidden in some situation.
  std::set<std::string> HiddenSomehow(const std::string& collection) const;
  // "offers.total": every field of which something is said.
  const std::set<std::string>& protected_fields() const { return protected_; }
  // Whether a field ("Proposal.match_run") may hold names of records that its reader does not see.
  bool Mentions(const std::string& field) const { return mentions_.count(field) > 0; }
  // What gives its records one by one, or, where there is no such method, lists them.
  const MethodExpectation* Reader(const std::string& collection) const;

 private:
  void Parse(const std::string& text);
  void ParseLine(const std::string& line);
  std::set<std::string> Roles(const std::string& words) const;

  std::string service_;
  std::map<std::string, std::set<std::string>> groups_;
  std::vector<MethodExpectation> methods_;
  std::map<std::string, std::vector<std::string>> situations_;  // by collection
  std::map<std::pair<std::string, std::string>, std::set<std::string>> sees_, hidden_;
  std::set<std::string> protected_, mentions_;
};

}  // namespace clearway::permission

#endif  // CLEARWAY_TESTS_PERMISSION_EXPECTATIONS_H_
