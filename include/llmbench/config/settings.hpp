#pragma once
// Every setting of the server in one table: flag, environment variable, config file key, default and help come from its
// row. Called by apps/api.

#include "llmbench/config/environment.hpp"

#include <string>
#include <variant>
#include <vector>

namespace CLI {
class App;
}

namespace llmbench::config {

struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 3000;
  std::string tls_cert;  ///< "" = plain HTTP
  std::string tls_key;
  std::string cors_origin;   ///< comma-separated; "" = none
  std::string web_root;      ///< "" = the pages built into the program
  std::string data_dir;      ///< "" = pgembed::default_data_dir()
  std::string database_url;  ///< "" = the embedded cluster
  std::string pg_bin;        ///< "" = the newest one found
  std::string pg_user = "postgres";
  bool no_migrate = false;
  std::string log_level = "info";
  bool log_json = false;
  int threads = 64;
  int database_connections = 8;
  int max_body_mib = 64;
  int stop_seconds = 5;
  bool insecure_writes = false;
  bool require_read_token = false;
  int rate_limit = 200;  ///< requests per second; 0 = no limit
  int rate_burst = 400;
  int max_json_depth = 64;
  int max_header_kib = 16;
  int max_query_kib = 8;
  int body_seconds = 30;
};

/// One row. The flag without its dashes is the key in the config file.
struct Setting {
  const char* flag;
  const char* environment;
  const char* help;
  std::variant<std::string ServerSettings::*, int ServerSettings::*, bool ServerSettings::*> field;
  int min = 0;  ///< of whole numbers
  int max = 0;
};

[[nodiscard]] const std::vector<Setting>& server_settings();

/// Adds an option for every row, and --config FILE. Values go into `values`, which must outlive the parse.
void add_options(CLI::App& app, ServerSettings& values);

/// The variables of all rows.
[[nodiscard]] std::vector<EnvironmentOption> server_environment();

}  // namespace llmbench::config
