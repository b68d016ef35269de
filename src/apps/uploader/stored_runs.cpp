#include "apps/uploader/stored_runs.hpp"

#include "llmbench/util/bytes.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>

namespace llmbench::uploader {
namespace {

Json read_answer(const client::ApiResponse& response, const std::string& what) {
  Json document;
  try {
    document = parse_json(response.body);
  } catch (const Error&) {
    throw Error{ErrorCode::unavailable, what + ": the server's answer cannot be read"};
  }
  if (response.status >= 200 && response.status < 300) return document;
  const auto said = document.find("error");
  const std::string text = said != document.end() && said->is_string() ? said->get<std::string>()
                                                                       : "answer " + std::to_string(response.status);
  const bool later = response.status >= 500 || client::is_worth_retrying(response.status);
  throw Error{later                    ? ErrorCode::unavailable
              : response.status == 404 ? ErrorCode::not_found
                                       : ErrorCode::forbidden,
              what + ": " + text};
}

/// Everything but letters, digits and -._~ is encoded (RFC 3986).
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    encoded += hex.data();
  }
  return encoded;
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : dump_json(*found);
}

std::optional<double> number_at(const Json& object, const char* key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::string printed(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string size_text(std::optional<double> bytes) {
  if (!bytes) return "";
  constexpr double kMiB = 1024.0 * 1024;
  return *bytes < kGibibyte ? printed("%.2f MiB", *bytes / kMiB) : printed("%.2f GiB", *bytes / kGibibyte);
}

std::string params_text(std::optional<double> count) {
  if (!count) return "";
  return *count < 1e9 ? printed("%.2f M", *count / 1e6) : printed("%.2f B", *count / 1e9);
}

/// The tests of the tool itself, not the figures a reader made from them.
bool is_test(const Json& metric) {
  const std::string name = text_at(metric, "metric_name");
  return name.starts_with("pp") && name.size() > 2 ? name[2] >= '0' && name[2] <= '9'
                                                   : name.starts_with("tg") && name.size() > 2 && name[2] <= '9';
}

std::string speed_text(const Json& metric) {
  const double value = number_at(metric, "value").value_or(0);
  const auto spread = number_at(metric, "stddev");
  return printed("%.2f", value) + (spread ? " ± " + printed("%.2f", *spread) : "");
}

}  // namespace

Json get_document(client::ApiClient& client, const std::string& path) {
  return read_answer(client.get(path), path);
}

RunNames get_run_names(client::ApiClient& client, const std::string& run_id) {
  const Json detail = get_document(client, "/api/detail/" + percent_encoded(run_id));
  const auto run = detail.find("run");
  if (run == detail.end()) throw Error{ErrorCode::unavailable, "the server's answer names no run"};
  return {text_at(*run, "model_name"), text_at(*run, "quantization"), text_at(*run, "lora_adapter")};
}

std::vector<std::string> list_runs_with_tag(client::ApiClient& client, const std::string& tag) {
  constexpr std::size_t kPage = 1000;
  const std::string path =
      "/api/performance-grid?rows=runs&limit=" + std::to_string(kPage) + "&tags=" + percent_encoded(tag);
  std::vector<std::string> ids;
  for (const Json& row : get_document(client, path)) {
    const auto tags = row.find("tags");
    const bool has_tag = tags != row.end() && std::find(tags->begin(), tags->end(), tag) != tags->end();
    if (has_tag) ids.push_back(text_at(row, "id"));
  }
  return ids;
}

void void_run(client::ApiClient& client, const std::string& run_id, const std::string& reason) {
  const std::string body = dump_json(OrderedJson{{"reason", reason}});
  (void)read_answer(client.post("/api/void/" + percent_encoded(run_id), body), run_id);
}

ExitCode exit_code_of(const Error& error) {
  return error.code() == ErrorCode::unavailable ? ExitCode::unreachable : ExitCode::refused;
}

std::string llama_bench_table(const Json& detail, const std::string& link) {
  const Json run = detail.value("run", Json::object());
  const Json settings = run.value("settings", Json::object());
  const Json artifact = run.value("artifact", Json::object());
  std::string model = text_at(settings, "model_type");
  if (model.empty()) model = text_at(run, "model_name") + " " + text_at(run, "quantization");
  std::string backend = text_at(settings, "backends");
  if (backend.empty()) backend = text_at(run, "backend");
  const std::string front = "| " + model + " | " + size_text(number_at(artifact, "size_bytes")) + " | " +
                            params_text(number_at(artifact, "n_params")) + " | " + backend + " | " +
                            text_at(settings, "n_gpu_layers") + " | ";
  std::string text =
      "| model | size | params | backend | ngl | test | t/s |\n"
      "| --- | ---: | ---: | --- | ---: | ---: | ---: |\n";
  for (const Json& metric : detail.value("metrics", Json::array())) {
    if (is_test(metric)) text += front + text_at(metric, "metric_name") + " | " + speed_text(metric) + " |\n";
  }
  return text + "\n" + link + "\n";
}

}  // namespace llmbench::uploader
