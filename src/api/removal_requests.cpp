#include "api/removal_requests.hpp"

#include "llmbench/service/upload_service.hpp"

namespace llmbench::api {

service::Caller caller_of(const http::Request& request) {
  return {http::actor_name(request), !request.actor || request.actor->admin};
}

Uuid run_id_of(const http::Request& request) {
  const auto id = parse_uuid(request.path_parameters.at("test_run_id"));
  if (!id) throw Error{ErrorCode::not_found, "no run has this id"};
  return *id;
}

void read_body_fields(const Json& body, const std::function<void(codec::Reader&)>& read) {
  codec::Findings findings;
  {
    codec::Reader reader{body, "", findings};
    read(reader);
  }
  for (const std::string& path : findings.unknown_paths) {
    findings.errors.push_back({path, "is not a field of this request; leave it out"});
  }
  if (!findings.errors.empty()) throw service::invalid_upload_error(std::move(findings.errors));
}

void require_object(const Json& body) {
  if (body.is_object()) return;
  codec::Findings findings;
  { const codec::Reader reader{body, "", findings}; }
  throw service::invalid_upload_error(std::move(findings.errors));
}

std::string removal_error_extras(const Error& error, const char* id_field) {
  return dump_json(OrderedJson{{"success", false}, {"message", error.what()}, {id_field, nullptr}});
}

}  // namespace llmbench::api
