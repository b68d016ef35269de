#include "apps/api/token_commands.hpp"

#include "apps/api/database.hpp"
#include "apps/api/text_table.hpp"

#include "llmbench/db/migrations.hpp"
#include "llmbench/service/token_service.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace llmbench::apps {
namespace {

/// A fresh database gets its schema, so that a token can be made before the first start. One that is in use is not
/// changed under a server that may run on it.
void require_schema(db::Pool& pool, bool may_create) {
  const auto states = db::migration_status(pool);
  const auto pending = std::ranges::count_if(states, [](const auto& state) { return !state.applied_at; });
  if (pending == 0) return;
  if (may_create && pending == static_cast<std::ptrdiff_t>(states.size())) {
    db::migrate_up(pool);
    return;
  }
  throw Error{ErrorCode::conflict,
              std::to_string(pending) + " migrations are pending; run llm-benchmark-api migrate up first"};
}

/// "2026-03-01 12:00:00 UTC", or what stands for no time.
std::string time_or(const std::optional<TimePoint>& time, const char* otherwise) {
  return time ? format_seconds_utc(*time) : otherwise;
}

int create_token(const config::ServerSettings& settings, const std::string& name, const std::string& scope,
                 const std::string& expires) {
  const auto parsed_scope = parse_token_scope(scope);
  if (!parsed_scope) throw Error{ErrorCode::invalid_input, "--scope " + scope + " is neither upload nor admin"};
  std::optional<TimePoint> expires_at;
  if (!expires.empty()) expires_at = parse_token_expiry(expires, now_utc());
  if (const auto problem = find_token_name_problem(name)) {  // before a database is created for it
    throw Error{ErrorCode::invalid_input, "\"" + name + "\" cannot be the name of a token", {{"NAME", *problem}}};
  }

  const auto database = Database::for_migration(settings);
  const auto pool = database.make_pool(settings);
  require_schema(*pool, !settings.no_migrate);
  service::TokenService tokens{*pool};
  const auto created = tokens.create(name, *parsed_scope, expires_at);

  // Only the token goes to standard output: TOKEN=$(llm-benchmark-api token create ...)
  std::fprintf(stderr, "created the token %s (scope %s, %s); it is shown only this once:\n", name.c_str(),
               scope.c_str(), expires_at ? ("expires " + format_seconds_utc(*expires_at)).c_str() : "never expires");
  std::printf("%s\n", created.text.c_str());
  std::fflush(stdout);
  std::fprintf(stderr,
               "use it as LLM_BENCHMARK_TOKEN with llm-benchmark-uploader, or as header \"Authorization: Bearer "
               "TOKEN\"; from now on every write needs a token\n");
  return 0;
}

OrderedJson encode_token(const ApiToken& token, TimePoint now) {
  const auto time = [](const std::optional<TimePoint>& when) {
    return when ? OrderedJson(format_rfc3339(*when)) : OrderedJson();
  };
  return {{"name", token.name},
          {"scope", to_string(token.scope)},
          {"state", to_string(token_state(token, now))},
          {"created_at", format_rfc3339(token.created_at)},
          {"expires_at", time(token.expires_at)},
          {"last_used_at", time(token.last_used_at)},
          {"revoked_at", time(token.revoked_at)}};
}

int list_tokens(const config::ServerSettings& settings, bool json) {
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  require_schema(*pool, false);
  const auto tokens = service::TokenService{*pool}.list();
  const TimePoint now = now_utc();
  if (json) {
    OrderedJson document = OrderedJson::array();
    for (const auto& token : tokens) document.push_back(encode_token(token, now));
    std::puts(dump_json(document).c_str());
    return 0;
  }
  if (tokens.empty()) {
    std::puts("there are no tokens; make one with llm-benchmark-api token create NAME --scope upload|admin");
    return 0;
  }
  std::vector<std::vector<std::string>> rows{{"NAME", "SCOPE", "STATE", "CREATED", "EXPIRES", "LAST USED"}};
  for (const auto& token : tokens) {
    rows.push_back({token.name, std::string{to_string(token.scope)}, std::string{to_string(token_state(token, now))},
                    format_seconds_utc(token.created_at), time_or(token.expires_at, "never"),
                    time_or(token.last_used_at, "never")});
  }
  print_table(rows);
  return 0;
}

int revoke_token(const config::ServerSettings& settings, const std::string& name) {
  const auto database = Database::for_command(settings);
  const auto pool = database.make_pool(settings);
  require_schema(*pool, false);
  const auto token = service::TokenService{*pool}.revoke(name);
  std::printf("the token %s is revoked since %s\n", name.c_str(), time_or(token.revoked_at, "now").c_str());
  return 0;
}

/// What the options of a command are parsed into; lives as long as the command's callback.
struct TokenArguments {
  std::string name;
  std::string scope;
  std::string expires;
  bool json = false;
};

}  // namespace

void add_token_commands(CLI::App& app, std::function<int(const config::ServerSettings&)>& run) {
  using config::ServerSettings;
  auto* token = app.add_subcommand("token", "Create, list and revoke the tokens of the HTTP API");
  token->require_subcommand(1)->fallthrough();
  const auto arguments = std::make_shared<TokenArguments>();

  auto* create = token->add_subcommand("create", "Create a token and print it, once");
  create->fallthrough();
  create->add_option("NAME", arguments->name, "What it is for, for example lab-1; shown with what it uploads")
      ->required();
  create->add_option("--scope", arguments->scope, "upload: store results; admin: also delete, audit and the rest")
      ->required();
  create->add_option("--expires", arguments->expires, "12h, 90d, 2w or a date (UTC); without it: never");
  create->callback([&run, arguments] {
    run = [arguments](const ServerSettings& settings) {
      return create_token(settings, arguments->name, arguments->scope, arguments->expires);
    };
  });

  auto* list = token->add_subcommand("list", "List the tokens, also expired and revoked ones");
  list->fallthrough();
  list->add_flag("--json", arguments->json, "Print a JSON array");
  list->callback([&run, arguments] {
    run = [arguments](const ServerSettings& settings) { return list_tokens(settings, arguments->json); };
  });

  auto* revoke = token->add_subcommand("revoke", "Refuse a token from now on, on every server of the database");
  revoke->fallthrough();
  revoke->add_option("NAME", arguments->name, "Name of the token")->required();
  revoke->callback([&run, arguments] {
    run = [arguments](const ServerSettings& settings) { return revoke_token(settings, arguments->name); };
  });
}

}  // namespace llmbench::apps
