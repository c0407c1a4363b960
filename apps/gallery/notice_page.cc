#include "apps/gallery/notice_page.h"

#include <algorithm>
#include <set>
#include <string>

#include "apps/gallery/pages.h"
#include "apps/gallery/reading.h"
#include "platform/base/error.h"
#include "platform/http/url.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

constexpr std::string_view kTexts[] = {"name", "email", "organisation", "address", "phone", "location", "reason"};
constexpr std::string_view kGrounds[] = {"copyright", "privacy", "unlawful", "other"};
constexpr std::string_view kStatements[] = {"goodFaith", "accurate"};
constexpr std::size_t kFormBytesMax = 256 << 10;

struct Trouble {
  std::set<std::string, std::less<>> fields;  // that the API refused
  std::string_view message;                   // key of what went wrong with the whole; empty when only fields did
};

// The print that the first address of a print's page in a text leads to; 0 when there is none.
std::int64_t print_named_in(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n,;<>\"";
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(kBlank), text.size());
    const std::string_view word = text.substr(0, end);
    for (const std::string_view start : {"/en/", "/da/"}) {
      const auto at = word.find(start);
      if (at == std::string_view::npos) continue;
      const std::string_view path = word.substr(at, word.find_first_of("?#", at) - at);
      const auto ref = parse_page(path, {});
      if (ref && ref->kind == PageKind::print) return ref->id;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}

json::object notice_of(const http::Query& form, Language language) {
  json::object notice{{"language", i18n::code_of(language)}};
  for (const auto name : kTexts) notice[name] = form.get(name);
  if (const auto ground = form.find("ground")) notice["ground"] = *ground;
  for (const auto name : kStatements) notice[name] = form.find(name).has_value();
  if (const auto print = print_named_in(form.get("location")); print != 0) notice["printId"] = print;
  return notice;
}

json::object field_view(const http::Query& form, const Trouble& trouble, const i18n::Messages& messages,
                        std::string_view name) {
  json::object view{{"value", form.get(name)}};
  if (trouble.fields.contains(name)) view["error"] = messages.text("notice_error_" + std::string(name));
  return view;
}

json::object form_view(const http::Query& form, const Trouble& trouble, const i18n::Messages& messages) {
  json::object view;
  for (const auto name : kTexts) view[name] = field_view(form, trouble, messages, name);
  for (const auto name : kStatements) {
    view[name] = field_view(form, trouble, messages, name);
    view[name].as_object()["checked"] = form.find(name).has_value();
  }
  json::array grounds;
  for (const auto ground : kGrounds) {
    grounds.push_back(json::object{{"value", ground},
                                   {"text", messages.text("notice_ground_" + std::string(ground))},
                                   {"checked", form.get("ground") == ground}});
  }
  view["grounds"] = std::move(grounds);
  view["ground"] = field_view(form, trouble, messages, "ground");
  if (!trouble.message.empty()) {
    view["trouble"] = messages.text(trouble.message);
  } else if (!trouble.fields.empty()) {
    view["trouble"] = messages.format("notice_trouble", {{"count", static_cast<std::int64_t>(trouble.fields.size())}});
  }
  return view;
}

http::Response page(const House& house, ApiSession& api, Language language, std::string_view name, json::object view) {
  const Answer site = api.get_kept("/site?" + language_query(language));
  PageFacts facts;
  facts.language = language;
  facts.kind = PageKind::notice;
  facts.path = path_of(language, PageKind::notice);
  facts.other_path = path_of(i18n::other(language), PageKind::notice);
  facts.title = house.messages(language).text("notice_title");
  view["heading"] = facts.title;
  view["contact"] = text_view(*site, "contact", house.messages(language));
  view["action"] = facts.path;
  http::Response response = html_response(
      house.render(std::string(name) + '.' + std::string(i18n::code_of(language)), *site, facts, std::move(view)),
      language);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response form_page(const House& house, ApiSession& api, Language language, const http::Query& form, int status,
                         const Trouble& trouble) {
  auto response = page(house, api, language, "notice", {{"form", form_view(form, trouble, house.messages(language))}});
  response.status = status;
  return response;
}

std::set<std::string, std::less<>> refused_fields(const http::Response& answer) {
  std::set<std::string, std::less<>> fields;
  boost::system::error_code failure;
  const json::value body = json::parse(answer.body.text(), failure);
  if (failure || !body.is_object()) return fields;
  for (const json::value& detail : list_in(object_in(body.get_object(), "error"), "details")) {
    if (detail.is_object()) fields.emplace(text_in(detail.get_object(), "field"));
  }
  if (fields.erase("printId") > 0) fields.emplace("location");  // where its number was found
  return fields;
}

bool is_case_number(std::string_view text) {
  return text.size() >= 9 && text.size() <= 24 && text[4] == '-' &&
         text.find_first_not_of("0123456789-") == std::string_view::npos;
}

}  // namespace

http::Response notice_page(const House& house, ApiSession& api, Language language, const http::Request& request) {
  const http::Query query = request.query();
  if (const auto number = query.get("case"); is_case_number(number)) {
    return page(house, api, language, "noticed", {{"case_number", number}});
  }
  std::string start = "language=" + std::string(i18n::code_of(language));
  if (const auto ref = parse_page("/en/print/" + std::string(query.get("print")), {})) {
    start += "&location=" + http::percent_encode(house.site_url() + path_of(language, PageKind::print, ref->id));
  }
  return form_page(house, api, language, http::Query::parse(start), 200, {});
}

http::Response send_notice(const House& house, ApiSession& api, Language language, const http::Request& request) {
  if (request.body.size() > kFormBytesMax) throw Error(ErrorCode::payload_too_large, "The form is too large.");
  const http::Query form = http::Query::parse(request.body.text());
  const http::Response answer = api.post("/notices", notice_of(form, language), request.client_address);
  if (answer.status == 201) {
    const json::value body = json::parse(answer.body.text());
    return http::redirect(303, path_of(language, PageKind::notice) +
                                   "?case=" + http::percent_encode(text_in(body.as_object(), "caseNumber")));
  }
  if (answer.status == 400) return form_page(house, api, language, form, 400, {.fields = refused_fields(answer)});
  if (answer.status == 429) {
    auto response = form_page(house, api, language, form, 429, {.message = "notice_too_many"});
    response.headers.set("Retry-After", answer.headers.get("Retry-After"));
    return response;
  }
  return form_page(house, api, language, form, 503, {.message = "notice_not_kept"});
}

}  // namespace copper::gallery
