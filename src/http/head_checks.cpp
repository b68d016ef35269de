#include "http/head_checks.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// "[::1]:3000" -> "::1", "localhost:3000" -> "localhost"; "" when something else than a port follows the name, as in
/// two Host headers, which arrive joined: "localhost:3000, evil.example".
std::string_view host_without_port(std::string_view host) {
  const bool is_bracketed = host.starts_with('[');
  const std::size_t end = is_bracketed ? host.find(']') : host.find(':');
  if (end == std::string_view::npos) return is_bracketed ? std::string_view{} : host;
  const std::string_view name = is_bracketed ? host.substr(1, end - 1) : host.substr(0, end);
  std::string_view port = host.substr(is_bracketed ? end + 1 : end);
  if (port.empty()) return name;
  const bool begins_well = port.front() == ':';
  port.remove_prefix(1);
  const bool is_port =
      begins_well && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_port ? name : std::string_view{};
}

/// An address of 127.0.0.0/8 in full, not a name that only begins like one ("127.0.0.1.evil.example").
bool is_loopback_ipv4(std::string_view host) {
  const auto parts = split(host, '.');
  return parts.size() == 4 && parts[0] == "127" && std::all_of(parts.begin(), parts.end(), [](const auto& part) {
           const auto number = parse_integer(part);
           return number && *number >= 0 && *number <= 255 && part.size() <= 3;
         });
}

bool is_loopback_host(std::string_view host) {
  const auto name = host_without_port(trim(host));
  return equals_ignoring_case(name, "localhost") || name == "::1" || is_loopback_ipv4(name);
}

/// The type in lower case; "" when it names another charset than UTF-8.
std::string type_in_utf8(std::string_view content_type) {
  const auto parts = split(content_type, ';');
  const bool utf8 = std::all_of(parts.begin() + 1, parts.end(), [](const std::string& parameter) {
    const std::string text = to_lower(trim(parameter));
    return !text.starts_with("charset=") || text == "charset=utf-8" || text == "charset=\"utf-8\"";
  });
  return utf8 ? to_lower(trim(parts.front())) : "";
}

/// What a page of any origin may send without being asked first (the safelist of the Fetch standard), or nothing at
/// all.
bool is_form_content_type(std::string_view content_type) {
  const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  return type.empty() || type == "text/plain" || type == "multipart/form-data" ||
         type == "application/x-www-form-urlencoded";
}

}  // namespace

std::string header(const Head& head, const std::string& lower_name) {
  const auto found = head.headers.find(lower_name);
  return found == head.headers.end() ? "" : found->second;
}

std::string request_id_of(const Head& head) {
  const std::string sent = header(head, "x-request-id");
  const bool sane = !sent.empty() && sent.size() <= 64 && std::all_of(sent.begin(), sent.end(), is_id_character);
  return sane ? sent : to_string(random_uuid());
}

Framing framing_of(const Head& head) {
  const bool has_length = head.headers.contains("content-length");
  if (head.headers.contains("transfer-encoding")) {
    if (has_length || !equals_ignoring_case(trim(header(head, "transfer-encoding")), "chunked")) {
      throw Error{ErrorCode::invalid_query, "the body must be sent either with Content-Length or chunked"};
    }
    return {true, std::nullopt};
  }
  if (!has_length) return {};
  const std::string text = header(head, "content-length");
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto length = digits ? parse_integer(text) : std::nullopt;
  if (!length) throw Error{ErrorCode::invalid_query, "the Content-Length header is not a number"};
  return {*length > 0, static_cast<std::size_t>(*length)};
}

void check_header_size(const Head& head, std::size_t max_bytes) {
  std::size_t size = 0;
  for (const auto& [name, value] : head.headers) size += name.size() + value.size() + 4;  // ": " and CR LF
  if (size > max_bytes) {
    throw Error{ErrorCode::too_large, "the request headers are larger than " + std::to_string(max_bytes) + " bytes"};
  }
}

void check_write_is_local(const Head& head, const Cors& cors) {
  if (head.headers.contains("x-forwarded-for") || head.headers.contains("forwarded")) {
    throw Error{ErrorCode::forbidden,
                "this server has no tokens, so it takes no writes through a proxy; make one with llm-benchmark-api "
                "token create"};
  }
  if (!is_loopback_host(header(head, "host"))) {
    throw Error{ErrorCode::forbidden,
                "this server has no tokens, so it takes writes only under a loopback name such as localhost; make one "
                "with llm-benchmark-api token create"};
  }
  const std::string origin = header(head, "origin");
  if (!origin.empty() && !is_same_origin(origin, header(head, "host")) && !cors.is_named(origin)) {
    throw Error{ErrorCode::forbidden,
                "this server has no tokens, so it takes no writes from web pages of another origin; name the origin "
                "with --cors-origin"};
  }
}

bool is_json_content_type(std::string_view content_type) {
  const std::string type = type_in_utf8(content_type);
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

bool is_ndjson_content_type(std::string_view content_type) {
  return type_in_utf8(content_type) == "application/x-ndjson";
}

void check_content_type(const RouteInfo& route, std::string_view content_type) {
  if (route.streams_body) {
    if (is_json_content_type(content_type) || is_ndjson_content_type(content_type)) return;
    throw Error{ErrorCode::unsupported_media_type,
                "send the body as application/x-ndjson or application/json in UTF-8"};
  }
  if (route.takes_json_body && !is_json_content_type(content_type)) {
    throw Error{ErrorCode::unsupported_media_type, "send the body as application/json in UTF-8"};
  }
  if (route.takes_raw_body && is_form_content_type(content_type)) {
    throw Error{ErrorCode::unsupported_media_type, "send the bytes of the file as application/octet-stream"};
  }
}

}  // namespace llmbench::http
