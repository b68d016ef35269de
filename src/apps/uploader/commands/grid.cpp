// llm-benchmark-uploader grid: the server's performance grid as a table.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/codec/reader.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

namespace llmbench::uploader {
namespace {

constexpr const char* kGridExamples = R"(  llm-benchmark-uploader grid
  llm-benchmark-uploader grid --limit 20 -s http://bench:3000
  llm-benchmark-uploader grid --json)";

using GridCells = std::vector<std::string>;

constexpr std::size_t kMaxRows = 1000;

std::string rounded(std::optional<double> number, int digits) {
  if (!number) return "unknown";
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, *number);
  return text;
}

/// "62.46 (mmlu_pro)"; "unknown" when nobody measured it.
std::string quality_text(codec::Reader& row) {
  const Json* quality = row.find_object("quality");
  if (quality == nullptr) return "unknown";
  codec::Reader reader{*quality, "quality", row.findings()};
  const auto score = reader.find_double("score");
  return score ? rounded(score, 2) + " (" + reader.find_string("benchmark").value_or("?") + ")" : "unknown";
}

bool is_sample(codec::Reader& row) {
  const auto tags = row.find_strings("tags", 1000, 1000).value_or(std::vector<std::string>{});
  return std::find(tags.begin(), tags.end(), "sample") != tags.end();
}

GridCells read_row(const Json& item) {
  codec::Findings findings;
  codec::Reader row{item, "", findings};
  const auto unknown = row.find_strings("unknown", 1000, 1000).value_or(std::vector<std::string>{});
  const auto honest = [&](const char* name, int digits) {
    const bool is_known = std::find(unknown.begin(), unknown.end(), name) == unknown.end();
    return is_known ? rounded(row.find_double(name), digits) : std::string{"unknown"};
  };
  const std::string adapter = row.find_string("lora_adapter").value_or("");
  return {row.find_string("model_name").value_or("?") + (adapter.empty() ? "" : " + " + adapter),
          row.find_string("quantization").value_or("?"),
          row.find_string("platform").value_or("unknown"),
          row.find_string("backend").value_or("?"),
          honest("tokens_per_second", 2),
          row.find_string("speed_test").value_or(""),
          honest("prompt_tokens_per_second", 1),
          quality_text(row),
          is_sample(row) ? "sample" : ""};
}

void print_grid(const client::ApiResponse& response, bool as_json) {
  if (response.status != 200) {
    throw Error{ErrorCode::unavailable,
                "the grid cannot be read: the server answered " + std::to_string(response.status)};
  }
  if (as_json) {
    std::cout << response.body << '\n';
    return;
  }
  const Json grid = parse_json(response.body);
  if (!grid.is_array()) throw Error{ErrorCode::unavailable, "the answer of the server is no grid"};
  if (grid.empty()) {
    std::cout << "the grid is empty: nothing has been uploaded yet\n";
    return;
  }
  std::vector<GridCells> rows{
      {"model", "quantization", "platform", "backend", "tok/s", "test", "prompt tok/s", "quality", ""}};
  for (const Json& item : grid) rows.push_back(read_row(item));
  std::cout << format_table(rows);
}

}  // namespace

void add_grid(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* command = add_subcommand(app, "grid", "Print the performance grid of the server", kGridExamples);
  const auto limit = std::make_shared<std::size_t>(50);
  command->add_option("--limit", *limit, "Rows to print, newest first")
      ->check(CLI::Range(std::size_t{1}, kMaxRows))
      ->capture_default_str();
  commands.emplace_back(command, [limit, &common] {
    Report report{ReportOptions{false, common.quiet, false}};
    std::unique_ptr<client::ApiClient> client;
    try {
      client = std::make_unique<client::ApiClient>(make_client_options(common));
    } catch (const Error& error) {
      report.add_error(error, ExitCode::usage);
      return report.finish();
    }
    for (const std::string& warning : token_warnings(common, *client)) report.add_note(warning);
    try {
      print_grid(client->get("/api/performance-grid?limit=" + std::to_string(*limit)), common.json);
    } catch (const Error& error) {
      report.add_error(error, error.code() == ErrorCode::unavailable ? ExitCode::unreachable : ExitCode::refused);
    }
    return report.finish();
  });
}

}  // namespace llmbench::uploader
