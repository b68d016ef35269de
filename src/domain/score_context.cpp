#include "llmbench/domain/score_context.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace llmbench {
namespace {

enum class ValueKind { text, flag, number, share, version, shots, harness, backend, ignored };

struct Key {
  std::string_view spelling;
  std::string_view name;
  ValueKind kind;
};

// One row a spelling. Spellings are compared lower case with '-', '.' and blanks as '_'.
constexpr std::array kKeys = std::to_array<Key>({
    {"harness", "harness", ValueKind::harness},
    {"framework", "harness", ValueKind::harness},
    {"harness_version", "harness_version", ValueKind::version},
    {"task_version", "task_version", ValueKind::text},
    {"dataset_revision", "dataset_revision", ValueKind::text},
    {"dataset_version", "dataset_revision", ValueKind::text},
    {"shots", "shots", ValueKind::shots},
    {"n_shot", "shots", ValueKind::shots},
    {"num_fewshot", "shots", ValueKind::shots},
    {"few_shot", "shots", ValueKind::shots},
    {"prompt_style", "prompt_style", ValueKind::text},
    {"style", "prompt_style", ValueKind::text},
    {"thinking", "thinking", ValueKind::flag},
    {"enable_thinking", "thinking", ValueKind::flag},
    {"reasoning", "thinking", ValueKind::flag},
    {"answer_extraction", "answer_extraction", ValueKind::text},
    {"extraction", "answer_extraction", ValueKind::text},
    {"filter", "answer_extraction", ValueKind::text},
    {"metric", "metric", ValueKind::text},
    {"adjusted", "adjusted", ValueKind::flag},
    {"subset", "subset", ValueKind::share},
    {"limit", "limit", ValueKind::number},
    {"temperature", "temperature", ValueKind::number},
    {"temp", "temperature", ValueKind::number},
    {"max_tokens", "max_tokens", ValueKind::number},
    {"max_new_tokens", "max_tokens", ValueKind::number},
    {"max_gen_toks", "max_tokens", ValueKind::number},
    {"kv_type", "kv_type", ValueKind::text},
    {"kv_cache_type", "kv_type", ValueKind::text},
    {"cache_type", "kv_type", ValueKind::text},
    {"serving_backend", "serving_backend", ValueKind::backend},
    {"backend", "serving_backend", ValueKind::backend},
    // Who measured, when, on what and how fast: nothing of it changes an answer that was right.
    {"batch_size", "", ValueKind::ignored},
    {"comment", "", ValueKind::ignored},
    {"date", "", ValueKind::ignored},
    {"details", "", ValueKind::ignored},
    {"duration", "", ValueKind::ignored},
    {"gpu", "", ValueKind::ignored},
    {"hardware", "", ValueKind::ignored},
    {"machine", "", ValueKind::ignored},
    {"machine_name", "", ValueKind::ignored},
    {"notes", "", ValueKind::ignored},
    {"parallel", "", ValueKind::ignored},
    {"partial", "", ValueKind::ignored},
    {"served_model_name", "", ValueKind::ignored},
    {"source", "", ValueKind::ignored},
    {"time_zone", "", ValueKind::ignored},
    {"timeout", "", ValueKind::ignored},
    {"timestamp", "", ValueKind::ignored},
});

constexpr std::size_t kMaxKeyBytes = 1000;

std::string spell_key(std::string_view raw) {
  std::string key = to_lower(collapse_whitespace(raw));
  for (char& c : key) {
    if (c == '-' || c == '.' || c == ' ') c = '_';
  }
  return key;
}

const Key* find_key(std::string_view spelling) {
  const auto* found =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.spelling == spelling; });
  return found == kKeys.end() ? nullptr : found;
}

/// A number, also when it was sent as text.
std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return parse_double(trim(value.get_ref<const std::string&>()));
  return std::nullopt;
}

Json text_of(const Json& value) {
  if (value.is_string()) return to_lower(collapse_whitespace(value.get_ref<const std::string&>()));
  if (value.is_number()) return format_number(value.get<double>());
  return value;
}

Json number_or_text(const Json& value) {
  if (const auto number = number_of(value)) return *number;
  return text_of(value);
}

Json flag_of(const Json& value) {
  if (value.is_boolean()) return value;
  const std::string text = text_of(value).is_string() ? text_of(value).get<std::string>() : std::string{};
  for (const std::string_view yes : {"1", "true", "on", "yes", "enabled", "adjusted"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "false", "off", "no", "none", "disabled", "raw"}) {
    if (text == no) return false;
  }
  return text_of(value);  // "low", "high", a budget: a setting of its own
}

/// 1 is the whole benchmark: null, as if no subset had been named. "10%" is 0.1.
Json share_of(const Json& value) {
  std::optional<double> share = number_of(value);
  if (!share && value.is_string()) {
    std::string_view text = trim(value.get_ref<const std::string&>());
    if (!text.empty() && text.back() == '%') {
      text.remove_suffix(1);
      share = parse_double(trim(text));
      if (share) *share /= 100;
    }
    if (text_of(value) == "full" || text_of(value) == "all") return nullptr;
  }
  if (!share) return text_of(value);
  if (*share == 1) return nullptr;
  return *share;
}

/// The part of a version that breaks comparability: "4" of v4.2.1, "0.4" of 0.4.8 (before 1.0 the second number is the
/// breaking one). A commit or a name stays whole.
Json version_of(const Json& value) {
  const Json text = text_of(value);
  if (!text.is_string()) return text;
  std::string version = text.get<std::string>();
  if (version.size() > 1 && version.front() == 'v' && version[1] >= '0' && version[1] <= '9') version.erase(0, 1);
  const auto numbers = split(version, '.');
  if (!parse_integer(numbers.front())) return version;
  if (numbers.front() == "0" && numbers.size() > 1) return "0." + numbers[1];
  return numbers.front();
}

Json shots_of(const Json& value) {
  if (const auto number = number_of(value)) return *number;
  if (!value.is_string()) return value;
  const std::string text = text_of(value).get<std::string>();
  if (text == "zero-shot" || text == "zero shot") return 0;
  if (const auto number = parse_integer(text.substr(0, text.find_first_of("- ")))) return *number;
  return text;
}

Json harness_of(const Json& value) {
  const Json text = text_of(value);
  if (text == "lm_eval" || text == "lm-evaluation-harness" || text == "eleutherai/lm-evaluation-harness") {
    return "lm-eval";
  }
  return text;
}

Json backend_of(const Json& value) {
  if (!value.is_string()) return value;
  return to_lower(normalise_backend(value.get_ref<const std::string&>()).name);
}

Json normalise_value(ValueKind kind, const Json& value) {
  switch (kind) {
    case ValueKind::text:
      return text_of(value);
    case ValueKind::flag:
      return flag_of(value);
    case ValueKind::number:
      return number_or_text(value);
    case ValueKind::share:
      return share_of(value);
    case ValueKind::version:
      return version_of(value);
    case ValueKind::shots:
      return shots_of(value);
    case ValueKind::harness:
      return harness_of(value);
    case ValueKind::backend:
      return backend_of(value);
    case ValueKind::ignored:
      break;
  }
  return nullptr;
}

bool says_nothing(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
         ((value.is_object() || value.is_array()) && value.empty());
}

}  // namespace

std::string make_context_key(const Json& context) {
  Json comparable = Json::object();
  if (!context.is_object()) return {};
  for (const auto& [raw_key, raw_value] : context.items()) {
    const std::string spelling = spell_key(raw_key);
    const Key* known = find_key(spelling);
    if (raw_value.is_null()) continue;
    Json value;
    if (known != nullptr) {
      value = normalise_value(known->kind, raw_value);
    } else {
      value = raw_value.is_string() ? text_of(raw_value) : raw_value;
    }
    if (says_nothing(value)) continue;
    comparable[known != nullptr ? std::string(known->name) : spelling] = std::move(value);
  }
  if (comparable.empty()) return {};
  std::string key = canonical_json(comparable);
  if (key.size() <= kMaxKeyBytes) return key;
  Json brief{{"sha256", sha256_hex(key)}};
  for (const char* name : {"limit", "subset"}) {
    if (comparable.contains(name)) brief[name] = true;  // what the views must still see
  }
  return canonical_json(brief);
}

Json merge_contexts(const Json& under, const Json& over) {
  Json merged = under.is_object() ? under : Json::object();
  if (!over.is_object()) return merged;
  for (const auto& [key, value] : over.items()) merged[key] = value;
  return merged;
}

bool is_limited_context(const Json& context) {
  if (!context.is_object()) return false;
  return std::any_of(context.items().begin(), context.items().end(), [](const auto& item) {
    const Key* key = find_key(spell_key(item.key()));
    if (key == nullptr || item.value().is_null()) return false;
    if (key->kind == ValueKind::share) return !says_nothing(share_of(item.value()));
    return key->name == "limit" && !says_nothing(text_of(item.value()));
  });
}

}  // namespace llmbench
