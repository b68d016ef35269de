#pragma once
// What llm-benchmark-api can do besides serving. Every function returns the exit code.

#include "llmbench/config/settings.hpp"

#include <string>
#include <vector>

namespace llmbench::apps {

int serve(const config::ServerSettings& settings);
/// Runs psql with `arguments` on the database and returns its exit code.
int run_psql(const config::ServerSettings& settings, const std::vector<std::string>& arguments);
/// Prints the connection string.
int print_url(const config::ServerSettings& settings);
/// Prints the OpenAPI description of this version; needs no database.
int print_openapi(const config::ServerSettings& settings);

}  // namespace llmbench::apps
