#include "services/search/question.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "platform/base/error.h"
#include "platform/json/json.h"
#include "platform/json/query_reader.h"

namespace copper::search {
namespace {

constexpr std::size_t kListMax = 50;  // filters, sorts, facets
constexpr std::int64_t kPagesMax = 1'000'000'000;

const std::map<std::string_view, std::vector<Sort>> kSorts{
    {"relevance", {}},
    {"newest", {{"publishedAt", true}}},
    {"year", {{"year", false}}},
    {"-year", {{"year", true}}},
    {"price", {{"price", false}}},
    {"-price", {{"price", true}}},
    {"title", {{"title", false}}},
};

// The fields a text can be looked for in; their weights in a search document.
const std::map<std::string_view, char> kTextFields{
    {"title", 'A'}, {"subject", 'B'}, {"tags", 'B'}, {"description", 'C'}, {"statement", 'C'}};

constexpr std::string_view kSortFields[] = {"_score", "height", "price", "publishedAt", "title", "width", "year"};

std::optional<Filter> url_range(json::QueryReader& in, const Field& field) {
  const std::string name(field.name);
  Filter filter{.field = &field};
  filter.from = in.number(name + "From", {.max = static_cast<double>(field.max)});
  filter.to = in.number(name + "To", {.max = static_cast<double>(field.max)});
  return filter.from || filter.to ? std::optional(filter) : std::nullopt;
}

std::optional<Filter> url_values(json::QueryReader& in, const Field& field) {
  Filter filter{.field = &field};
  if (field.kind != FieldKind::galleries) {
    filter.values = in.texts(field.name);
  } else if (const auto id = in.integer(field.name, {.min = 1})) {
    filter.values = {std::to_string(*id)};
  }
  return filter.values.empty() ? std::nullopt : std::optional(std::move(filter));
}

// The body of a POST, walked with its path at hand: a problem is thrown at once and says where it is.
class BodyReader {
 public:
  Question read(const json::Value& body) {
    for (const auto& [name, value] : object(body, "the body")) {
      if (name == "query") {
        read_query(value);
      } else if (name == "facets") {
        each(value, "facets", [this](const json::Value& facet, const std::string& at) { read_facet(facet, at); });
      } else if (name == "page") {
        question_.page = integer(value, "page", kPagesMax);
      } else if (name == "limit") {
        question_.limit = integer(value, "limit", 100);
      } else if (name == "language") {
        question_.language = text(value, "language");
        if (question_.language != "en" && question_.language != "da") refuse("language", "must be en or da");
      } else {
        unknown(std::string(name), "query, facets, page, limit and language");
      }
    }
    return std::move(question_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& where, const std::string& what) {
    throw Error::bad_field(where, what);
  }
  [[noreturn]] static void unknown(const std::string& where, const std::string& known) {
    refuse(where, "is not part of the query language here; known are " + known);
  }

  static const json::Object& object(const json::Value& value, const std::string& where) {
    if (!value.is_object()) refuse(where, "must be an object");
    return value.get_object();
  }
  // An object with one member, as most constructs are.
  static const json::Object::value_type& only(const json::Value& value, const std::string& where) {
    const auto& members = object(value, where);
    if (members.size() != 1) refuse(where, "must be an object with one member");
    return *members.begin();
  }
  static std::string text(const json::Value& value, const std::string& where) {
    if (!value.is_string()) refuse(where, "must be a text");
    if (auto problem = json::text_problem(value.get_string(), {})) refuse(where, *problem);
    return std::string(value.get_string());
  }
  static std::int64_t integer(const json::Value& value, const std::string& where, std::int64_t max) {
    const double number = value.is_number() ? value.to_number<double>() : 0;
    if (number < 1 || number > static_cast<double>(max) || number != std::floor(number)) {
      refuse(where, "must be a whole number from 1 to " + std::to_string(max));
    }
    return static_cast<std::int64_t>(number);
  }
  template <class Read>
  static void each(const json::Value& value, const std::string& where, Read read) {
    if (!value.is_array() || value.get_array().size() > kListMax) {
      refuse(where, "must be a list of at most " + std::to_string(kListMax));
    }
    std::size_t index = 0;
    for (const auto& item : value.get_array()) read(item, where + "[" + std::to_string(index++) + "]");
  }
  static const Field& field(std::string_view name, const std::string& where) {
    const Field* found = find_field(name);
    if (found != nullptr) return *found;
    std::string known;
    for (const auto& one : fields()) known.append(known.empty() ? "" : ", ").append(one.name);
    refuse(where, "is not a field here; known are " + known);
  }

  void read_query(const json::Value& value) {
    for (const auto& [name, part] : object(value, "query")) {
      const std::string where = "query." + std::string(name);
      if (name == "query") {
        read_clause(part, where, true);
      } else if (name == "filter") {
        each(part, where, [this](const json::Value& item, const std::string& at) { read_clause(item, at, false); });
      } else if (name == "sort") {
        each(part, where, [this](const json::Value& item, const std::string& at) { read_sort(item, at); });
      } else {
        unknown(where, "query, filter and sort");
      }
    }
  }

  void read_clause(const json::Value& value, const std::string& where, bool with_text) {
    const auto& [name, inside] = only(value, where);
    const std::string here = where + "." + std::string(name);
    if (name == "term") {
      read_term(inside, here);
    } else if (name == "range") {
      read_range(inside, here);
    } else if (with_text && name == "match") {
      read_match(inside, here);
    } else if (with_text && name == "multi_match") {
      read_multi_match(inside, here);
    } else {
      unknown(here, with_text ? "match, multi_match, term and range" : "term and range");
    }
  }

  void read_term(const json::Value& value, const std::string& where) {
    const auto& [name, wrapped] = only(value, where);
    const std::string here = where + "." + std::string(name);
    const Field& of = field(name, here);
    const json::Value* wanted = &wrapped;
    if (wrapped.is_object()) {
      const auto& [inner, inner_value] = only(wrapped, here);
      if (inner != "value") unknown(here + "." + std::string(inner), "value");
      wanted = &inner_value;
    }
    Filter filter{.field = &of};
    if (of.kind == FieldKind::number) {
      filter.from = filter.to = number(*wanted, here, of);
    } else if (of.kind == FieldKind::galleries) {
      filter.values = {std::to_string(integer(*wanted, here, json::kIntegerMax))};
    } else {
      filter.values = {text(*wanted, here)};
    }
    question_.filters.push_back(std::move(filter));
  }

  static double number(const json::Value& value, const std::string& where, const Field& of) {
    const double found = value.is_number() ? value.to_number<double>() : -1;
    if (found < 0 || found > of.max) refuse(where, "must be a number from 0 to " + std::to_string(of.max));
    return found;
  }

  void read_range(const json::Value& value, const std::string& where) {
    const auto& [name, ends] = only(value, where);
    const std::string here = where + "." + std::string(name);
    const Field& of = field(name, here);
    if (of.kind != FieldKind::number) refuse(here, "has no ranges; year, height, width and price have");
    for (const auto& [end, wanted] : object(ends, here)) {
      const std::string at = here + "." + std::string(end);
      Filter filter{.field = &of};
      if (end == "gte" || end == "gt") {
        filter.from = number(wanted, at, of);
        filter.from_open = end == "gt";
      } else if (end == "lte" || end == "lt") {
        filter.to = number(wanted, at, of);
        filter.to_open = end == "lt";
      } else {
        unknown(at, "gte, gt, lte and lt");
      }
      question_.filters.push_back(std::move(filter));
    }
  }

  static QueryRule rule_of(std::string_view field_name, const std::string& where) {
    if (field_name == "_all") return {.any = true};
    const auto weight = kTextFields.find(field_name);
    if (weight == kTextFields.end()) unknown(where, "_all, title, subject, tags, description and statement");
    return {.any = true, .weights = std::string(1, weight->second)};
  }

  static void read_operator(const json::Value& value, const std::string& where, QueryRule& rule) {
    if (value != "and" && value != "or") refuse(where, "must be and, or or");
    rule.any = value == "or";
  }

  void read_match(const json::Value& value, const std::string& where) {
    const auto& [name, wanted] = only(value, where);
    const std::string here = where + "." + std::string(name);
    TextQuestion asked{.rule = rule_of(name, here)};
    if (!wanted.is_object()) {
      asked.clauses = read_text(text(wanted, here));
    } else {
      if (!wanted.get_object().contains("query")) refuse(here + ".query", "is missing");
      for (const auto& [part, inside] : wanted.get_object()) {
        const std::string at = here + "." + std::string(part);
        if (part == "query") {
          asked.clauses = read_text(text(inside, at));
        } else if (part == "operator") {
          read_operator(inside, at, asked.rule);
        } else {
          unknown(at, "query and operator");
        }
      }
    }
    question_.text = std::move(asked);
  }

  void read_multi_match(const json::Value& value, const std::string& where) {
    TextQuestion asked{.rule = {.any = true}};
    if (!object(value, where).contains("query")) refuse(where + ".query", "is missing");
    bool everywhere = true;
    for (const auto& [part, inside] : object(value, where)) {
      const std::string at = where + "." + std::string(part);
      if (part == "query") {
        asked.clauses = read_text(text(inside, at));
      } else if (part == "operator") {
        read_operator(inside, at, asked.rule);
      } else if (part == "fields") {
        everywhere = false;
        each(inside, at, [&](const json::Value& item, const std::string& item_at) {
          const auto weights = rule_of(text(item, item_at), item_at).weights;
          everywhere = everywhere || weights.empty();
          if (asked.rule.weights.find(weights) == std::string::npos) asked.rule.weights += weights;
        });
        if (inside.get_array().empty()) refuse(at, "must name a field");
      } else {
        unknown(at, "query, fields and operator");
      }
    }
    if (everywhere) asked.rule.weights.clear();
    question_.text = std::move(asked);
  }

  void read_sort(const json::Value& value, const std::string& where) {
    const auto& [name, direction] = only(value, where);
    const std::string here = where + "." + std::string(name);
    if (std::find(std::begin(kSortFields), std::end(kSortFields), std::string_view(name)) == std::end(kSortFields)) {
      unknown(here, "_score, height, price, publishedAt, title, width and year");
    }
    if (direction != "asc" && direction != "desc") refuse(here, "must be asc or desc");
    question_.sort.push_back({std::string(name), direction == "desc"});
  }

  void read_facet(const json::Value& value, const std::string& where) {
    FacetQuestion facet{.field = nullptr};
    for (const auto& [name, inside] : object(value, where)) {
      const std::string at = where + "." + std::string(name);
      if (name == "field") {
        facet.field = &field(text(inside, at), at);
      } else if (name == "size") {
        facet.size = integer(inside, at, 100);
      } else if (name == "order") {
        const auto& [key, direction] = only(inside, at);
        if (key != "_count") unknown(at + "." + std::string(key), "_count");
        if (direction != "asc" && direction != "desc") refuse(at + "._count", "must be asc or desc");
        facet.ascending = direction == "asc";
      } else {
        unknown(at, "field, size and order");
      }
    }
    if (facet.field == nullptr) refuse(where + ".field", "is missing");
    question_.facets.push_back(facet);
  }

  Question question_;
};

}  // namespace

Question read_url(const http::Request& request) {
  json::QueryReader in(request);
  Question question;
  const auto paging = in.paging();
  question.page = paging.page;
  question.limit = paging.limit;
  question.language = in.language().value_or("en");
  if (const auto text = in.text("q")) {
    if (text->find_first_not_of(' ') != std::string::npos) {
      question.text = TextQuestion{.clauses = read_text(*text), .rule = {.last_is_prefix = true}};
    }
  }
  for (const auto& field : fields()) {
    auto filter = field.kind == FieldKind::number ? url_range(in, field) : url_values(in, field);
    if (filter) question.filters.push_back(*std::move(filter));
  }
  std::vector<std::string_view> sorts;
  for (const auto& [name, sort] : kSorts) sorts.push_back(name);
  question.sort = kSorts.at(in.choice("sort", sorts).value_or("relevance"));
  if (in.choice("facets", {"all", "none"}).value_or("all") == "all") {
    for (const auto& field : fields()) question.facets.push_back({.field = &field});
  }
  in.check();
  return question;
}

Question read_body(const http::Request& request) {
  return BodyReader().read(json::body_of(request));
}

}  // namespace copper::search
