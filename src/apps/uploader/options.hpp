#pragma once
// The options every command shares. They stand before or after the command, in a --config file, or (server and token)
// in the environment.

#include "llmbench/client/api_client.hpp"
#include "llmbench/config/environment.hpp"
#include "llmbench/parsers/format.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct CommonOptions {
  std::string server = "http://localhost:3000";
  std::string token;
  std::string token_file;  ///< "" = none; read when there is no token
  std::string ca_file;     ///< "" = the authorities of the system
  bool dry_run = false;
  bool json = false;
  bool quiet = false;

  std::optional<std::string> lora_adapter;
  std::optional<std::string> gpu_name;
  std::optional<double> gpu_memory_gb;
  std::optional<int> gpu_count;
  std::optional<double> ram_gb;
  std::vector<std::string> set;  ///< NAME=VALUE each
  std::vector<std::string> tags;
  std::optional<std::string> machine_name;
  std::string score_context;  ///< k=v,...
  bool keep_paths = false;
  bool all_one_model = false;
};

void add_common_options(CLI::App& app, CommonOptions& options);

/// The shared options that may come from the environment; the command line wins over it, and it over the config file.
[[nodiscard]] std::vector<config::EnvironmentOption> environment_options();

/// What CLI11 cannot check while it parses. Throws CLI::ValidationError.
void check_common_options(const CommonOptions& options);

/// What the reader gets from the shared options; a command adds its own.
[[nodiscard]] parsers::ReadOptions make_read_options(const CommonOptions& options);

/// Throws Error{invalid_input} when the token's file cannot be read or holds none.
[[nodiscard]] client::ClientOptions make_client_options(const CommonOptions& options);

/// What is unwise about the token, as sentences for people: a file that others can read, a way that others can listen
/// to.
[[nodiscard]] std::vector<std::string> token_warnings(const CommonOptions& options, const client::ApiClient& client);

/// For options where a blank text is a mistake (an unset variable in a script), not an answer.
[[nodiscard]] std::string refuse_blank(const std::string& text);

/// A subcommand that also takes the shared options after its name and shows them in its help.
[[nodiscard]] CLI::App* add_subcommand(CLI::App& app, const std::string& name, const std::string& description,
                                       const std::string& examples);

}  // namespace llmbench::uploader
