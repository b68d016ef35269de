// `serve`: address, database, schema, application, in this order, and back.

#include "apps/api/allocator.hpp"
#include "apps/api/commands.hpp"
#include "apps/api/database.hpp"
#include "apps/api/log_setup.hpp"
#include "apps/api/stop_signals.hpp"

#include "llmbench/api/access_control.hpp"
#include "llmbench/api/application.hpp"
#include "llmbench/db/migrations.hpp"
#include "llmbench/http/listen_address.hpp"
#include "llmbench/pages/embedded_pages.hpp"
#include "llmbench/service/token_service.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

namespace llmbench::apps {
namespace {

constexpr std::chrono::seconds kPoolMustCloseWithin{2};

/// Without it the first visitor of a new server could write, and nobody would notice.
void check_exposure(const config::ServerSettings& settings, const http::ListenAddress& address,
                    const store::TokenCounts& tokens) {
  const bool any_token = tokens.valid + tokens.expired > 0;
  if (any_token && tokens.valid == 0) spdlog::warn("every token has expired: nobody can write until another is made");
  if (!any_token && settings.require_read_token) {
    spdlog::warn("--require-read-token, and there is no token: nobody can read until one is made");
  }
  if (any_token) return;
  if (settings.insecure_writes) {
    spdlog::warn("--insecure-writes, and there is no token: everybody who reaches {} can write and delete",
                 address.in_url());
  } else if (!address.is_loopback) {
    throw Error{ErrorCode::invalid_input,
                "--host " + settings.host +
                    " can be reached from other machines, and without a token everybody there could write; make one "
                    "with \"llm-benchmark-api token create NAME --scope upload|admin\", or allow it with "
                    "--insecure-writes"};
  }
}

api::AccessPolicy access_policy(const config::ServerSettings& settings, const http::ListenAddress& address) {
  api::AccessPolicy policy;
  policy.listens_on_loopback = address.is_loopback;
  policy.insecure_writes = settings.insecure_writes;
  policy.require_read_token = settings.require_read_token;
  policy.token_rate = {static_cast<double>(settings.rate_limit), static_cast<double>(settings.rate_burst)};
  return policy;
}

http::ServerOptions server_options(const config::ServerSettings& settings, const http::ListenAddress& address,
                                   const std::shared_ptr<api::RequestMetrics>& metrics) {
  http::ServerOptions options;
  options.host = address.address;
  options.port = settings.port;
  options.threads = static_cast<std::size_t>(settings.threads);
  options.max_body_bytes = static_cast<std::size_t>(settings.max_body_mib) << 20U;
  options.tls_certificate = settings.tls_cert;
  options.tls_key = settings.tls_key;
  options.web_root = settings.web_root;
  options.embedded_pages = pages::embedded_pages();
  for (const auto& origin : split(settings.cors_origin, ',')) {
    if (!trim(origin).empty()) options.cors_origins.emplace_back(trim(origin));
  }
  options.max_json_depth = static_cast<std::size_t>(settings.max_json_depth);
  options.max_header_bytes = static_cast<std::size_t>(settings.max_header_kib) << 10U;
  options.max_query_bytes = static_cast<std::size_t>(settings.max_query_kib) << 10U;
  options.body_deadline = std::chrono::seconds{settings.body_seconds};
  options.address_rate = {static_cast<double>(settings.rate_limit), static_cast<double>(settings.rate_burst)};
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
  return_memory_early();
  const auto address = http::resolve_listen_address(settings.host);
  const auto metrics = std::make_shared<api::RequestMetrics>();
  auto options = server_options(settings, address, metrics);
  std::optional<api::AccessControl> access;  // there before the first request is answered
  options.authorise = [&access](const http::AccessQuestion& question) { return access.value().authorise(question); };
  StopSignals signals;
  // Binds first: a second server on this port must fail before it touches the cluster of the first.
  http::Routes routes;
  http::Server server{options, routes};
  const auto database = Database::for_server(settings);
  const auto pool = database.make_pool(settings);
  prepare_schema(settings, *pool);
  service::TokenService tokens{*pool};
  check_exposure(settings, address, tokens.count());
  access.emplace(tokens, access_policy(settings, address));
  if (signals.stop_requested()) return 0;

  api::Application application{*pool, std::string{kVersion}, routes, metrics};
  application.start();
  signals.on_stop([&server] { server.stop(); });
  std::printf("listening on %s://%s:%d\n", options.tls_certificate.empty() ? "http" : "https", address.in_url().c_str(),
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
