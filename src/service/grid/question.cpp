#include "service/grid/question.hpp"

#include "service/grid/dictionary.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <algorithm>

namespace llmbench::service {
namespace {

constexpr std::size_t kMaxLimit = 1000;
constexpr std::size_t kPagedLimit = 100;
constexpr std::int64_t kMaxCount = 1'000'000'000;

bool is_allowed(std::string_view word, std::string_view allowed) {
  const auto words = split(allowed, ',');
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> words_of(std::string_view allowed) {
  return allowed.empty() ? std::vector<std::string>{} : split(allowed, ',');
}

std::string one_of(std::string_view allowed) {
  return "must be one of " + join(split(allowed, ','), ", ");
}

std::optional<bool> parse_flag(std::string_view text) {
  const std::string word = to_lower(text);
  if (word == "true" || word == "1" || word == "on" || word == "yes") return true;
  if (word == "false" || word == "0" || word == "off" || word == "no") return false;
  return std::nullopt;
}

/// The value of a parameter that is no list; nullopt after an error was noted.
std::optional<FilterValue> parse_value(const GridFilter& filter, const std::string& text, ParameterErrors& errors) {
  const auto fail = [&](const std::string& message) {
    errors.add(filter.name, message);
    return std::optional<FilterValue>{};
  };
  switch (filter.kind) {
    case ValueKind::number: {
      const auto number = parse_double(text);
      if (!number || *number < 0) return fail("must be a number of at least 0");
      return *number;
    }
    case ValueKind::count: {
      const auto count = parse_integer(text);
      if (!count || *count < 0 || *count > kMaxCount) {
        return fail("must be a whole number from 0 to " + std::to_string(kMaxCount));
      }
      return static_cast<std::int64_t>(*count);
    }
    case ValueKind::flag: {
      const auto flag = parse_flag(text);
      if (!flag) return fail("must be true or false");
      return *flag;
    }
    case ValueKind::time: {
      const auto time = parse_time(text);
      if (!time) return fail("must be a time such as 2026-01-31T12:00:00Z");
      return std::int64_t{time->time_since_epoch().count()};
    }
    case ValueKind::id: {
      const auto id = parse_uuid(text);
      if (!id) return fail("must be a UUID");
      return to_string(*id);
    }
    case ValueKind::choice:
      if (!is_allowed(text, filter.allowed)) return fail(one_of(filter.allowed));
      return text;
    default:
      return text;
  }
}

std::optional<FilterValue> parse_names(const GridFilter& filter, const std::vector<std::string>& values,
                                       ParameterErrors& errors) {
  std::vector<std::string> names;
  for (const auto& value : values) {
    std::string name = to_lower(filter.normalise != nullptr ? filter.normalise(value) : value);
    if (*filter.allowed != '\0' && !is_allowed(name, filter.allowed)) {
      errors.add(filter.name, "\"" + value + "\" " + one_of(filter.allowed));
      return std::nullopt;
    }
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<FilterValue> find_value(const GridFilter& filter, const GridParameters& parameters,
                                      ParameterErrors& errors) {
  if (filter.kind == ValueKind::names) {
    const auto list = parameters.lists.find(filter.name);
    if (list == parameters.lists.end()) return std::nullopt;
    // An empty list filters nothing, except that `lora=` asks for the base variant.
    if (list->second.empty() && std::string_view{filter.name} != "lora") return std::nullopt;
    return parse_names(filter, list->second, errors);
  }
  const auto value = parameters.values.find(filter.name);
  if (value != parameters.values.end()) return parse_value(filter, value->second, errors);
  if (*filter.default_value == '\0') return std::nullopt;
  return parse_value(filter, filter.default_value, errors);
}

std::string text_of(const FilterValue& value) {
  KeyText text;
  if (const auto* names = std::get_if<std::vector<std::string>>(&value)) {
    for (const auto& name : *names) text.add(name);
  } else if (const auto* word = std::get_if<std::string>(&value)) {
    text.add(*word);
  } else if (const auto* number = std::get_if<double>(&value)) {
    text.add(*number);
  } else if (const auto* count = std::get_if<std::int64_t>(&value)) {
    text.add(*count);
  } else {
    text.add(std::get<bool>(value));
  }
  return text.text();
}

/// Parameters the query itself understands.
void use_value(Question& question, std::string_view name, const FilterValue& value) {
  if (name == "benchmark") {
    const auto& text = std::get<std::string>(value);
    question.benchmark = to_lower(trim(text)) == "none" ? "none" : canonical_benchmark_name(text);
    if (question.benchmark.empty()) question.benchmark = "mmlu";
  } else if (name == "min_quality") {
    question.min_quality = std::get<double>(value);
  } else if (name == "at_depth") {
    question.at_depth = static_cast<int>(std::get<std::int64_t>(value));
  } else if (name == "speed_class") {
    for (std::uint8_t code = 1; !to_string(static_cast<SpeedClass>(code)).empty(); ++code) {
      if (to_string(static_cast<SpeedClass>(code)) == std::get<std::string>(value)) {
        question.speed_class = static_cast<SpeedClass>(code);
      }
    }
  } else if (name == "prompt_class") {
    for (std::uint8_t code = 1; !to_string(static_cast<PromptClass>(code)).empty(); ++code) {
      if (to_string(static_cast<PromptClass>(code)) == std::get<std::string>(value)) {
        question.prompt_class = static_cast<PromptClass>(code);
      }
    }
  }
}

}  // namespace

void ParameterErrors::throw_if_any() const {
  if (fields_.empty()) return;
  std::vector<std::string> sentences;
  for (const auto& field : fields_) sentences.push_back(field.path + ": " + field.message);
  throw Error{ErrorCode::invalid_query, join(sentences, "; "), fields_};
}

void append_page_parameters(std::vector<GridParameterInfo>& infos) {
  infos.push_back(
      {"limit", ValueKind::count, "Rows of a page, 1 to 1,000; absent = 1,000, or 100 with a cursor.", {}, ""});
  infos.push_back(
      {"cursor", ValueKind::text, "Where the page begins: from the Link header of the page before.", {}, ""});
}

std::vector<GridParameterInfo> filter_parameters() {
  std::vector<GridParameterInfo> infos;
  for (const GridFilter& filter : grid_filters()) {
    infos.push_back({filter.name, filter.kind, filter.description, words_of(filter.allowed), filter.default_value});
  }
  return infos;
}

std::string read_choice(const GridParameters& parameters, std::string_view name, std::string_view allowed,
                        std::string_view fallback, ParameterErrors& errors) {
  const auto value = parameters.values.find(name);
  if (value == parameters.values.end()) return std::string{fallback};
  if (is_allowed(value->second, allowed)) return value->second;
  errors.add(std::string{name}, one_of(allowed));
  return std::string{fallback};
}

Question read_question(const GridParameters& parameters, ParameterErrors& errors) {
  Question question;
  KeyText canonical;
  for (const GridFilter& filter : grid_filters()) {
    auto value = find_value(filter, parameters, errors);
    if (!value) continue;
    canonical.add(filter.name).add(text_of(*value));
    if (filter.bind == nullptr) {
      use_value(question, filter.name, *value);
    } else {
      question.filters.push_back({&filter, std::move(*value)});
    }
  }
  question.filters_text = canonical.text();
  if (const auto cursor = parameters.values.find("cursor"); cursor != parameters.values.end()) {
    question.cursor = cursor->second;
  }
  question.limit = question.cursor ? kPagedLimit : kMaxLimit;
  if (const auto limit = parameters.values.find("limit"); limit != parameters.values.end()) {
    const auto count = parse_integer(limit->second);
    if (!count || *count < 1 || *count > static_cast<long long>(kMaxLimit)) {
      errors.add("limit", "must be a whole number from 1 to " + std::to_string(kMaxLimit));
    } else {
      question.limit = static_cast<std::size_t>(*count);
    }
  }
  return question;
}

void throw_bad_cursor() {
  const std::string message = "does not belong to this query; ask for the first page again";
  throw Error{ErrorCode::invalid_query, "cursor: " + message, {{"cursor", message}}};
}

std::string short_hash(std::string_view text) {
  return sha256_hex(text).substr(0, 16);
}

}  // namespace llmbench::service
