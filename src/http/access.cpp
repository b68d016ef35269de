#include "http/access.hpp"

#include "http/head_checks.hpp"

namespace llmbench::http {

std::optional<Actor> permitted_actor(const ServerOptions& options, Access access, const Head& head, const Cors& cors,
                                     bool announced) {
  if (access == Access::open) return std::nullopt;
  Permission permission;
  if (options.authorise) {
    AccessQuestion question;
    question.access = access;
    question.remote_address = head.remote_address;
    question.announced = announced;
    if (head.headers.contains("authorization")) question.authorization = header(head, "authorization");
    permission = options.authorise(question);
  } else {
    permission.local_only = access != Access::read;
  }
  if (permission.local_only) check_write_is_local(head, cors);
  return permission.actor;
}

bool is_about_access(ErrorCode code) {
  return code == ErrorCode::unauthorized || code == ErrorCode::forbidden || code == ErrorCode::too_many_requests ||
         code == ErrorCode::unavailable;
}

}  // namespace llmbench::http
