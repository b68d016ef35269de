#pragma once
// Who asks for a change. Made by endpoints from the token of a request; kept in audit_log.

#include <optional>
#include <string>

namespace llmbench::service {

struct Caller {
  std::optional<std::string> name;  ///< of the token; nullopt = none was needed
  bool may_change_all = true;       ///< false: only what was uploaded with this token
};

}  // namespace llmbench::service
