#include "codec/unknown_fields.hpp"

#include "codec/limits.hpp"

#include "llmbench/codec/run_codec.hpp"

#include <algorithm>

namespace llmbench::codec {

std::span<const std::string> unknown_since(const Findings& findings, std::size_t known_before) {
  return std::span{findings.unknown_paths}.subspan(known_before);
}

std::string list_paths(std::span<const std::string> paths) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (const std::string& path : paths.first(std::min(paths.size(), kShown))) {
    if (!text.empty()) text += ", ";
    text += path;
  }
  if (paths.size() > kShown) text += " and " + std::to_string(paths.size() - kShown) + " more";
  return text;
}

void keep_unknown_fields(Findings& findings, std::span<const std::string> paths, Json& provenance) {
  if (paths.empty()) return;
  Json kept = provenance.value("unknown_fields", Json::object());
  if (!kept.is_object()) kept = Json{{"provenance.unknown_fields", kept}};
  // The limit counts JSON text; quotes, colon and comma of an entry are 4 bytes, a path may need escapes.
  std::size_t bytes = dump_json(provenance).size() + sizeof(R"(,"unknown_fields":{})");
  std::vector<std::string> stored;
  std::vector<std::string> dropped;
  for (const std::string& path : paths) {
    const Json& value = findings.unknown_fields.at(path);
    const std::size_t cost = dump_json(Json(path)).size() + dump_json(value).size() + 2;
    if (bytes + cost > kMaxDocumentBytes) {
      dropped.push_back(path);
      continue;
    }
    bytes += cost;
    kept[path] = value;
    stored.push_back(path);
  }
  if (!stored.empty()) {
    provenance["unknown_fields"] = std::move(kept);
    findings.warnings.push_back("unknown fields were kept in provenance.unknown_fields: " + list_paths(stored));
  }
  if (!dropped.empty()) {
    findings.warnings.push_back("unknown fields were not stored because provenance would be larger than 256 KiB: " +
                                list_paths(dropped));
  }
}

std::vector<ScoreUpload> decode_scores(const Json& array, const std::string& path, Findings& findings) {
  std::vector<ScoreUpload> scores;
  scores.reserve(array.size());
  for (std::size_t at = 0; at < array.size(); ++at) {
    scores.push_back(decode_score(array[at], path + "[" + std::to_string(at) + "]", findings));
  }
  return scores;
}

}  // namespace llmbench::codec
