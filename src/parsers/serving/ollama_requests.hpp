#pragma once
// Requests to Ollama as its command line and its API report them.

#include "parsers/message_log.hpp"

#include "llmbench/parsers/source.hpp"
#include "llmbench/util/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

struct OllamaRequest {
  std::string model;              ///< "qwen2.5:3b"; "" = not said
  std::optional<TimePoint> time;  ///< the API's created_at
  std::optional<double> total_seconds;
  std::optional<double> load_seconds;
  std::optional<double> prompt_tokens;
  std::optional<double> generated_tokens;
  std::optional<double> prompt_speed;  ///< tokens per second
  std::optional<double> speed;         ///< tokens per second
  std::string processor;               ///< "100% GPU", of `ollama ps`
  std::optional<double> loaded_gb;     ///< GiB, of `ollama ps`
};

struct OllamaRequests {
  std::vector<OllamaRequest> requests;
  bool partial = false;
};

/// Reads JSON when the text begins with it, else a transcript.
[[nodiscard]] OllamaRequests read_ollama_requests(TextStream& stream, MessageLog& messages);

/// Seconds of a Go duration: "4m45.32639367s", "117.084537ms", "1h2m3s", "268µs"; nullopt for other texts.
[[nodiscard]] std::optional<double> parse_go_duration(std::string_view text);

}  // namespace llmbench::parsers
