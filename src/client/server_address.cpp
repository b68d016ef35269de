#include "client/server_address.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <curl/curl.h>

#include <memory>
#include <optional>

namespace llmbench::client {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::optional<std::string> part(const Url& url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url.get(), what, &text, 0) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&curl_free)> owned{text, curl_free};
  return std::string{text};
}

std::string without_slashes_at_end(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

bool is_loopback_host(const std::string& host) {
  // A name may begin like an address ("127.0.0.1.example"), an address ends in a digit and holds no letter.
  const bool is_number = host.find_first_not_of("0123456789.") == std::string::npos;
  return equals_ignoring_case(host, "localhost") || (host.starts_with("127.") && is_number) || host == "[::1]";
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error{ErrorCode::invalid_input,
              "\"" + std::string{text} + "\" is no server address (" + why + "); write it like http://localhost:3000"};
}

}  // namespace

ServerAddress parse_server_address(std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) refuse(text, "it is empty");
  const bool has_scheme = trimmed.find("://") != std::string_view::npos;
  const std::string full = has_scheme ? std::string{trimmed} : "http://" + std::string{trimmed};
  const Url url{curl_url()};
  if (curl_url_set(url.get(), CURLUPART_URL, full.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    refuse(text, "it cannot be read as a URL");
  }
  const auto scheme = part(url, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") refuse(text, "only http and https are possible");
  if (part(url, CURLUPART_QUERY) || part(url, CURLUPART_FRAGMENT)) refuse(text, "it has a query or a fragment");

  ServerAddress address;
  address.url = without_slashes_at_end(part(url, CURLUPART_URL).value_or(full));
  address.is_loopback = is_loopback_host(part(url, CURLUPART_HOST).value_or(""));
  curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
  address.shown = without_slashes_at_end(part(url, CURLUPART_URL).value_or(""));
  return address;
}

}  // namespace llmbench::client
