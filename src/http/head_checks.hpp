#pragma once
// Decisions that need nothing but the head of a request. Used by Dispatcher.

#include "http/body.hpp"
#include "http/cors.hpp"
#include "http/dispatcher.hpp"

#include "llmbench/http/router.hpp"

#include <optional>
#include <string>

namespace llmbench::http {

[[nodiscard]] std::string header(const Head& head, const std::string& lower_name);

/// The client's X-Request-Id when it is 1 to 64 letters, digits, '.', '_' or '-', else a new one.
[[nodiscard]] std::string request_id_of(const Head& head);

/// Throws Error{invalid_query} for a Content-Length that is no number or contradicts Transfer-Encoding.
[[nodiscard]] Framing framing_of(const Head& head);

/// Throws Error{too_large} when the header lines together are longer than `max_bytes`.
void check_header_size(const Head& head, std::size_t max_bytes);

/// Against DNS rebinding and proxies, for a server without tokens: throws Error{forbidden} unless the Host header is a
/// loopback name, nobody forwarded the request and no page of another origin sent it, but those that `cors` names.
void check_write_is_local(const Head& head, const Cors& cors);

/// True for application/json and application/<any>+json in UTF-8.
[[nodiscard]] bool is_json_content_type(std::string_view content_type);

/// True for application/x-ndjson in UTF-8.
[[nodiscard]] bool is_ndjson_content_type(std::string_view content_type);

/// Throws Error{unsupported_media_type} when the route takes a body of another type.
void check_content_type(const RouteInfo& route, std::string_view content_type);

}  // namespace llmbench::http
