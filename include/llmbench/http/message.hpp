#pragma once
// Requests and responses as handlers see them; nothing of the HTTP library.

#include "llmbench/util/error.hpp"
#include "llmbench/util/uuid.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::http {

/// Raw query parameters in order. Values keep their percent-encoding until asked for, because lists split on raw
/// commas.
class Query {
 public:
  Query() = default;
  /// `raw` is the target's part after '?'. Throws Error{invalid_query} for broken percent-encoding, NUL or invalid
  /// UTF-8.
  explicit Query(std::string_view raw);

  /// Throws Error{invalid_query} when the parameter is given twice.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  /// `a=x,y` and `a=x&a=y`; `%2C` is part of a name; empty elements are kept out, but `a=` alone gives {""} through
  /// find.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] const std::string& raw() const { return raw_; }
  /// The query again without the parameters `names`, however their names were encoded. For parameters that are known:
  /// their names need no encoding.
  [[nodiscard]] std::string raw_without(const std::vector<std::string>& names) const;
  /// Throws Error{invalid_query} naming every parameter that is not in `known`, each with the nearest known one.
  void refuse_unknown(const std::vector<std::string>& known) const;

 private:
  struct Pair {
    std::string name;
    std::string raw_value;
  };
  std::vector<Pair> pairs_;
  std::string raw_;
};

/// Who sends a request: the owner of a valid token.
struct Actor {
  Uuid token_id;
  std::string name;  ///< of the token; names are never given twice
  bool admin = false;
};

struct Request {
  std::string method;
  std::string path;                                    ///< raw path of the target, still encoded
  std::map<std::string, std::string> path_parameters;  ///< decoded once
  Query query;
  std::string body;                 ///< decoded (gzip undone), within the limit
  std::size_t max_json_depth = 64;  ///< of the body
  std::string content_type;
  std::string request_id;
  std::string remote_address;
  std::map<std::string, std::string> headers;  ///< names lower-cased
  std::optional<Actor> actor;                  ///< nullopt = sent without a token
  /// Routes with RouteInfo::streams_body get their body here instead of in `body`: calls the sink with decoded parts
  /// (gzip undone) until the body ends. Throws what reading a whole body throws, after the parts that could be read
  /// were handed out, and what the sink throws. Once, and only before the handler returns; when it is never called the
  /// connection ends after the answer.
  std::function<void(const std::function<void(std::string_view)>& sink)> read_body;
};

/// The name to keep with what a request changes; nullopt = sent without a token.
[[nodiscard]] inline std::optional<std::string> actor_name(const Request& request) {
  return request.actor ? std::optional(request.actor->name) : std::nullopt;
}

/// Where a streamed answer goes. write() throws Error{unavailable} when the client is gone or the server stops: let it
/// pass.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual void write(std::string_view bytes) = 0;
};

struct Response {
  int status = 200;
  std::string body;
  /// When set, called once to write the body in parts instead of `body`, gzipped when the client accepts it. It runs
  /// after the handler returned and on another thread: capture by value, never the request; HEAD does not call it. An
  /// exception before the first parts were sent gives the error shape; a later one breaks the connection off, so that
  /// the client does not take a part for the whole.
  std::function<void(BodyWriter&)> stream;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string etag;  ///< weak tag with quotes (`W/"..."`); when set the server answers If-None-Match with 304 and
                     ///< caches the gzipped body
};

/// HTTP status of a code; the only table of it.
[[nodiscard]] int http_status(ErrorCode code);

/// The one error shape of the API, as bytes.
[[nodiscard]] Response error_response(const Error& error, const std::string& request_id);
/// `extras` is JSON object text that is merged over the shape (RouteInfo::error_extras).
[[nodiscard]] Response error_response(const Error& error, const std::string& request_id, const std::string& extras);

}  // namespace llmbench::http
