// `serve`: address, database, schema, application, in this order, and back.

#include "apps/api/commands.hpp"
#include "apps/api/database.hpp"
#include "apps/api/log_setup.hpp"
#include "apps/api/stop_signals.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/db/migrations.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace llmbench::apps {
namespace {

constexpr std::chrono::seconds kPoolMustCloseWithin{2};

/// Numeric loopback addresses, and localhost as the IPv4 one: a name could mean anything tomorrow.
std::string loopback_address(const std::string& host) {
  if (host == "localhost") return "127.0.0.1";
  if (host == "::1") return host;
  const auto parts = split(host, '.');
  const bool numbers = std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    const auto number = parse_integer(part);
    return number && *number >= 0 && *number <= 255;
  });
  if (parts.size() == 4 && numbers && parts[0] == "127") return host;
  throw Error{ErrorCode::invalid_input, "--host " + host +
                                            " is not a loopback address: there are no access tokens yet, so the server "
                                            "only listens on this machine (127.0.0.1, ::1)"};
}

http::ServerOptions server_options(const config::ServerSettings& settings,
                                   const std::shared_ptr<api::RequestMetrics>& metrics) {
  http::ServerOptions options;
  options.host = loopback_address(settings.host);
  options.port = settings.port;
  options.threads = static_cast<std::size_t>(settings.threads);
  options.max_body_bytes = static_cast<std::size_t>(settings.max_body_mib) << 20U;
  options.tls_certificate = settings.tls_cert;
  options.tls_key = settings.tls_key;
  options.web_root = settings.web_root;
  for (const auto& origin : split(settings.cors_origin, ',')) {
    if (!trim(origin).empty()) options.cors_origins.emplace_back(trim(origin));
  }
  options.stop_deadline = std::chrono::seconds{settings.stop_seconds};
  options.on_access = make_access_log(settings);
  options.on_start = [metrics] { metrics->begin(); };
  options.on_end = [metrics](const http::AccessRecord& record) { metrics->end(record); };
  return options;
}

void prepare_schema(const config::ServerSettings& settings, db::Pool& pool) {
  if (!settings.no_migrate) {
    db::migrate_up(pool);
    return;
  }
  const auto states = db::migration_status(pool);
  const auto pending = std::count_if(states.begin(), states.end(), [](const auto& state) { return !state.applied_at; });
  if (pending > 0) {
    throw Error{ErrorCode::conflict, std::to_string(pending) +
                                         " migrations are pending; run llm-benchmark-api migrate up, or start without "
                                         "--no-migrate"};
  }
}

}  // namespace

int serve(const config::ServerSettings& settings) {
  const auto metrics = std::make_shared<api::RequestMetrics>();
  const auto options = server_options(settings, metrics);
  StopSignals signals;
  // Binds first: a second server on this port must fail before it touches the cluster of the first.
  http::Routes routes;
  http::Server server{options, routes};
  const auto database = Database::for_server(settings);
  const auto pool = database.make_pool(settings);
  prepare_schema(settings, *pool);
  if (signals.stop_requested()) return 0;

  api::Application application{*pool, std::string{kVersion}, routes, metrics};
  application.start();
  signals.on_stop([&server] { server.stop(); });
  const std::string host = options.host == "::1" ? "[::1]" : options.host;
  std::printf("listening on %s://%s:%d\n", options.tls_certificate.empty() ? "http" : "https", host.c_str(),
              server.port());
  std::fflush(stdout);
  server.run();
  signals.on_stop(nullptr);

  application.stop();
  pool->close(kPoolMustCloseWithin);
  spdlog::info("stopped");
  return 0;
}

}  // namespace llmbench::apps
