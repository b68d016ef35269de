#pragma once
// What happens to fields nobody knows: kept where there is a place for them, and always named in a warning.

#include "llmbench/codec/reader.hpp"
#include "llmbench/domain/score.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace llmbench::codec {

/// The unknown paths found after `known_before` of them were there.
[[nodiscard]] std::span<const std::string> unknown_since(const Findings& findings, std::size_t known_before);

/// "a, b, c and 12 more".
[[nodiscard]] std::string list_paths(std::span<const std::string> paths);

/// Moves the values of `paths` into provenance.unknown_fields as far as the provenance stays below its limit, with one
/// warning that names what was kept and one that names what was not.
void keep_unknown_fields(Findings& findings, std::span<const std::string> paths, Json& provenance);

/// Every element of an array of scores, each at "<path>[i]".
[[nodiscard]] std::vector<ScoreUpload> decode_scores(const Json& array, const std::string& path, Findings& findings);

}  // namespace llmbench::codec
