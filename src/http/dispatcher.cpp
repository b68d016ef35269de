#include "http/dispatcher.hpp"

#include "http/access.hpp"
#include "http/head_checks.hpp"
#include "http/headers.hpp"
#include "http/pretty.hpp"

#include "llmbench/util/gzip.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace llmbench::http {
namespace {

constexpr std::size_t kCompressFrom = 1024;
constexpr std::size_t kLoggedPathLength = 200;

bool is_read(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::vector<std::string> query_names(const RouteInfo& info) {
  std::vector<std::string> names;
  for (const auto& parameter : info.query) names.push_back(parameter.name);
  for (const auto& parameter : common_query_parameters()) names.push_back(parameter.name);
  return names;
}

/// Images and fonts are packed already, and so is what the handler packed.
bool is_worth_packing(const Response& response) {
  const std::string& type = response.content_type;
  if (type.starts_with("image/") && !type.starts_with("image/svg")) return false;
  if (type.starts_with("font/") || type.starts_with("application/octet-stream")) return false;
  return std::none_of(response.headers.begin(), response.headers.end(),
                      [](const auto& header) { return equals_ignoring_case(header.first, "Content-Encoding"); });
}

void check_pretty(const Query& query) {
  const std::string value = query.find("pretty").value_or("");
  for (const char* known : {"", "0", "1", "false", "true"}) {
    if (value == known) return;
  }
  throw Error{ErrorCode::invalid_query, "the query parameter 'pretty' must be 0 or 1", {{"pretty", "must be 0 or 1"}}};
}

std::unique_ptr<const StaticFiles> make_pages(const ServerOptions& options) {
  if (!options.web_root.empty()) return std::make_unique<StaticFiles>(make_folder_source(options.web_root));
  if (options.embedded_pages.empty()) return nullptr;
  return std::make_unique<StaticFiles>(make_embedded_source(options.embedded_pages));
}

std::string printable(std::string_view path) {
  std::string text{path.substr(0, kLoggedPathLength)};
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c <= ' ' || c > '~' || c == '"'; }, '?');
  return text;
}

}  // namespace

struct Dispatcher::Exchange {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  Request request;
  const Routes::Entry* entry = nullptr;
  std::vector<std::string> allowed_methods;
  bool close_connection = false;
  bool is_permitted = false;  ///< before that nothing of the body is read
  std::optional<std::chrono::seconds> retry_after;
};

Dispatcher::Dispatcher(const ServerOptions& options, const Routes& routes, const std::atomic<bool>& stopping)
    : options_(options),
      routes_(routes),
      stopping_(stopping),
      cors_(options.cors_origins),
      pages_(make_pages(options)),
      gzip_cache_(options.gzip_cache_bytes),
      address_limit_(options.address_rate) {}

Answer Dispatcher::answer(const Head& head, const BodySource& source) {
  Exchange exchange;
  if (options_.on_start) options_.on_start();
  exchange.request.request_id = request_id_of(head);
  Response response;
  std::shared_ptr<StreamedBody> streamed;
  std::optional<Error> failure;
  try {
    response = handle(exchange, head, source);
    if (response.stream) streamed = start_stream(head, response);
  } catch (const RateLimited& error) {
    exchange.retry_after = error.retry_after();
    failure = error;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) {
      spdlog::error("{} {} failed: {} (request {})", head.method, printable(exchange.request.path), error.what(),
                    exchange.request.request_id);
    }
    failure = error;
  } catch (const std::exception& error) {
    spdlog::error("{} {} failed: {} (request {})", head.method, printable(exchange.request.path), error.what(),
                  exchange.request.request_id);
    failure = Error{ErrorCode::internal, "the server could not answer; its log has the reason under this request id"};
  }
  if (failure) {
    response = refuse(exchange, *failure);
    // A client that is still sending would see a reset instead of the answer.
    if (exchange.close_connection && source && !exchange.is_permitted && is_about_access(failure->code())) {
      exchange.close_connection = !discard_body(source, options_.max_body_bytes);
    }
  }
  finish(exchange, head, response);
  const AccessRecord record = record_of(exchange, head, response);
  if (streamed) {
    log_later(exchange, record, *streamed);
  } else {
    log(record);
  }
  return {std::move(response), std::move(streamed), exchange.close_connection};
}

Response Dispatcher::refuse(const Exchange& exchange, const Error& failure) {
  const bool has_extras = exchange.entry != nullptr && exchange.entry->info.error_extras;
  Response response = error_response(failure, exchange.request.request_id,
                                     has_extras ? exchange.entry->info.error_extras(failure) : "");
  if (failure.code() == ErrorCode::method_not_allowed) {
    response.headers.emplace_back("Allow", join(exchange.allowed_methods, ", "));
  }
  if (failure.code() == ErrorCode::unauthorized) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (exchange.retry_after) {
    std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
    response.headers.emplace_back("Retry-After", std::to_string(exchange.retry_after->count()));
  }
  return response;
}

Answer Dispatcher::answer_unreadable(const Head& head, int status) {
  Exchange exchange;
  if (options_.on_start) options_.on_start();
  exchange.request.request_id = request_id_of(head);
  exchange.request.path = head.target.substr(0, head.target.find('?'));
  Error error{ErrorCode::invalid_query, "the request line or a header is malformed or too long"};
  if (status == 414) error = Error{ErrorCode::invalid_query, "the request target is longer than 8192 bytes"};
  if (status >= 500) error = Error{ErrorCode::internal, "the server could not answer"};
  Response response = error_response(error, exchange.request.request_id);
  finish(exchange, head, response);
  log(record_of(exchange, head, response));
  return {std::move(response), nullptr, true};
}

bool Dispatcher::wants_body(const Head& head) const {
  try {
    if (framing_of(head).length.value_or(0) > options_.max_body_bytes) return false;
    const auto match = routes_.match(head.method, head.target.substr(0, head.target.find('?')));
    if (match.entry == nullptr) return false;
    check_content_type(match.entry->info, header(head, "content-type"));
    (void)permitted_actor(options_, match.entry->info.access, head, cors_, true);
    return true;
  } catch (const Error&) {
    return false;
  }
}

Response Dispatcher::handle(Exchange& exchange, const Head& head, const BodySource& source) const {
  Request& request = exchange.request;
  // Until the body was read, its bytes would be taken for the next request on this connection.
  exchange.close_connection = head.headers.contains("content-length") || head.headers.contains("transfer-encoding");
  if (framing_of(head).length == std::size_t{0}) exchange.close_connection = false;

  limit_rate(head);
  request.method = head.method;
  const std::size_t question_mark = head.target.find('?');
  request.path = head.target.substr(0, question_mark);
  request.remote_address = head.remote_address;
  request.max_json_depth = options_.max_json_depth;
  request.headers = head.headers;
  request.headers.erase("authorization");  // it has done its work in permitted_actor
  request.content_type = header(head, "content-type");
  if (!request.path.starts_with('/')) throw Error{ErrorCode::invalid_query, "the request target must begin with '/'"};

  auto match = routes_.match(head.method, request.path);
  exchange.entry = match.entry;
  exchange.allowed_methods = match.allowed_methods;
  check_header_size(head, options_.max_header_bytes);
  if (match.entry == nullptr) {
    if (!match.allowed_methods.empty() &&
        cors_.is_preflight(head.method, header(head, "origin"), header(head, "access-control-request-method"))) {
      return cors_.preflight(header(head, "origin"), match.allowed_methods);
    }
    if (match.allowed_methods.empty()) return find_page(head, request.path);
    throw Error{ErrorCode::method_not_allowed,
                head.method + " is not allowed here; allowed: " + join(match.allowed_methods, ", ")};
  }
  request.actor = permitted_actor(options_, match.entry->info.access, head, cors_);
  exchange.is_permitted = true;
  request.path_parameters = std::move(match.path_parameters);
  if (question_mark != std::string::npos) {
    const auto raw_query = std::string_view{head.target}.substr(question_mark + 1);
    if (raw_query.size() > options_.max_query_bytes) {
      throw Error{ErrorCode::invalid_query,
                  "the query is longer than " + std::to_string(options_.max_query_bytes) + " bytes"};
    }
    request.query = Query{raw_query};
    request.query.refuse_unknown(query_names(match.entry->info));
    check_pretty(request.query);
  }
  prepare_request_body(exchange, head, source);
  return match.entry->handler(request);
}

void Dispatcher::limit_rate(const Head& head) const {
  const auto key = rate_key(head.remote_address);
  if (!key) return;
  if (const auto wait = address_limit_.take(*key)) {
    throw RateLimited{"too many requests from " + *key + "; go on more slowly, or after the seconds of Retry-After",
                      *wait};
  }
}

Response Dispatcher::find_page(const Head& head, const std::string& path) const {
  const bool reads = head.method == "GET" || head.method == "HEAD";
  if (pages_ && reads) {
    const bool wants_html = contains_ignoring_case(header(head, "accept"), "text/html");
    auto page = pages_->find({path, wants_html, accepts_gzip(header(head, "accept-encoding"))});
    if (page) return std::move(*page);
  }
  if (!pages_ && reads && path == "/") {
    throw Error{ErrorCode::not_found,
                "this server was built without pages (--web-root names a folder of them); /api/openapi.json describes "
                "what it answers"};
  }
  throw Error{ErrorCode::not_found, "there is nothing at this path"};
}

void Dispatcher::prepare_request_body(Exchange& exchange, const Head& head, const BodySource& source) const {
  Request& request = exchange.request;
  check_content_type(exchange.entry->info, request.content_type);
  const Framing framing = framing_of(head);
  const bool has_body = framing.has_body && source;
  const std::string encoding = header(head, "content-encoding");
  if (exchange.entry->info.streams_body) {
    (void)is_packed(encoding);  // refuses what it does not know before the handler begins
    request.read_body = [this, &exchange, &source, framing, encoding, has_body,
                         used = false](const auto& sink) mutable {
      if (std::exchange(used, true)) throw std::logic_error("a body is read twice");
      if (!has_body) return;
      ContentDecoder decoder{encoding, options_.max_body_bytes, sink};
      read_body(source, framing, body_limits(), [&](std::string_view part) { decoder.take(part); });
      exchange.close_connection = false;
      decoder.finish();
    };
    return;
  }
  if (!has_body) return;
  std::string bytes = read_body(source, framing, body_limits());
  exchange.close_connection = false;
  request.body = decode_content(std::move(bytes), encoding, options_.max_body_bytes);
}

BodyLimits Dispatcher::body_limits() const {
  BodyLimits limits;
  limits.max_bytes = options_.max_body_bytes;
  limits.deadline = options_.body_deadline;
  limits.silence_limit = std::min(options_.body_deadline, kSilenceLimit);
  limits.stopping = &stopping_;
  return limits;
}

std::shared_ptr<StreamedBody> Dispatcher::start_stream(const Head& head, Response& response) const {
  const bool gzip = accepts_gzip(header(head, "accept-encoding"));
  const auto stream = std::exchange(response.stream, nullptr);
  response.body.clear();
  std::shared_ptr<StreamedBody> streamed;
  if (head.method == "HEAD") {
    streamed = std::make_shared<StreamedBody>([](BodyWriter&) {}, false, stopping_);
  } else {
    streamed = std::make_shared<StreamedBody>(stream, gzip, stopping_);
    streamed->await_first_part();
  }
  response.etag.clear();
  add_to_vary(response, "Accept-Encoding");
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  return streamed;
}

void Dispatcher::finish(const Exchange& exchange, const Head& head, Response& response) {
  const std::size_t question_mark = head.target.find('?');
  const bool pretty = question_mark != std::string::npos &&
                      wants_pretty(std::string_view{head.target}.substr(question_mark + 1)) &&
                      is_json_content_type(response.content_type) && !response.body.empty();
  cors_.add_headers(header(head, "origin"), response);
  set_default(response, "X-Request-Id", exchange.request.request_id);
  set_default(response, "X-Content-Type-Options", "nosniff");
  set_default(response, "Referrer-Policy", "same-origin");
  set_default(response, "X-Frame-Options", "DENY");
  set_default(response, "Cross-Origin-Resource-Policy", "same-origin");
  set_default(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  set_default(response, "Cache-Control", response.etag.empty() ? "no-store" : "no-cache");
  if (!response.etag.empty()) {
    if (pretty) response.etag.insert(response.etag.size() - 1, "-pretty");
    set_default(response, "ETag", response.etag);
    add_to_vary(response, "Accept-Encoding");
    if (response.status == 200 && is_read(head.method) && etag_matches(header(head, "if-none-match"), response.etag)) {
      response.status = 304;  // every other header is repeated: Link and X-Total-Count belong to the page
      response.body.clear();
    }
  }
  if (pretty && !response.body.empty()) response.body = indent_json(response.body);
  compress(exchange, head, response);
}

void Dispatcher::compress(const Exchange& exchange, const Head& head, Response& response) {
  if (response.body.size() <= kCompressFrom || !is_worth_packing(response)) return;
  add_to_vary(response, "Accept-Encoding");
  if (!accepts_gzip(header(head, "accept-encoding"))) return;
  // The path is part of the key, so that a tag two endpoints happen to share never mixes their bodies.
  const std::string key = exchange.request.path + '?' + exchange.request.query.raw() + ' ' + response.etag;
  auto packed = response.etag.empty() ? nullptr : gzip_cache_.find(key);
  if (packed == nullptr) {
    packed = std::make_shared<const std::string>(gzip_compress(response.body, kGzipLevel));
    if (!response.etag.empty()) gzip_cache_.insert(key, packed);
  }
  response.body = *packed;
  response.headers.emplace_back("Content-Encoding", "gzip");
}

AccessRecord Dispatcher::record_of(const Exchange& exchange, const Head& head, const Response& response) const {
  AccessRecord record;
  record.method = printable(head.method);
  record.path = printable(exchange.request.path);
  if (exchange.entry != nullptr) record.route = exchange.entry->info.pattern;
  record.status = response.status;
  record.took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - exchange.start);
  record.sent_bytes = head.method == "HEAD" ? 0 : response.body.size();
  record.remote_address = head.remote_address;
  record.request_id = exchange.request.request_id;
  return record;
}

void Dispatcher::log_later(const Exchange& exchange, AccessRecord record, StreamedBody& streamed) const {
  streamed.on_end([this, start = exchange.start, record = std::move(record)](std::size_t bytes, bool complete) mutable {
    record.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    record.sent_bytes = bytes;
    record.complete = complete || record.method == "HEAD";
    log(record);
  });
}

void Dispatcher::log(const AccessRecord& record) const {
  if (options_.on_end) options_.on_end(record);
  if (!options_.access_log) return;
  if (options_.on_access) {
    options_.on_access(record);
    return;
  }
  spdlog::info("{} {} {} {:.1f} ms {} bytes{} {} {}", record.method, record.path, record.status,
               static_cast<double>(record.took.count()) / 1000, record.sent_bytes,
               record.complete ? "" : " (broken off)", record.remote_address, record.request_id);
}

}  // namespace llmbench::http
