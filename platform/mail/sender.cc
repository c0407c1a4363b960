#include "platform/mail/sender.h"

#include <curl/curl.h>

#include <memory>
#include <stdexcept>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/base/package.h"

namespace copper::mail {
namespace {

constexpr long kSeconds = 20;  // less than a message is taken for (outbox.cc)

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t read_message(char* out, std::size_t size, std::size_t count, void* user) {
  auto& rest = *static_cast<std::string_view*>(user);
  const std::size_t copied = rest.copy(out, size * count);
  rest.remove_prefix(copied);
  return copied;
}

void deliver(const std::string& url, const std::string& from, const std::string& to, std::string_view text) {
  const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
  const std::unique_ptr<curl_slist, ListDeleter> recipients(curl_slist_append(nullptr, to.c_str()));
  if (!easy || !recipients) throw std::bad_alloc();
  const bool has_password = url.find('@') != std::string::npos;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy.get(), CURLOPT_USE_SSL, static_cast<long>(has_password ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(easy.get(), CURLOPT_CAINFO, base::certificates().c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, read_message);
  curl_easy_setopt(easy.get(), CURLOPT_READDATA, &text);
  const CURLcode code = curl_easy_perform(easy.get());
  if (code == CURLE_OK) return;
  long answer = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer);
  throw std::runtime_error(std::string("the mail server: ") + curl_easy_strerror(code) + ", its last answer " +
                           std::to_string(answer));
}

}  // namespace

Sender to_files(std::filesystem::path directory, std::string from) {
  return [directory = std::move(directory), from = std::move(from)](const Message& message) {
    std::filesystem::create_directories(directory);
    base::write_file_atomically(directory / (message.id + ".eml"), written(message, from, base::system_now()));
  };
}

Sender to_server(std::string url, std::string from) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialised != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
  return [url = std::move(url), from = std::move(from)](const Message& message) {
    deliver(url, from, message.to, written(message, from, base::system_now()));
  };
}

Sender sender_from(const Config& config, const std::filesystem::path& directory) {
  const std::string from = config.text("MAIL_FROM", "gallery@localhost");
  try {
    written({.id = "a", .to = from}, from, {});
  } catch (const std::invalid_argument&) {
    throw StartError("COPPER_MAIL_FROM is '" + from + "': it must be an address such as gallery@example.org.");
  }
  const auto url = config.find("SMTP_URL");
  if (!url) return to_files(directory, from);
  if (!url->starts_with("smtp://") && !url->starts_with("smtps://")) {
    throw StartError(
        "COPPER_SMTP_URL must be the address of a mail server such as smtp://user:password@mail.example.org:587.");
  }
  return to_server(*url, from);
}

}  // namespace copper::mail
