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

bool strip_file_tail(std::string_view& text, std::string_view tail) {
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

/// What browsers and file managers add to a second copy: " (1)", " - Copy".
bool strip_copy(std::string_view& stem) {
  if (strip_file_tail(stem, " - Copy")) return true;
  const std::size_t open = stem.rfind(" (");
  if (open == std::string_view::npos || open == 0 || !stem.ends_with(')')) return false;
  if (!is_digits(stem.substr(open + 2, stem.size() - open - 3))) return false;
  stem = stem.substr(0, open);
  return true;
}

/// That a quantization was made with an importance matrix is no part of its name, nor of the model's.
bool strip_remark(std::string_view& stem) {
  for (const std::string_view word : {"imatrix", "imat", "i1", "ggmlv3"}) {
    std::string_view rest = stem;
    if (!strip_file_tail(rest, word) || !is_separator(rest.back())) continue;
    rest.remove_suffix(1);
    if (rest.empty()) continue;
    stem = rest;
    return true;
  }
  return false;
}

std::string_view stem_of(std::string_view file) {
  while (strip_file_tail(file, ".gguf") || strip_file_tail(file, ".bin") || strip_shard(file) || strip_copy(file)) {
  }
  while (strip_remark(file)) {
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
std::optional<QuantizationPlace> find_quantization_place(std::string_view stem) {
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

/// The stem without its label: "Name-Q4_K_M-MTP" is "Name-MTP".
std::string model_of(std::string_view stem, const QuantizationPlace& place) {
  std::string_view head = stem.substr(0, place.begin);
  while (!head.empty() && is_separator(head.back())) head.remove_suffix(1);
  while (strip_remark(head)) {
  }
  const std::string_view tail = stem.substr(place.end);
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
      "ollama",    "files",     "storage",     "disk",      "var",       "shared",     "..",          "workspace",
      "work",      "scratch",   "project",     "projects",  "app",       "documents",  "desktop",     "nvme",
      "ssd",       "hdd",       "nas",         "raid",      "volumes",   "drive",      "git",         "src",
      "repos",     "hf",        "llama",       "export",    "content",   "kaggle",     "blobs"};
  std::string lower = to_lower(folder);
  while (!lower.empty() && lower.back() >= '0' && lower.back() <= '9') lower.pop_back();  // "nvme1", "home2"
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

/// llama.cpp's own cache joins OWNER, REPO and the file by '_': the file begins after the repository's "-GGUF_".
struct CachedFile {
  std::string_view repository;  ///< "unsloth_gpt-oss-20b-GGUF"; "" = no such file
  std::string_view file;
};
CachedFile split_cached_file(std::string_view stem) {
  constexpr std::string_view kMark = "-gguf_";
  const std::size_t at = to_lower(stem).find(kMark);
  if (at == std::string::npos || at == 0 || at + kMark.size() == stem.size()) return {{}, stem};
  CachedFile cached{stem.substr(0, at + kMark.size() - 1), stem.substr(at + kMark.size())};
  // A repository may keep each quantization in a folder of its own.
  for (std::size_t end = cached.file.rfind('_'); end != std::string_view::npos && end > 0;
       end = cached.file.rfind('_', end - 1)) {
    if (!normalise_quantization(cached.file.substr(0, end)).known) continue;
    cached.file.remove_prefix(end + 1);
    break;
  }
  return cached;
}

std::optional<std::string> owner_of_cached_file(std::string_view repository, std::string_view model_name) {
  const std::size_t at = repository.find('_');
  if (at == std::string_view::npos || at == 0 || !resembles(repository.substr(at + 1), model_name)) return std::nullopt;
  return std::string(repository.substr(0, at));
}

/// Ollama's blobs are named by their content.
bool is_blob(std::string_view stem) {
  return stem.starts_with("sha256-") && stem.size() == 71;
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
  const CachedFile cached = split_cached_file(stem_of(path_basename(path)));
  GgufName name;
  if (is_blob(cached.file)) return name;
  if (const auto place = find_quantization_place(cached.file)) {
    name.quantization = place->label;
    name.label = std::string(cached.file.substr(place->begin, place->end - place->begin));
    name.model_name = place->begin == 0 ? "" : model_of(cached.file, *place);
  } else {
    name.model_name = normalise_model_name(cached.file);
  }
  name.owner = owner_of_cached_file(cached.repository, name.model_name);
  if (!name.owner) name.owner = find_owner(path, name);
  return name;
}

}  // namespace llmbench
