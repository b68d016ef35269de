#pragma once
// The values of the options every command shares, and what readers and the HTTP client get from them.

#include "llmbench/client/api_client.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct CommonOptions {
  std::string server = "http://localhost:3000";
  std::string token;
  std::string token_file;  ///< "" = none; read when there is no token
  std::string ca_file;     ///< "" = the authorities of the system
  std::string queue_dir;   ///< "" = the folder queue of state_dir()
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

/// What the reader gets from the shared options; a command adds its own.
[[nodiscard]] parsers::ReadOptions make_read_options(const CommonOptions& options);

/// The token is the one given, else that of the token file, else the one that `login` keeps for this server. Throws
/// Error{invalid_input} when the token's file cannot be read or holds none.
[[nodiscard]] client::ClientOptions make_client_options(const CommonOptions& options);

/// The same for the server of a queued item. A token that was given belongs to the server that was given: another
/// server gets only what `login` keeps for it.
[[nodiscard]] client::ClientOptions make_client_options(const CommonOptions& options, const std::string& shown_server);

/// What is unwise about the token, as sentences for people: a file that others can read, a way that others can listen
/// to.
[[nodiscard]] std::vector<std::string> token_warnings(const CommonOptions& options, const client::ApiClient& client);

}  // namespace llmbench::uploader
