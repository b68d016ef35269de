#pragma once
// A libpq URL or key=value string with our defaults added where it says nothing.

#include "llmbench/db/pool.hpp"

#include <map>
#include <string>

namespace llmbench::db {

using ConnectionParameters = std::map<std::string, std::string>;

/// Throws Error{invalid_input} when the URL cannot be read; the message never repeats it (it may hold a password).
[[nodiscard]] ConnectionParameters connection_parameters(const PoolOptions& options);

/// key='value' pairs.
[[nodiscard]] std::string connection_string(const ConnectionParameters& parameters);

/// One statement that puts a new session into the state we rely on.
[[nodiscard]] std::string session_setup(const PoolOptions& options);

}  // namespace llmbench::db
