#pragma once
// The route table: patterns with {parameters}, one handler per method. Endpoints add themselves, the server serves it,
// the contract suite and later OpenAPI walk it.

#include "llmbench/http/message.hpp"
#include "llmbench/util/json.hpp"

#include <functional>
#include <string>
#include <vector>

namespace llmbench::http {

using Handler = std::function<Response(const Request&)>;

/// Who may call a route once the server has a token. Without any token only loopback may write.
enum class Access {
  open,    ///< everybody, always: /health, /live
  read,    ///< everybody, unless the server asks for tokens to read
  upload,  ///< any token
  admin,   ///< tokens of scope admin
};

struct QueryParameter {
  std::string name;
  std::string description;  ///< with the unit and the meaning of being absent
  enum class Type { text, integer, number, boolean, time, uuid } type = Type::text;
  bool list = false;  ///< `a=x,y` or `a=x&a=y`
  std::vector<std::string> choices = {};
  std::string default_value = {};  ///< "" = none
  bool required = false;
};

/// What every route knows besides its own: `pretty`.
[[nodiscard]] const std::vector<QueryParameter>& common_query_parameters();

/// A request that the documentation shows and a test executes.
struct Example {
  std::string summary;
  std::string target;     ///< with every parameter filled in
  std::string body = {};  ///< "" = none
  std::string content_type = "application/json";
  int status = 200;
};

/// What a route promises besides its handler; the contract suite tests every one of these without extra code.
struct RouteInfo {
  std::string method;
  std::string pattern;                ///< "/api/detail/{id}"
  std::string summary;                ///< one sentence
  std::string description;            ///< more of them; may be empty
  Access access = Access::read;       ///< a route that writes must say another one
  std::vector<QueryParameter> query;  ///< known query parameters; others are 400
  bool takes_json_body = false;       ///< else a body is ignored
  bool streams_body = false;          ///< JSON or NDJSON through Request::read_body
  bool takes_raw_body = false;        ///< the bytes of a file, of any content type that no HTML form can send
  bool cacheable = false;             ///< answers with an ETag
  Json request_schema;                ///< JSON Schema of the body; null = no body
  Json response_schema;               ///< JSON Schema of a 2xx body
  std::string response_type = "application/json";
  std::vector<Example> examples;
  /// The error body of a seed endpoint carries extra fields ("success":false, ...). Returned JSON object text is merged
  /// into the error shape.
  std::function<std::string(const Error&)> error_extras;
};

class Routes {
 public:
  struct Entry {
    RouteInfo info;
    Handler handler;
  };
  /// Throws std::logic_error when method and pattern are taken, and for a method other than GET with Access::read.
  void add(RouteInfo info, Handler handler);

  struct Match {
    const Entry* entry = nullptr;  ///< nullptr: path unknown, or known with other methods only
    std::map<std::string, std::string> path_parameters;
    std::vector<std::string> allowed_methods;  ///< methods of the path when it is known
  };
  /// `raw_path` is split on '/' and each segment decoded once. HEAD matches GET routes.
  [[nodiscard]] Match match(std::string_view method, std::string_view raw_path) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace llmbench::http
