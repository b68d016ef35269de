#pragma once
// What the endpoints that delete, void and restore share: who asks, which run, and bodies of a few named texts.

#include "llmbench/codec/reader.hpp"
#include "llmbench/http/message.hpp"
#include "llmbench/service/caller.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace llmbench::api {

[[nodiscard]] service::Caller caller_of(const http::Request& request);

/// The {test_run_id} of the path. Throws Error{not_found} for what is no id.
[[nodiscard]] Uuid run_id_of(const http::Request& request);

/// Reads the body with `read`. Throws Error{invalid_input} with everything that is wrong; a field nobody asked for is
/// wrong too, because what is removed must be what was meant.
void read_body_fields(const Json& body, const std::function<void(codec::Reader&)>& read);

/// Throws Error{invalid_input} when it is no object: told before an unknown id of the path.
void require_object(const Json& body);

/// Fields of the seed's answers beside the error shape: "success": false, the message, and `id_field`: null.
[[nodiscard]] std::string removal_error_extras(const Error& error, const char* id_field);

}  // namespace llmbench::api
