#pragma once
// Questions about runs that the server has, and their removal from view.

#include "apps/uploader/exit_code.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/util/json.hpp"

#include <string>
#include <vector>

namespace llmbench::uploader {

/// GET, and the answer's document. Throws Error{unavailable} when the server is away, Error{not_found} or
/// Error{forbidden} with what it says.
[[nodiscard]] Json get_document(client::ApiClient& client, const std::string& path);

struct RunNames {
  std::string model;
  std::string quantization;
  std::string lora_adapter;
};
[[nodiscard]] RunNames get_run_names(client::ApiClient& client, const std::string& run_id);

/// Every run in the grid that has the tag.
[[nodiscard]] std::vector<std::string> list_runs_with_tag(client::ApiClient& client, const std::string& tag);

/// Throws like get_document.
void void_run(client::ApiClient& client, const std::string& run_id, const std::string& reason);

/// What a failure of these functions is for the shell.
[[nodiscard]] ExitCode exit_code_of(const Error& error);

/// A run as llama-bench prints it: its own table columns, and the link under it. `detail` is GET /api/detail/{id}.
[[nodiscard]] std::string llama_bench_table(const Json& detail, const std::string& link);

}  // namespace llmbench::uploader
