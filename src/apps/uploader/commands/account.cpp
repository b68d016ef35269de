// llm-benchmark-uploader login, config: the token of a server, and where each option's value comes from.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/option_origins.hpp"
#include "apps/uploader/paths.hpp"
#include "apps/uploader/report.hpp"
#include "apps/uploader/secret_prompt.hpp"
#include "apps/uploader/stored_runs.hpp"
#include "apps/uploader/token_store.hpp"

#include "llmbench/util/text.hpp"

#include <iostream>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kLoginExamples = R"(  llm-benchmark-uploader login -s https://bench.example
  pass show bench-token | llm-benchmark-uploader login -s https://bench.example)";
constexpr const char* kConfigExamples = R"(  llm-benchmark-uploader config
  llm-benchmark-uploader config --json)";

/// Keeps the token only after the server has taken it.
ExitCode login(const CommonOptions& common) {
  Report report{ReportOptions{false, common.quiet, false}};
  client::ClientOptions options;
  try {
    options = make_client_options(common);
    options.token = trim(read_secret("Token for " + client::ApiClient{options}.shown_server() + ": "));
    if (options.token.empty()) throw Error{ErrorCode::invalid_input, "there is no token on standard input"};
    (void)client::ApiClient{options};  // a token with blanks in it is none
  } catch (const Error& error) {
    report.add_error(error, ExitCode::usage);
    return report.finish();
  }
  try {
    client::ApiClient client{options};
    if (client.sends_in_the_clear()) {
      report.add_note("warning: the token goes to " + client.shown_server() + " without encryption");
    }
    // A wrong token is refused on every address, also where reading needs none.
    (void)get_document(client, "/api/benchmarks");
    TokenStore{config_dir()}.keep_token(client.shown_server(), options.token);
    if (!common.quiet) std::cout << "the token is kept for " << printable(client.shown_server()) << '\n';
  } catch (const Error& error) {
    report.add_error(error, exit_code_of(error));
  }
  return report.finish();
}

ExitCode print_config(const CLI::App& app, const CommonOptions& common) {
  Report report{ReportOptions{false, common.quiet, false}};
  const auto values = list_option_values(app, environment_options());
  if (common.json) {
    OrderedJson document = OrderedJson::object();
    for (const OptionValue& one : values) {
      document[one.name] = {{"value", one.value}, {"origin", to_string(one.origin)}};
    }
    std::cout << dump_json(document) << '\n';
    return report.finish();
  }
  std::vector<std::vector<std::string>> rows{{"option", "value", "from"}};
  for (const OptionValue& one : values) rows.push_back({one.name, one.value, to_string(one.origin)});
  std::cout << format_table(rows);
  return report.finish();
}

}  // namespace

void add_account(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* login_command =
      add_subcommand(app, "login", "Keep the token of a server, read from standard input", kLoginExamples);
  commands.emplace_back(login_command, [&common] { return login(common); });
  CLI::App* config =
      add_subcommand(app, "config", "Print every shared option and where its value comes from", kConfigExamples);
  commands.emplace_back(config, [&app, &common] { return print_config(app, common); });
}

}  // namespace llmbench::uploader
