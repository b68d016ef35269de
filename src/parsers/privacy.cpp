#include "parsers/privacy.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers {
namespace {

constexpr std::string_view kAddress = "[address]";
constexpr std::string_view kSecret = "[secret]";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What ends a word in command lines, lists and JSON-like texts.
bool ends_word(char c) {
  return std::string_view{" \t\r\n\"'`,;=<>()[]{}|"}.find(c) != std::string_view::npos;
}

bool is_windows_drive(std::string_view word) {
  return word.size() >= 3 && is_letter(word[0]) && word[1] == ':' && (word[2] == '\\' || word[2] == '/');
}

bool has_home(std::string_view word) {
  for (const std::string_view folder : {"/home/", "/users/", "\\users\\", "/root/", "/mnt/", "/media/"}) {
    if (contains_ignoring_case(word, folder)) return true;
  }
  return false;
}

bool starts_like_path(std::string_view word) {
  for (const std::string_view prefix : {"~/", "~\\", "\\\\", "./", "../"}) {
    if (word.starts_with(prefix)) return true;
  }
  return is_windows_drive(word) || (word.starts_with('/') && word.find('/', 1) != std::string_view::npos);
}

bool is_private_path(std::string_view word) {
  return starts_like_path(word) || has_home(word);
}

bool is_ipv4(std::string_view host) {
  const auto parts = split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() <= 3 && std::all_of(part.begin(), part.end(), is_digit);
         });
}

bool is_host_name(std::string_view host) {
  if (host.empty() || !std::any_of(host.begin(), host.end(), is_letter)) return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_address(std::string_view word) {
  if (contains(word, "://")) return true;
  const std::size_t at = word.find('@');
  if (at != std::string_view::npos && at > 0 && is_host_name(word.substr(at + 1)) && is_host_name(word.substr(0, at))) {
    return !starts_with_ignoring_case(word, "tg");  // tg128@pp512 of ik_llama.cpp
  }
  const std::size_t colon = word.rfind(':');
  if (colon == std::string_view::npos) return is_ipv4(word);
  const std::string_view host = word.substr(0, colon);
  const std::string_view port = word.substr(colon + 1);
  const bool has_port = port.size() >= 2 && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
  return has_port && (is_ipv4(host) || is_host_name(host));
}

/// "HF_TOKEN", "api-key", "client_secret"; not "tokenizer" or "n_tokens".
bool is_secret_name(std::string_view name) {
  std::string words = "_" + to_lower(name) + "_";
  std::replace(words.begin(), words.end(), '-', '_');
  if (words.find("_per_token_") != std::string::npos) return false;
  static constexpr std::array<std::string_view, 13> kParts{
      "_token_",     "_hft_",   "_api_key_",  "_access_key_", "apikey_",        "password_", "passwd_",
      "passphrase_", "_secret", "credential", "private_key_", "authorization_", "_bearer_"};
  return std::any_of(kParts.begin(), kParts.end(),
                     [&words](std::string_view part) { return words.find(part) != std::string::npos; });
}

bool is_secret_flag(std::string_view word) {
  const std::size_t name = word.find_first_not_of('-');  // none in a dash between words
  return name != std::string_view::npos && name > 0 && is_secret_name(word.substr(name));
}

/// "api_key" of "http://host/v1?api_key"; a word that is no address as it is.
std::string_view parameter_of(std::string_view word) {
  const std::size_t at = word.find_last_of("?&");
  return at == std::string_view::npos ? word : word.substr(at + 1);
}

/// Keys as their issuers mark them.
bool is_secret(std::string_view word) {
  constexpr std::size_t kShortest = 20;
  if (word.size() < kShortest) return false;
  for (const std::string_view mark : {"hf_", "sk-", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "AKIA"}) {
    if (!word.starts_with(mark)) continue;
    return std::all_of(word.begin(), word.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; }) &&
           std::any_of(word.begin(), word.end(), is_digit);
  }
  return false;
}

/// "https://me:secret@host/x" without who logs in.
std::string without_login(std::string_view word) {
  const std::size_t scheme = word.find("://");
  const std::size_t at = word.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) return std::string(word);
  return std::string(word.substr(0, scheme + 3)) + std::string(kSecret) + std::string(word.substr(at));
}

std::string redact_word(std::string_view word, Redaction what) {
  if (what == Redaction::secrets) return is_secret(word) ? std::string(kSecret) : without_login(word);
  // A path first: C:\models and file:///home/x keep the file's name.
  if (starts_with_ignoring_case(word, "file://")) return std::string(path_basename(word));
  if (is_address(word)) return std::string(kAddress);
  if (is_secret(word)) return std::string(kSecret);
  return is_private_path(word) ? std::string(path_basename(word)) : std::string(word);
}

}  // namespace

std::string redact_text(std::string_view text, Redaction what) {
  std::string result;
  // A whole text that is a path may hold blanks: "/Users/me/My Models/x.gguf".
  const bool one_path = starts_like_path(trim(text)) && text.find(" -") == std::string_view::npos;
  if (one_path && what == Redaction::everything) return std::string(path_basename(trim(text)));
  bool secret_follows = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !ends_word(text[end])) ++end;
    if (end > at) {
      const std::string_view word = text.substr(at, end - at);
      result += secret_follows ? std::string(kSecret) : redact_word(word, what);
      const bool is_assigned = end < text.size() && text[end] == '=';
      // A value is no name, but "a&api_key" of "?token=a&api_key=b" is the value and the next name in one.
      const bool may_name = !secret_follows || word.find('&') != std::string_view::npos;
      secret_follows = may_name && (is_secret_flag(word) || (is_assigned && is_secret_name(parameter_of(word))));
    }
    if (end < text.size()) result.push_back(text[end++]);
    at = end;
  }
  return result;
}

bool is_private_field(std::string_view key, const Json& value, Redaction what) {
  if (value.is_string() && is_secret_name(key)) return true;  // a number under "token" counts tokens
  if (what == Redaction::secrets) return false;
  static constexpr std::array<std::string_view, 36> kKeys{
      "hostname",   "host",          "host_name",    "node",        "node_name", "nodename",
      "user",       "username",      "user_name",    "login",       "account",   "owner",
      "author",     "cwd",           "pwd",          "home",        "home_dir",  "server",
      "server_url", "url",           "base_url",     "endpoint",    "address",   "email",
      "ip",         "ip_address",    "mac",          "mac_address", "machine",   "machine_name",
      "computer",   "computer_name", "computername", "fqdn",        "serial",    "serial_number"};
  return std::any_of(kKeys.begin(), kKeys.end(),
                     [key](std::string_view name) { return equals_ignoring_case(key, name); });
}

Json redact_json(const Json& value, Redaction what) {
  if (value.is_string()) return redact_text(value.get_ref<const std::string&>(), what);
  if (value.is_array()) {
    Json result = Json::array();
    bool secret_follows = false;
    for (const Json& element : value) {
      result.push_back(secret_follows ? Json(kSecret) : redact_json(element, what));
      secret_follows = element.is_string() && is_secret_flag(element.get_ref<const std::string&>());
    }
    return result;
  }
  if (!value.is_object()) return value;
  Json result = Json::object();
  for (const auto& [key, element] : value.items()) {
    if (!is_private_field(key, element, what)) result[key] = redact_json(element, what);
  }
  return result;
}

}  // namespace llmbench::parsers
