#pragma once
// The route table: patterns with {parameters}, one handler per method. Endpoints add themselves, the server serves it,
// the contract suite and later OpenAPI walk it.

#include "llmbench/http/message.hpp"

#include <functional>
#include <string>
#include <vector>

namespace llmbench::http {

using Handler = std::function<Response(const Request&)>;

/// What a route promises besides its handler; the contract suite tests every one of these without extra code.
struct RouteInfo {
  std::string method;
  std::string pattern;             ///< "/api/detail/{id}"
  std::string summary;             ///< one sentence
  std::vector<std::string> query;  ///< known query parameters; others are 400
  bool takes_json_body = false;    ///< else a body is ignored
  bool cacheable = false;          ///< answers with an ETag
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
  /// Throws std::logic_error when method and pattern are taken.
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
