#pragma once
// llm.json: which model ran on which machine, written by `record` beside a benchmark. parsers/older_uploader.hpp reads
// it.

#include "apps/uploader/hardware/detect.hpp"

#include "llmbench/parsers/older_uploader.hpp"
#include "llmbench/util/json.hpp"

#include <string>

namespace llmbench::uploader {

/// The machine, with the power limit of its GPUs.
[[nodiscard]] parsers::LlmDocument describe_machine(const DetectedHardware& hardware);

/// With artifact_version 1.0. No host name: a name for the machine is given with --machine-name only.
[[nodiscard]] OrderedJson encode_llm_document(const parsers::LlmDocument& document, const std::string& model_path);

}  // namespace llmbench::uploader
