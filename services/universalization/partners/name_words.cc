#include "services/universalization/partners/name_words.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_split.h"

namespace clearway::universalization {
namespace {

using Words = std::set<std::string, std::less<>>;

const Words& Set(const char* text) {
  return *new Words(absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty()));
}

bool Has(const Words& words, absl::string_view word) { return words.count(word) > 0; }

}  // namespace

bool IsSmallWord(absl::string_view word) {
  static const Words& words = Set(
      "a al an and aux da das de del dem den der des di do dos du e el en et for fur i il in la "
      "las le les los of on para per por pour the to und van von y zu zur");
  return Has(words, word);
}

bool IsLegalForm(absl::string_view word) {
  static const Words& words = Set(
      "ab ag aps asa asbl bv bvba co corp cic eeig ev fzc gmbh inc ingo kft kk limited llc llp ltd "
      "lp ngo nv ong onlus oy plc pte pty pvt sa sal sarl sas spa sprl srl stichting vzw");
  return Has(words, word);
}

bool IsCommonWord(absl::string_view word) {
  static const Words& words = Set(
      "academy action affair agency aid alliance assistance association authority bank board "
      "bureau "
      "campaign center chapter child civil clearance cluster coalition commission committee "
      "community confederation cooperation council crescent cross defence demining "
      "department development disability disarmament education emergency enterprise ermw "
      "explosive federation forum foundation fund general global government group health "
      "humanitarian human initiative institute institution international land league local mine "
      "ministry mission movement munition nation national network office operation organization "
      "ordnance partner partnership people person program project red refugee region regional "
      "rehabilitation relief republic rescue research response right secretariat security service "
      "society solution state support survivor team technical training trust union unit united "
      "university victim weapon woman world youth");
  return Has(words, word);
}

bool IsPlaceWord(absl::string_view word) {
  static const Words& words = Set(
      "afghan afghanistan africa african albania albanian algeria algerian america american "
      "andorra "
      "angola angolan antigua arab arabia argentina argentine armenia armenian asia asian "
      "australia "
      "australian austria austrian azerbaijan azerbaijani bahama bahrain bangladesh bangladeshi "
      "barbado belaru belarusian belgian belgium belize benin bhutan bolivia bolivian bosnia "
      "bosnian "
      "botswana brazil brazilian britain british brunei bulgaria bulgarian burkina burundi "
      "cambodia "
      "cambodian cameroon canada canadian cape caribbean central chad chadian chile chilean china "
      "chinese colombia colombian comoro congo congolese costa croatia croatian cuba cuban cypriot "
      "cypru czech danish democratic denmark djibouti dominica dominican dutch east ecuador "
      "ecuadorian egypt "
      "egyptian emirate equatorial eritrea eritrean estonia estonian eswatini ethiopia ethiopian "
      "europe european faso fiji finland finnish france french gabon gambia gambian georgia "
      "georgian "
      "german germany ghana ghanaian greece greek grenada guatemala guinea guyana haiti haitian "
      "herzegovina holy hondura hungarian hungary iceland india indian indonesia indonesian iran "
      "iranian iraq iraqi ireland irish israel israeli italian italy ivoire jamaica jamaican japan "
      "japanese jordan jordanian kazakhstan kenya kenyan kiribati korea korean kosovo kuwait "
      "kyrgyz "
      "kyrgyzstan lanka lankan lao laotian latvia latvian lebanese lebanon leone lesotho liberia "
      "liberian libya libyan liechtenstein lithuania lithuanian luxembourg macedonia macedonian "
      "madagascar malawi malaysia malaysian maldive mali malian malta maltese marshall mauritania "
      "mauritiu mexican mexico micronesia moldova moldovan monaco mongolia mongolian montenegro "
      "moroccan morocco mozambican mozambique myanmar namibia namibian nauru nepal nepali nepalese "
      "netherland new nicaragua nicaraguan niger nigeria nigerian niue north northern norway "
      "norwegian oman pacific pakistan pakistani palau palestine palestinian panama papua paraguay "
      "peru peruvian philippine poland polish portugal portuguese qatar romania romanian russia "
      "russian rwanda rwandan sahara salvador samoa saudi scotland scottish senegal senegalese "
      "serbia serbian seychelle sierra singapore slovak slovakia slovenia slovenian solomon somali "
      "somalia somaliland south southern spain spanish sudan sudanese suriname swaziland sweden "
      "swedish swis switzerland syria syrian tajik tajikistan tanzania tanzanian thai thailand "
      "timor "
      "togo tonga trinidad tunisia tunisian turkey turkish turkiye turkmenistan tuvalu uganda "
      "ugandan ukraine ukrainian uruguay uzbekistan vanuatu venezuela viet vietnam vietnamese wale "
      "welsh west western yemen yemeni zambia zambian zealand zimbabwe zimbabwean");
  return Has(words, word);
}

std::string WrittenOut(absl::string_view word) {
  static const auto& words =
      *new std::map<std::string, std::string, std::less<>>{{"assn", "association"},
                                                           {"assoc", "association"},
                                                           {"auth", "authority"},
                                                           {"centre", "center"},
                                                           {"ctr", "center"},
                                                           {"comm", "committee"},
                                                           {"coop", "cooperation"},
                                                           {"defense", "defence"},
                                                           {"dept", "department"},
                                                           {"dev", "development"},
                                                           {"fed", "federation"},
                                                           {"fdn", "foundation"},
                                                           {"govt", "government"},
                                                           {"gov", "government"},
                                                           {"inst", "institute"},
                                                           {"internatl", "international"},
                                                           {"internat", "international"},
                                                           {"int", "international"},
                                                           {"intl", "international"},
                                                           {"min", "ministry"},
                                                           {"nat", "national"},
                                                           {"natl", "national"},
                                                           {"org", "organization"},
                                                           {"organisation", "organization"},
                                                           {"orgn", "organization"},
                                                           {"prog", "program"},
                                                           {"programme", "program"},
                                                           {"redcross", "red cross"},
                                                           {"rep", "republic"},
                                                           {"soc", "society"},
                                                           {"un", "united nation"},
                                                           {"univ", "university"},
                                                           {"uxo", "unexploded ordnance"},
                                                           {"women", "woman"},
                                                           {"children", "child"},
                                                           {"men", "man"},
                                                           {"pdr", "people democratic republic"},
                                                           {"dr", "democratic republic"},
                                                           {"uk", "united kingdom"},
                                                           {"usa", "united state america"},
                                                           {"us", "united state"},
                                                           {"eu", "european union"},
                                                           {"hum", "humanitarian"},
                                                           {"internation", "international"}};
  const auto found = words.find(word);
  return found == words.end() ? std::string(word) : found->second;
}

}  // namespace clearway::universalization
