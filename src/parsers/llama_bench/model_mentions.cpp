#include "parsers/llama_bench/model_mentions.hpp"

#include "parsers/llama_bench/model.hpp"
#include "parsers/model_names.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers::llama_bench {
namespace {

constexpr std::string_view kMarks = "\"'`,;:()[]<>*";

/// Words without the quotes and marks around them.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (const std::string& word : split(collapse_whitespace(line), ' ')) {
    const std::size_t first = word.find_first_not_of(kMarks);
    if (first == std::string::npos) continue;
    words.push_back(word.substr(first, word.find_last_not_of(kMarks) - first + 1));
  }
  return words;
}

/// A GGUF file that names its quantization, so that model_type can confirm or contradict it.
bool is_labelled_gguf(const std::string& word) {
  return to_lower(word).ends_with(".gguf") && parse_gguf_name(word).quantization;
}

/// "owner/Qwen3-8B-GGUF:Q8_0" as the path that a download of it has; without a label only the model is known.
std::string path_of_repository(const std::string& repository) {
  const std::size_t colon = repository.find(':');
  const std::string name = repository.substr(0, colon);
  const std::string file = normalise_model_name(path_basename(name));
  const std::string label = colon == std::string::npos ? "" : "-" + repository.substr(colon + 1);
  return name + "/" + file + label + ".gguf";
}

bool is_model_option(std::string_view word) {
  return word == "-m" || word == "--model";
}

bool is_repository_option(std::string_view word) {
  return word == "-hf" || word == "-hfr" || word == "--hf-repo";
}

/// "Qwen2.5-7B-Instruct" says 7 billion; "A3B", "E4B" and "8x7B" say something else.
std::optional<double> billions_in_name(std::string_view name) {
  for (const std::string& part : split(replace_all(std::string(name), "_", "-"), '-')) {
    if (part.size() < 2 || (part.back() != 'b' && part.back() != 'B')) continue;
    const auto number = parse_double(std::string_view(part).substr(0, part.size() - 1));
    if (number && *number > 0) return number;
  }
  return std::nullopt;
}

bool is_same_file(const std::string& a, const std::string& b) {
  const GgufName first = parse_gguf_name(a);
  const GgufName second = parse_gguf_name(b);
  return same_model(first.model_name, second.model_name) && first.quantization == second.quantization;
}

}  // namespace

bool may_be_model(const std::string& path, const std::string& model_type, std::optional<std::int64_t> n_params) {
  constexpr double kLargestFactor = 1.6;  // "0.5b" has 0.63 billion with its embeddings; 7B and 13B are two models
  const GgufName name = parse_gguf_name(path);
  const FoundModel found = find_model(path, model_type);
  if (found.name.empty() || found.is_named_by_type || !found.quantization_warning.empty()) return false;
  const auto billions = billions_in_name(path_basename(name.model_name));
  if (!billions || !n_params) return true;
  const double factor = static_cast<double>(*n_params) / (*billions * 1e9);
  return factor < kLargestFactor && factor > 1 / kLargestFactor;
}

void ModelMentions::note(std::string path) {
  if (is_used_) paths_.clear();
  is_used_ = false;
  for (std::string& known : paths_) {
    if (known != path && (known.empty() || path.empty() || !is_same_file(known, path))) continue;
    if (parse_gguf_name(path).owner) known = std::move(path);
    return;
  }
  paths_.push_back(std::move(path));
}

void ModelMentions::add(std::string_view line, bool is_heading) {
  // Logs are long: most lines are not worth taking apart.
  const bool may_name_one = contains(line, "-m") || contains(line, "-hf") || contains_ignoring_case(line, ".gguf");
  if (!may_name_one) return;
  const std::vector<std::string> words = words_of(line);
  const bool is_command = contains(line, "llama-bench") || (!words.empty() && words.front().starts_with('-'));
  if (is_heading || line.starts_with("Downloading ")) {
    for (const std::string& word : words) {
      if (is_labelled_gguf(word)) note(word);
    }
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (is_repository_option(words[i]) && contains(words[i + 1], "/")) note(path_of_repository(words[i + 1]));
    if (!is_model_option(words[i])) continue;
    for (const std::string& file : split(words[i + 1], ',')) {
      const std::string path = replace_all(file, "\\", "/");
      if (is_labelled_gguf(path)) {
        note(path);
      } else if (is_command) {
        note("");
      }
    }
  }
}

std::optional<std::string> ModelMentions::only() const {
  return paths_.size() == 1 && !paths_.front().empty() ? std::optional(paths_.front()) : std::nullopt;
}

}  // namespace llmbench::parsers::llama_bench
