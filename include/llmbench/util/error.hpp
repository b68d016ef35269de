#pragma once
// The one exception type that crosses module borders. Thrown by everything that cannot do its job;
// its message is safe to show to a client, details for operators go to the log.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

/// Why something failed, independent of HTTP and SQL. One table maps it to an HTTP status
/// (http/status.cpp), one maps SQLSTATE to it (db/errors.cpp).
enum class ErrorCode {
  invalid_json,
  invalid_query,
  unauthorized,
  forbidden,
  not_found,
  method_not_allowed,
  timeout,
  conflict,
  too_large,
  unsupported_media_type,
  invalid_input,
  too_many_requests,
  internal,
  unavailable,
};

/// The code's name on the wire, e.g. "invalid_input".
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// One wrong field. `path` is its JSON path (`scores[3].value`), query parameter, flag or line.
struct FieldError {
  std::string path;
  std::string message;

  bool operator==(const FieldError&) const = default;
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, std::vector<FieldError> fields = {})
      : std::runtime_error(message), code_(code), fields_(std::move(fields)) {}

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::vector<FieldError>& fields() const noexcept { return fields_; }

 private:
  ErrorCode code_;
  std::vector<FieldError> fields_;
};

}  // namespace llmbench
