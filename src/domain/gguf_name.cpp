// What the name of a GGUF file says.

#include "domain/quantization_table.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_separator(char c) {
  return c == '-' || c == '.' || c == '_' || c == ' ';
}

bool strip_tail(std::string_view& text, std::string_view tail) {
  if (text.size() <= tail.size() || !equals_ignoring_case(text.substr(text.size() - tail.size()), tail)) return false;
  text.remove_suffix(tail.size());
  return true;
}

/// "-00001-of-00003" off.
bool strip_shard(std::string_view& stem) {
  constexpr std::size_t kDigits = 5;
  constexpr std::string_view kOf = "-of-";
  constexpr std::size_t kLength = 1 + kDigits + kOf.size() + kDigits;
  if (stem.size() <= kLength) return false;
  const std::string_view tail = stem.substr(stem.size() - kLength);
  if (tail[0] != '-' || !is_digits(tail.substr(1, kDigits)) ||
      !equals_ignoring_case(tail.substr(1 + kDigits, kOf.size()), kOf) || !is_digits(tail.substr(kLength - kDigits))) {
    return false;
  }
  stem.remove_suffix(kLength);
  return true;
}

std::string_view stem_of(std::string_view file) {
  while (strip_tail(file, ".gguf") || strip_shard(file)) {
  }
  return file;
}

struct QuantizationPlace {
  std::size_t begin;  ///< of the label
  std::size_t end;
  std::string label;
};

/// The label at the end of the stem, or followed by a remark ("-imat", "-MTP"); the longest label wins ("UD-Q4_K_XL"
/// over "Q4_K_XL").
std::optional<QuantizationPlace> find_label(std::string_view stem) {
  std::vector<std::size_t> ends{stem.size()};
  for (std::size_t at = stem.size(); at > 1; --at) {
    if (stem[at - 1] == '-' || stem[at - 1] == '.') ends.push_back(at - 1);
  }
  for (const std::size_t end : ends) {
    for (std::size_t begin = 0; begin < end; ++begin) {
      if (begin > 0 && !is_separator(stem[begin - 1])) continue;
      const std::string_view text = stem.substr(begin, end - begin);
      const NormalisedName name = normalise_quantization(text);
      if (!name.known) continue;
      const auto* row = find_quantization(quantization_base(name.name));
      if (row == nullptr || !row->gguf) continue;
      return QuantizationPlace{begin, end, name.name};
    }
  }
  return std::nullopt;
}

/// The stem without its label: "Name-Q4_K_M-MTP" is "Name-MTP"; remarks about the imatrix are not part of a model.
std::string model_of(std::string_view stem, const QuantizationPlace& place) {
  std::string_view head = stem.substr(0, place.begin);
  while (!head.empty() && is_separator(head.back())) head.remove_suffix(1);
  strip_tail(head, ".i1");  // "Name.i1-Q4_K_M": made with an importance matrix
  strip_tail(head, "-i1");
  std::string_view tail = stem.substr(place.end);
  for (const std::string_view remark : {"-imatrix", "-imat", ".imatrix", ".imat"}) strip_tail(tail, remark);
  if (equals_ignoring_case(tail, "-imat") || equals_ignoring_case(tail, "-imatrix")) tail = {};
  return normalise_model_name(std::string(head) + std::string(tail));
}

/// Folders that sort files, not people who publish them.
bool is_sorting_folder(std::string_view folder) {
  static constexpr std::array kFolders{
      "gguf",      "ggufs",     "llm",         "llms",      "hub",       "cache",      "huggingface", "snapshots",
      "fast",      "slow",      "small",       "medium",    "large",     "huge",       "massive",     "tiny",
      "balanced",  "coding",    "code",        "chat",      "vision",    "audio",      "specialized", "tool-calling",
      "tools",     "embedding", "embeddings",  "reasoning", "moe",       "dense",      "instruct",    "base",
      "custom",    "test",      "tests",       "bench",     "benchmark", "benchmarks", "data",        "download",
      "downloads", "home",      "tmp",         "mnt",       "opt",       "root",       "srv",         "media",
      "users",     "weights",   "checkpoints", "quantized", "local",     "ai",         "llama.cpp",   "lmstudio",
      "ollama",    "files",     "storage",     "disk",      "var",       "shared",     ".."};
  const std::string lower = to_lower(folder);
  return lower.empty() || lower == "." || contains_ignoring_case(lower, "model") ||
         std::ranges::find(kFolders, lower) != kFolders.end() || lower.ends_with(':');
}

std::string letters_and_digits(std::string_view text) {
  std::string key;
  for (const char c : to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key.push_back(c);
  }
  return key;
}

/// A folder named like the file: equal, or one continues the other where the folder ends with "-GGUF" as published
/// repositories do.
bool resembles(std::string_view folder, std::string_view model_name) {
  const std::string name = normalise_model_name(folder);
  const std::string a = letters_and_digits(name);
  const std::string b = letters_and_digits(model_name);
  constexpr std::size_t kEnough = 4;
  if (a.size() < kEnough || b.size() < kEnough) return false;
  if (a == b) return true;
  return name.size() != folder.size() && (a.starts_with(b) || b.starts_with(a));
}

/// "models--OWNER--REPO", the folder of Hugging Face's cache.
std::optional<std::string> owner_of_cache_folder(std::string_view folder) {
  constexpr std::string_view kHead = "models--";
  if (!folder.starts_with(kHead)) return std::nullopt;
  folder.remove_prefix(kHead.size());
  const std::size_t at = folder.find("--");
  if (at == std::string_view::npos || at == 0 || at + 2 == folder.size()) return std::nullopt;
  return std::string(folder.substr(0, at));
}

std::optional<std::string> find_owner(std::string_view path, const GgufName& name) {
  std::vector<std::string> folders = split(replace_all(std::string(path), "\\", "/"), '/');
  folders.pop_back();
  for (const std::string& folder : folders) {
    if (auto owner = owner_of_cache_folder(folder)) return owner;
  }
  // A repository may keep each quantization in a folder of its own.
  while (!folders.empty() && normalise_quantization(folders.back()).known) folders.pop_back();
  if (folders.size() < 2) return std::nullopt;
  const std::string& owner = folders[folders.size() - 2];
  if (is_sorting_folder(owner) || !resembles(folders.back(), name.model_name)) return std::nullopt;
  return owner;
}

}  // namespace

GgufName parse_gguf_name(std::string_view path) {
  const std::string_view stem = stem_of(path_basename(path));
  GgufName name;
  if (const auto place = find_label(stem); place && place->begin > 0) {
    name.quantization = place->label;
    name.model_name = model_of(stem, *place);
  } else {
    name.model_name = normalise_model_name(stem);
  }
  name.owner = find_owner(path, name);
  return name;
}

}  // namespace llmbench
