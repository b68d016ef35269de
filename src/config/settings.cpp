#include "llmbench/config/settings.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace llmbench::config {

const std::vector<Setting>& server_settings() {
  using S = ServerSettings;
  static const std::vector<Setting> kSettings = {
      {"--host", "LLM_BENCHMARK_HOST", "Address or name to listen on; any but a loopback address needs a token",
       &S::host},
      {"--port", "LLM_BENCHMARK_PORT", "Port to listen on; 0 takes a free one and prints it", &S::port, 0, 65535},
      {"--tls-cert", "LLM_BENCHMARK_TLS_CERT",
       "Certificate with its chain (PEM), for HTTPS; read again when it changes", &S::tls_cert},
      {"--tls-key", "LLM_BENCHMARK_TLS_KEY", "Key of the certificate (PEM, no passphrase)", &S::tls_key},
      {"--cors-origin", "LLM_BENCHMARK_CORS_ORIGIN",
       "Origins whose web pages may call the server, with commas between; * lets every page read", &S::cors_origin},
      {"--web-root", "LLM_BENCHMARK_WEB_ROOT", "Folder of pages to serve at / instead of the built-in ones, with an index.html", &S::web_root},
      {"--data-dir", "LLM_BENCHMARK_DATA_DIR", "Folder of the embedded PostgreSQL", &S::data_dir},
      {"--database-url", "DATABASE_URL", "Use this PostgreSQL instead of the embedded one", &S::database_url},
      {"--pg-bin", "LLM_BENCHMARK_PG_BIN", "Folder of initdb and postgres", &S::pg_bin},
      {"--pg-user", "LLM_BENCHMARK_PG_USER", "User that runs PostgreSQL when started as root", &S::pg_user},
      {"--no-migrate", "LLM_BENCHMARK_NO_MIGRATE", "Start only on a current schema, change nothing", &S::no_migrate},
      {"--log-level", "LLM_BENCHMARK_LOG_LEVEL", "trace, debug, info, warning, error, off", &S::log_level},
      {"--log-json", "LLM_BENCHMARK_LOG_JSON", "Log one JSON object a line", &S::log_json},
      {"--threads", "LLM_BENCHMARK_THREADS", "Connections served at the same time", &S::threads, 1, 4096},
      {"--database-connections", "LLM_BENCHMARK_DATABASE_CONNECTIONS", "Connections to PostgreSQL",
       &S::database_connections, 2, 1000},
      {"--max-body-mib", "LLM_BENCHMARK_MAX_BODY_MIB", "Largest request body, decoded", &S::max_body_mib, 1, 1024},
      {"--stop-seconds", "LLM_BENCHMARK_STOP_SECONDS", "Time running requests get when the server stops",
       &S::stop_seconds, 0, 600},
      {"--insecure-writes", "LLM_BENCHMARK_INSECURE_WRITES", "While there is no token, let everybody write",
       &S::insecure_writes},
      {"--require-read-token", "LLM_BENCHMARK_REQUIRE_READ_TOKEN", "Answer reads only with a token of any scope",
       &S::require_read_token},
      {"--rate-limit", "LLM_BENCHMARK_RATE_LIMIT",
       "Requests per second of one token and of one address that is not loopback; 0 = no limit", &S::rate_limit, 0,
       1000000},
      {"--rate-burst", "LLM_BENCHMARK_RATE_BURST", "Requests at once, after a pause, before the rate limit counts",
       &S::rate_burst, 1, 1000000},
      {"--max-json-depth", "LLM_BENCHMARK_MAX_JSON_DEPTH", "Deepest nesting of a JSON body", &S::max_json_depth, 8, 64},
      {"--max-header-kib", "LLM_BENCHMARK_MAX_HEADER_KIB", "Largest request headers together", &S::max_header_kib, 2,
       1024},
      {"--max-query-kib", "LLM_BENCHMARK_MAX_QUERY_KIB", "Longest query of a request", &S::max_query_kib, 1, 8},
      {"--body-seconds", "LLM_BENCHMARK_BODY_SECONDS",
       "Time a request body may take; a body of 64 KiB per second may take longer", &S::body_seconds, 1, 3600},
  };
  return kSettings;
}

void add_options(CLI::App& app, ServerSettings& values) {
  for (const auto& setting : server_settings()) {
    const std::string help = std::string{setting.help} + " [" + setting.environment + "]";
    CLI::Option* option = nullptr;
    if (const auto* text = std::get_if<std::string ServerSettings::*>(&setting.field)) {
      option = app.add_option(setting.flag, values.*(*text), help);
    } else if (const auto* number = std::get_if<int ServerSettings::*>(&setting.field)) {
      option = app.add_option(setting.flag, values.*(*number), help)->check(CLI::Range(setting.min, setting.max));
    } else {
      option = app.add_flag(setting.flag, values.*std::get<bool ServerSettings::*>(setting.field), help);
    }
    if (!std::holds_alternative<bool ServerSettings::*>(setting.field)) option->capture_default_str();
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // the environment comes first
  }
  app.set_config("--config", "", "Settings from a file: lines of `port = 3000`");
}

std::vector<EnvironmentOption> server_environment() {
  std::vector<EnvironmentOption> options;
  for (const auto& setting : server_settings()) options.push_back({setting.flag, setting.environment});
  return options;
}

}  // namespace llmbench::config
