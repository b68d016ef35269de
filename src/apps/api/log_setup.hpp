#pragma once
// How the server logs: spdlog to standard error, as text or one JSON object a line.

#include "llmbench/config/settings.hpp"
#include "llmbench/http/server.hpp"

#include <functional>

namespace llmbench::apps {

/// Throws Error{invalid_input} for an unknown level.
void set_up_logging(const config::ServerSettings& settings);

/// The access log in the chosen form; empty for the server's own text line.
[[nodiscard]] std::function<void(const http::AccessRecord&)> make_access_log(const config::ServerSettings& settings);

}  // namespace llmbench::apps
