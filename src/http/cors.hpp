#pragma once
// Which pages of other origins may ask this server from a browser (CORS). Used by Dispatcher.

#include "llmbench/http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace llmbench::http {

class Cors {
 public:
  /// `origins` as "https://pages.example:8443"; "*" lets every page read, but not write. Throws Error{invalid_input}
  /// for what is no origin.
  explicit Cors(const std::vector<std::string>& origins);

  [[nodiscard]] bool is_off() const { return origins_.empty() && !any_may_read_; }
  /// The origin was named, so its pages may write.
  [[nodiscard]] bool is_named(std::string_view origin) const;
  /// Whether a request asks what its page may do. `requested_method` is its Access-Control-Request-Method.
  [[nodiscard]] bool is_preflight(std::string_view method, std::string_view origin,
                                  std::string_view requested_method) const;
  /// The answer to a preflight for a path with these methods.
  [[nodiscard]] Response preflight(std::string_view origin, const std::vector<std::string>& methods) const;
  /// Adds what lets the page of `origin` ("" = none) read the answer.
  void add_headers(std::string_view origin, Response& response) const;

 private:
  [[nodiscard]] bool may_read(std::string_view origin) const;

  std::vector<std::string> origins_;
  bool any_may_read_ = false;
};

/// Whether a page of `origin` was loaded from the host of the request ("localhost:3000").
[[nodiscard]] bool is_same_origin(std::string_view origin, std::string_view host);

}  // namespace llmbench::http
