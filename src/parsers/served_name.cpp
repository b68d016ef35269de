#include "parsers/served_name.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
namespace {

/// Letters and digits only: "Qwen/Qwen2.5-32B-Instruct" and "qwen2.5:32b-instruct" contain each other.
std::string squash(std::string_view name) {
  std::string result;
  for (const char c : to_lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
  }
  return result;
}

bool names_agree(std::string_view said, std::string_view served) {
  const std::string a = squash(said);
  const std::string b = squash(served);
  return a.find(b) != std::string::npos || b.find(a) != std::string::npos;
}

/// A '.' between digits belongs to a number ("Qwen2.5-8bit"), every other separator may begin a label.
bool may_begin_label(std::string_view name, std::size_t at) {
  constexpr std::string_view kSeparators = "-:.@";
  if (kSeparators.find(name[at]) == std::string_view::npos || at + 1 == name.size()) return false;
  const auto is_digit = [&](std::size_t place) { return name[place] >= '0' && name[place] <= '9'; };
  return name[at] != '.' || at == 0 || !is_digit(at - 1) || !is_digit(at + 1);
}

/// Words of publishers around a label that name neither model nor quantization: "X-quantized.w8a8", "X-MLX-4bit",
/// "X-unsloth-bnb-4bit".
std::size_t without_publisher_words(std::string_view name, std::size_t at) {
  for (const std::string_view word : {"-quantized", "-MLX", "-unsloth"}) {
    if (at > word.size() && equals_ignoring_case(name.substr(at - word.size(), word.size()), word)) {
      return at - word.size();
    }
  }
  return at;
}

/// The longest known label at the end ("GPTQ-Int4" before "Int4", "UD-Q4_K_XL" before "Q4_K_XL"); nullopt when there is
/// none ("instruct" is not).
struct Tail {
  std::size_t at = 0;
  std::string quantization;
};
std::optional<Tail> quantization_tail(std::string_view name) {
  constexpr std::string_view kRemark = "-KV";  // "X-FP8-KV": the cache has the type of the weights
  if (name.size() > kRemark.size() && equals_ignoring_case(name.substr(name.size() - kRemark.size()), kRemark)) {
    if (auto tail = quantization_tail(name.substr(0, name.size() - kRemark.size()))) return tail;
  }
  constexpr std::string_view kWordWithoutDigits[] = {"AWQ", "GPTQ", "AutoRound", "HQQ"};
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!may_begin_label(name, at)) continue;
    const std::string_view label = name.substr(at + 1);
    const bool has_digit = label.find_first_of("0123456789") != std::string_view::npos;
    const bool is_word = std::ranges::any_of(kWordWithoutDigits,
                                             [&](std::string_view word) { return equals_ignoring_case(word, label); });
    if (!has_digit && !is_word) continue;
    const NormalisedName normalised = normalise_quantization(label);
    if (normalised.known) return Tail{without_publisher_words(name, at), normalised.name};
  }
  return std::nullopt;
}

bool is_all(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

/// "host:8080", and no tag like "gemma2:9b" or "phi3:14".
bool has_port(std::string_view text) {
  constexpr std::size_t kShortest = 4;
  const std::size_t colon = text.rfind(':');
  return colon != std::string_view::npos && text.size() - colon > kShortest && is_all(text.substr(colon + 1), kDigits);
}

/// What stands before the first '/' of an address: "me:secret@host", "host:8080", "gpu.example.org", "10.0.0.7".
bool is_authority(std::string_view text) {
  if (text.find('@') != std::string_view::npos || has_port(text)) return true;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) return false;
  return is_all(text, "0123456789.") || is_all(to_lower(text.substr(dot + 1)), "abcdefghijklmnopqrstuvwxyz");
}

/// The last part of an address's path; "" when there is none, or when an '@' behind the host leaves open where a
/// password ends.
std::string_view last_segment(std::string_view address) {
  const std::size_t end = address.find_first_of("/?#");
  if (end == std::string_view::npos || address.find('@', end) != std::string_view::npos) return {};
  std::string_view path = address.substr(end);
  path = path.substr(0, path.find_first_of("?#"));
  while (path.ends_with('/')) path.remove_suffix(1);
  return path_basename(path);
}

bool starts_as_path(std::string_view name) {
  constexpr std::string_view kStarts[] = {"/", "\\", "~", "./", "../", ".\\", "..\\"};
  for (const std::string_view start : kStarts) {
    if (name.starts_with(start)) return true;
  }
  return contains(name, ":\\") || (name.size() > 2 && name[1] == ':' && name[2] == '/');
}

/// The rest of "hf.co/OWNER/REPO:TAG" and "registry.ollama.ai/library/NAME:TAG": these hosts publish models and tell of
/// no machine.
std::optional<std::string_view> published_name(std::string_view name) {
  for (const std::string_view host : {"hf.co/", "huggingface.co/", "registry.ollama.ai/"}) {
    if (!starts_with_ignoring_case(name, host)) continue;
    name.remove_prefix(host.size());
    constexpr std::string_view kOfficial = "library/";
    if (name.starts_with(kOfficial)) name.remove_prefix(kOfficial.size());
    return name;
  }
  return std::nullopt;
}

/// `raw` without what tells of the machine: folders, and user, password and host of an address.
std::string_view public_part(std::string_view raw) {
  const std::string_view name = trim(raw);
  if (const std::size_t scheme = name.find("://"); scheme != std::string_view::npos) {
    if (const auto published = published_name(name.substr(scheme + 3))) return *published;
    return last_segment(name.substr(scheme + 3));
  }
  if (starts_as_path(name)) return path_basename(name);
  if (const auto published = published_name(name)) return *published;
  const std::size_t slash = name.find('/');
  if (slash != std::string_view::npos && is_authority(name.substr(0, slash))) return last_segment(name);
  return slash == std::string_view::npos && has_port(name) ? std::string_view{} : name;
}

}  // namespace

std::optional<std::string> name_in_hugging_face_cache(std::string_view path) {
  constexpr std::string_view kFolder = "models--";
  for (const std::string& part : split(replace_all(std::string(path), "\\", "/"), '/')) {
    if (part.starts_with(kFolder) && part.size() > kFolder.size()) {
      return replace_all(part.substr(kFolder.size()), "--", "/");
    }
  }
  return std::nullopt;
}

ServedName parse_served_name(std::string_view raw) {
  ServedName served;
  const auto cached = to_lower(raw).ends_with(".gguf") ? std::nullopt : name_in_hugging_face_cache(raw);
  const std::string_view name = cached ? std::string_view{*cached} : public_part(raw);
  if (name.empty()) return served;
  if (to_lower(name).ends_with(".gguf")) {
    const GgufName gguf = parse_gguf_name(name);
    served.model_name = gguf.model_name;
    served.quantization = gguf.quantization;
  } else if (const auto tail = quantization_tail(name)) {
    served.quantization = tail->quantization;
    served.model_name = normalise_model_name(name.substr(0, tail->at));
  } else {
    served.model_name = normalise_model_name(name);
  }
  // "me@host" names nobody's model.
  if (is_placeholder_model_name(*served.model_name) || served.model_name->find('@') != std::string::npos)
    served.model_name.reset();
  return served;
}

ChosenVariant choose_variant(const VariantHints& hints, const ReadOptions& options) {
  ServedName served = parse_served_name(hints.served_name);
  const std::string document(hints.document);
  if (!trim(hints.quantization).empty()) served.quantization = normalise_quantization(hints.quantization).name;
  if (!served.quantization) {
    if (const auto tail = quantization_tail(hints.folder)) served.quantization = tail->quantization;
  }
  ChosenVariant variant;
  variant.lora_adapter = options.lora_adapter.value_or("");
  variant.model_name = options.model_name.value_or(served.model_name.value_or(""));
  variant.quantization = options.quantization.value_or(served.quantization.value_or(""));
  std::vector<std::string> missing;
  if (trim(variant.model_name).empty()) {
    const std::string_view shown = public_part(hints.served_name);
    const std::string said =
        shown.empty() ? "the " + document + " does not name the model"
                      : "\"" + std::string(shown) + "\" in the " + document + " is only the server's name for it";
    missing.push_back("-m MODEL (" + said + ")");
  }
  if (trim(variant.quantization).empty()) missing.push_back("-q QUANT (the " + document + " does not say it)");
  if (!missing.empty()) {
    throw Error{ErrorCode::invalid_input,
                "say which model variant this " + document + " is about: " + join(missing, " and ")};
  }
  if (options.model_name && served.model_name && !names_agree(*options.model_name, *served.model_name)) {
    variant.warnings.push_back("the " + document + " calls the model \"" + *served.model_name + "\", taken as \"" +
                               *options.model_name + "\" because -m says so");
  }
  if (options.quantization && served.quantization &&
      normalise_quantization(*options.quantization).name != *served.quantization) {
    variant.warnings.push_back("the " + document + "'s model name says " + *served.quantization + ", taken as " +
                               *options.quantization + " because -q says so");
  }
  return variant;
}

VariantScores name_variant(const VariantHints& hints, const ReadOptions& options, std::vector<Message>& messages) {
  ChosenVariant chosen = choose_variant(hints, options);
  for (const std::string& warning : chosen.warnings) {
    messages.push_back({Message::Severity::warning, "", warning});
  }
  VariantScores variant;
  variant.model_name = std::move(chosen.model_name);
  variant.quantization = std::move(chosen.quantization);
  variant.lora_adapter = std::move(chosen.lora_adapter);
  variant.backend = options.backend;
  variant.tags = options.tags;
  return variant;
}

}  // namespace llmbench::parsers
