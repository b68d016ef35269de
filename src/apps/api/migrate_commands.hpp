#pragma once
// `migrate up|status|separate|verify|rollback|cleanup`. Called by main.

#include "llmbench/config/settings.hpp"

#include <functional>

namespace llmbench::apps {

/// Adds the command; the one that is chosen sets `run`, which returns the exit code.
void add_migrate_commands(CLI::App& app, std::function<int(const config::ServerSettings&)>& run);

}  // namespace llmbench::apps
