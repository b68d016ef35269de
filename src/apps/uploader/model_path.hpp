#pragma once
// Which model lies at a path: a GGUF file, or a folder with a config.json.

#include <string>

namespace llmbench::uploader {

struct ModelIdentity {
  std::string name;          ///< "OWNER/NAME" or "NAME"; "" = the path does not tell
  std::string quantization;  ///< "" = the path does not tell
};

/// Reads the folder's config.json where there is one. Never a default: what cannot be told is "".
[[nodiscard]] ModelIdentity identify_model(const std::string& path);

}  // namespace llmbench::uploader
