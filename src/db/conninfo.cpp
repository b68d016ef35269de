#include "db/conninfo.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <libpq-fe.h>
#include <memory>
#include <utility>

namespace llmbench::db {
namespace {

std::string quoted(const std::string& value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

ConnectionParameters connection_parameters(const PoolOptions& options) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
      PQconninfoParse(options.url.c_str(), &problem), &PQconninfoFree};
  const std::unique_ptr<char, decltype(&PQfreemem)> problem_text{problem, &PQfreemem};
  if (!parsed) {
    throw Error{ErrorCode::invalid_input,
                "the database URL cannot be read; expected postgresql://user:password@host:port/database"};
  }
  ConnectionParameters parameters;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parameters.emplace(option->keyword, option->val);
  }
  const auto connect_seconds = std::max<long long>(2, (options.connect_timeout.count() + 999) / 1000);
  parameters.emplace("connect_timeout", std::to_string(connect_seconds));
  parameters.emplace("application_name", options.application_name);
  parameters.emplace("client_encoding", "UTF8");
  // A host that vanished is noticed in about a minute instead of two hours.
  parameters.emplace("keepalives_idle", "30");
  parameters.emplace("keepalives_interval", "10");
  parameters.emplace("keepalives_count", "3");
  return parameters;
}

std::string connection_string(const ConnectionParameters& parameters) {
  std::string out;
  for (const auto& [key, value] : parameters) {
    if (!out.empty()) out += ' ';
    out += key + "=" + quoted(value);
  }
  return out;
}

std::string session_setup(const PoolOptions& options) {
  // SET after connecting, not startup options: poolers refuse those.
  const auto ms = [](std::chrono::milliseconds value) { return std::to_string(value.count()); };
  const std::pair<const char*, std::string> settings[] = {
      {"TimeZone", "UTC"},
      {"DateStyle", "ISO, YMD"},
      {"extra_float_digits", "1"},  // shortest round-trip text of doubles
      {"bytea_output", "hex"},
      {"standard_conforming_strings", "on"},
      {"default_transaction_isolation", "read committed"},
      {"client_min_messages", "warning"},
      {"cursor_tuple_fraction", "1"},  // our cursors read everything
      {"statement_timeout", ms(options.statement_timeout)},
      {"lock_timeout", ms(options.lock_timeout)},
      {"idle_in_transaction_session_timeout", ms(options.idle_in_transaction_timeout)},
  };
  std::string sql;
  for (const auto& [name, value] : settings) {
    sql += sql.empty() ? "SELECT " : ", ";
    sql += "pg_catalog.set_config('" + std::string{name} + "', '" + value + "', false)";
  }
  return sql;
}

}  // namespace llmbench::db
