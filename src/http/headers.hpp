#pragma once
// Headers of an answer that several parts of the server set. Used by Dispatcher and Cors.

#include "llmbench/http/message.hpp"

namespace llmbench::http {

/// Sets a header nobody has set yet.
void set_default(Response& response, const std::string& name, const std::string& value);

/// Adds a name to Vary, once.
void add_to_vary(Response& response, const std::string& name);

}  // namespace llmbench::http
