#include "services/content/notice_mail.h"

#include <string_view>

namespace copper::content {
namespace {

std::string text_in(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

struct Line {
  std::string_view column;
  std::string_view english;
  std::string_view danish;
};
constexpr Line kLines[] = {
    {"name", "Name", "Navn"},          {"organisation", "On behalf of", "På vegne af"},
    {"email", "E-mail", "E-mail"},     {"address", "Address", "Adresse"},
    {"phone", "Telephone", "Telefon"},
};

std::string ground_in(const json::Object& notice, bool danish) {
  const auto ground = text_in(notice, "ground");
  if (ground == "copyright") return danish ? "ophavsret" : "copyright";
  if (ground == "privacy") return danish ? "privatliv" : "privacy";
  if (ground == "unlawful") return danish ? "ulovligt indhold" : "unlawful content";
  return danish ? "andet" : "something else";
}

}  // namespace

mail::Message mail_to_artist(const std::string& case_number, const json::Object& notice, const json::Object& artist) {
  const bool danish = text_in(artist, "language") == "da";
  std::string text = danish ? "Der er kommet en anmeldelse. Du kan se den i atelieret under Notices.\n\n"
                            : "A notice has come in. You find it in the studio under Notices.\n\n";
  for (const auto& line : kLines) {
    const auto value = text_in(notice, line.column);
    if (!value.empty()) text.append(danish ? line.danish : line.english).append(": ").append(value).append("\n");
  }
  text.append(danish ? "\nHvor:\n" : "\nWhere:\n").append(text_in(notice, "location"));
  text.append(danish ? "\n\nHvorfor:\n" : "\n\nWhy:\n").append(text_in(notice, "reason")).append("\n");
  const std::string subject = danish ? "Anmeldelse " : "Notice ";
  return {.id = {},
          .to = text_in(artist, "email"),
          .reply_to = text_in(notice, "email"),
          .subject = subject + case_number + ": " + ground_in(notice, danish),
          .text = text};
}

mail::Message acknowledgement(const std::string& case_number, const json::Object& notice) {
  const bool danish = text_in(notice, "language") == "da";
  return {.id = {},
          .to = text_in(notice, "email"),
          .reply_to = {},
          .subject = (danish ? "Vi har modtaget din anmeldelse " : "We have received your notice ") + case_number,
          .text = danish
                      ? "Tak for din anmeldelse. Sagen har nummeret " + case_number +
                            ".\n\nKunstneren ser på den og svarer dig på denne adresse.\n\nHar du ikke skrevet til "
                            "os, har en anden brugt din adresse. Så kan du se bort fra denne besked.\n"
                      : "Thank you for your notice. Its case number is " + case_number +
                            ".\n\nThe artist will look at it and answer you at this address.\n\nIf you did not write "
                            "to us, somebody else used your address, and you can ignore this message.\n"};
}

}  // namespace copper::content
