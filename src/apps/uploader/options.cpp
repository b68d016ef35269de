#include "apps/uploader/options.hpp"

#include "apps/uploader/paths.hpp"
#include "apps/uploader/token_store.hpp"

#include "llmbench/codec/user_pairs.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/version.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

namespace llmbench::uploader {
namespace {

/// What is wrong with NAME=VALUE texts is a mistake in the command line.
template <typename Parse>
Json parse_pairs(const char* flag, const Parse& parse) {
  try {
    return parse();
  } catch (const Error& error) {
    throw CLI::ValidationError(flag, error.what());
  }
}

Json parse_settings(const std::vector<std::string>& texts) {
  return parse_pairs("--set", [&] { return codec::parse_user_settings(texts); });
}

Json parse_score_context(const std::string& text) {
  return parse_pairs("--score-context", [&] { return codec::parse_user_context(text); });
}

constexpr const char* kServer = "Server";
constexpr const char* kOutput = "Output";
constexpr const char* kAbout = "What the file cannot say";

/// The shared options as the help of the program shows them, without --help and --version.
std::string shared_help(const CLI::App& app) {
  std::string text;
  for (const char* group : {kServer, kOutput, kAbout}) {
    const auto options = app.get_options([group](const CLI::Option* option) { return option->get_group() == group; });
    text += std::dynamic_pointer_cast<CLI::Formatter>(app.get_formatter())->make_group(group, false, options);
  }
  return std::string{trim(text)} + "\n";
}

std::string read_token_file(const std::string& path) {
  constexpr std::size_t kMoreThanAToken = 4096;
  std::ifstream file{path};
  std::string text(kMoreThanAToken, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) {
    throw Error{ErrorCode::invalid_input, "--token-file " + path + " cannot be read"};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::string token{trim(text)};
  if (token.empty()) throw Error{ErrorCode::invalid_input, "--token-file " + path + " is empty"};
  return token;
}

/// "" when `login` keeps none for this server, or nobody is logged in anywhere because there is no home.
std::string kept_token(const std::string& shown_server) {
  if (default_config_file().empty()) return {};
  return TokenStore{config_dir()}.find_token(shown_server).value_or("");
}

bool others_can_read(const std::string& path) {
  using std::filesystem::perms;
  std::error_code failure;
  const auto mode = std::filesystem::status(path, failure).permissions();
  return !failure && (mode & (perms::group_read | perms::others_read)) != perms::none;
}

void add_server_options(CLI::App& app, CommonOptions& options) {
  app.add_option("-s,--server", options.server, "Address of the server [LLM_BENCHMARK_SERVER]")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)  // the environment comes first
      ->capture_default_str()
      ->group(kServer);
  app.add_option(
         "--token", options.token,
         "Upload token, when the server asks for one; on the command line everybody on this machine sees it, so "
         "better given by the variable or a file [LLM_BENCHMARK_TOKEN]")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kServer);
  app.add_option("--token-file", options.token_file,
                 "File that holds the token and that only you can read; without --token [LLM_BENCHMARK_TOKEN_FILE]")
      ->type_name("FILE")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kServer);
  app.add_option("--ca-file", options.ca_file,
                 "Certificate (PEM) that an https server is checked against, when the system does not know its "
                 "authority [LLM_BENCHMARK_CA_FILE]")
      ->type_name("FILE")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kServer);
  app.set_config("--config", default_config_file(),
                 "Read options from this file (INI or TOML, for example: server = \"http://bench:3000\")")
      ->type_name("FILE")
      ->group(kServer);
}

void add_output_options(CLI::App& app, CommonOptions& options) {
  app.add_option("--queue-dir", options.queue_dir,
                 "Folder of what could not be sent yet; default: the folder queue of the state folder "
                 "[LLM_BENCHMARK_QUEUE_DIR]")
      ->type_name("DIR")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(kServer);
  app.add_flag("--dry-run", options.dry_run, "Send nothing; print the request bodies that would be sent, one a line")
      ->group(kOutput);
  app.add_flag("--json", options.json, "Print the outcome as one JSON document (with --dry-run only the bodies)")
      ->group(kOutput);
  app.add_flag("--quiet", options.quiet, "Print warnings and errors only")->group(kOutput);
}

void add_about_options(CLI::App& app, CommonOptions& options) {
  const auto several = [](CLI::Option* option) { option->allow_extra_args(false)->take_all(); };
  app.add_option("--lora", options.lora_adapter, "LoRA adapter that was applied")->group(kAbout);
  app.add_option("--gpu-name", options.gpu_name, "GPU that was used")->group(kAbout);
  app.add_option("--gpu-memory-gb", options.gpu_memory_gb, "Memory of one GPU in GiB")
      ->check(CLI::NonNegativeNumber)
      ->group(kAbout);
  app.add_option("--gpu-count", options.gpu_count, "Number of equal GPUs that were used")
      ->check(CLI::NonNegativeNumber)
      ->group(kAbout);
  app.add_option("--ram-gb", options.ram_gb, "Memory of the machine in GiB")->check(CLI::PositiveNumber)->group(kAbout);
  several(
      app.add_option("--set", options.set,
                     "NAME=VALUE that the tool cannot print (driver, branch, ...); runs that differ in it are never "
                     "mixed; may be repeated")
          ->type_name("NAME=VALUE")
          ->group(kAbout));
  several(app.add_option("--tag", options.tags, "Tag to show and filter by; may be repeated")
              ->type_name("TAG")
              ->group(kAbout));
  app.add_option("--machine-name", options.machine_name, "A name for this machine; the host name is never sent")
      ->group(kAbout);
  app.add_option("--score-context", options.score_context,
                 "What scores depend on, for example shots=5,thinking=true; only equal ones are compared")
      ->type_name("K=V,...")
      ->group(kAbout);
  app.add_flag("--keep-paths", options.keep_paths,
               "Send whole paths and server addresses instead of file names; secrets are never sent")
      ->group(kAbout);
  app.add_flag("--all-one-model", options.all_one_model, "Apply -m and -q to a file of several models or quantizations")
      ->group(kAbout);
}

}  // namespace

std::vector<config::EnvironmentOption> environment_options() {
  return {{"--server", "LLM_BENCHMARK_SERVER"},
          {"--token", "LLM_BENCHMARK_TOKEN"},
          {"--token-file", "LLM_BENCHMARK_TOKEN_FILE"},
          {"--ca-file", "LLM_BENCHMARK_CA_FILE"},
          {"--queue-dir", "LLM_BENCHMARK_QUEUE_DIR"}};
}

void add_common_options(CLI::App& app, CommonOptions& options) {
  add_server_options(app, options);
  add_output_options(app, options);
  add_about_options(app, options);
}

void check_common_options(const CommonOptions& options) {
  (void)parse_settings(options.set);
  (void)parse_score_context(options.score_context);
}

parsers::ReadOptions make_read_options(const CommonOptions& options) {
  parsers::ReadOptions read;
  read.lora_adapter = options.lora_adapter;
  read.tags = options.tags;
  read.machine_name = options.machine_name;
  read.gpu_name = options.gpu_name;
  read.gpu_memory_gb = options.gpu_memory_gb;
  read.gpu_count = options.gpu_count;
  read.ram_gb = options.ram_gb;
  read.user_settings = parse_settings(options.set);
  read.score_context = parse_score_context(options.score_context);
  read.keep_paths = options.keep_paths;
  read.all_one_model = options.all_one_model;
  return read;
}

client::ClientOptions make_client_options(const CommonOptions& options) {
  client::ClientOptions result;
  result.server = options.server;
  result.token = trim(options.token);
  if (result.token.empty() && !options.token_file.empty()) result.token = read_token_file(options.token_file);
  result.ca_file = options.ca_file;
  result.user_agent = "llm-benchmark-uploader/" + std::string{kVersion};
  if (result.token.empty()) result.token = kept_token(client::ApiClient{result}.shown_server());
  return result;
}

client::ClientOptions make_client_options(const CommonOptions& options, const std::string& shown_server) {
  client::ClientOptions result = make_client_options(options);
  if (client::ApiClient{result}.shown_server() == shown_server) return result;
  result.server = shown_server;
  result.token = kept_token(shown_server);
  return result;
}

std::vector<std::string> token_warnings(const CommonOptions& options, const client::ApiClient& client) {
  std::vector<std::string> warnings;
  if (client.options().token.empty()) return warnings;
  if (trim(options.token).empty() && !options.token_file.empty() && others_can_read(options.token_file)) {
    warnings.push_back("warning: other users can read --token-file " + options.token_file + "; chmod 600 it");
  }
  if (client.sends_in_the_clear()) {
    warnings.push_back("warning: the token goes to " + client.shown_server() +
                       " without encryption, and can be read on the way; use https if the server has it");
  }
  return warnings;
}

std::string refuse_missing_value(const std::string& text) {
  if (trim(text).empty()) return "must not be blank";
  const bool is_option = text.starts_with("--") || (text.size() == 2 && text[0] == '-');
  return is_option ? "its value is missing: " + text + " is the name of another option" : "";
}

CLI::App* add_subcommand(CLI::App& app, const std::string& name, const std::string& description,
                         const std::string& examples) {
  CLI::App* subcommand = app.add_subcommand(name, description);
  subcommand->fallthrough();  // the shared options belong to the program and are accepted here too
  subcommand->footer("");     // the program's own footer is inherited otherwise
  subcommand->footer([&app, examples] { return shared_help(app) + "\nExamples:\n" + examples; });
  return subcommand;
}

}  // namespace llmbench::uploader
