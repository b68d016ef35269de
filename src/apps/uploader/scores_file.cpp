#include "apps/uploader/scores_file.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/parsers/source.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <utility>

namespace llmbench::uploader {
namespace {

constexpr std::size_t kMaxBytes = 16 << 20;

std::string read_whole(const std::string& path, const std::string& name) {
  const auto source = parsers::make_file_source(path);
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
    text.append(buffer.data(), count);
    if (text.size() > kMaxBytes) {
      throw Error{ErrorCode::too_large, name + " is larger than 16 MiB, which no set of scores is"};
    }
  }
  return text;
}

Json parse_document(const std::string& text, const std::string& name) {
  try {
    return parse_json(text);
  } catch (const Error& error) {
    throw Error{ErrorCode::invalid_input, name + ": " + error.what()};
  }
}

}  // namespace

ScoresFile read_scores_file(const std::string& path) {
  const std::string name{path_basename(path)};
  const Json document = parse_document(read_whole(path, name), name);
  codec::Findings findings;
  ScoresFile file;
  const Json* array = &document;
  std::string at_path;
  if (document.is_object()) {
    const auto found = document.find("benchmark_scores");
    if (found != document.end()) array = &*found;
    at_path = "benchmark_scores";
  }
  if (!array->is_array() || array->empty()) {
    throw Error{ErrorCode::invalid_input,
                name +
                    " holds no scores; expected is an array of {\"type\",\"data\"} objects or "
                    "{\"benchmark_scores\":[...]}"};
  }
  for (std::size_t at = 0; at < array->size(); ++at) {
    file.scores.push_back(codec::decode_score((*array)[at], at_path + "[" + std::to_string(at) + "]", findings));
  }
  if (!findings.errors.empty()) {
    throw Error{ErrorCode::invalid_input, name + " holds scores with wrong fields", std::move(findings.errors)};
  }
  file.unknown_fields = std::move(findings.unknown_paths);
  return file;
}

}  // namespace llmbench::uploader
