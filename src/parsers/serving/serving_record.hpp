#pragma once
// One result of vLLM's or SGLang's serving benchmark, as JSON or from its console text: both tools and all their
// versions name their fields alike, so one table reads them.

#include "parsers/json_documents.hpp"
#include "parsers/message_log.hpp"
#include "parsers/tool_run.hpp"

#include "llmbench/util/json.hpp"

#include <functional>
#include <string>
#include <vector>

namespace llmbench::parsers {

/// What a reader knows beside the record itself.
struct ServingSource {
  std::string tool;            ///< "vllm bench serve"
  std::string default_engine;  ///< the engine this tool comes with
  std::string document = "results";
  std::string place;               ///< of messages: "line 3"
  bool had_infinite_rate = false;  ///< bare Infinity stood where null stands now
  Json further_settings = Json::object();
  /// Fields that earlier releases did not read (the flags of a shown command): they complete the record and its run,
  /// and stay out of the fingerprint.
  Json later_fields = Json::object();
};

/// The run of a record, without names of model and quantization when those are elsewhere (`served_name` may be set
/// after). The field `backend` is the client's protocol ("openai"), rarely an engine.
[[nodiscard]] ToolRun make_serving_run(const Json& record, const ServingSource& source, const ReadOptions& options,
                                       MessageLog& messages);

/// The record with the fields of `later_fields` that it has not itself.
[[nodiscard]] Json completed_record(const Json& record, const Json& later_fields);

/// The model as a record names it: model_id, or tokenizer_id when model_id is a placeholder.
[[nodiscard]] std::string served_model(const Json& record);

/// Whether a bare Infinity stands as the record's request rate (JSON has no such number: it was read as null).
[[nodiscard]] bool has_infinite_rate(std::string_view record_text);

/// How a tool's records become runs.
struct ServingReader {
  std::string refusal;  ///< when there is no result: follows the input's name
  std::function<std::string(const Json& record)> model_of;
  std::function<ToolRun(const JsonDocument& document, const std::string& place, MessageLog& messages)> run_of;
};
/// Every record of the input is one run; other objects are left out with a message. Throws Error{invalid_input} for
/// several models under one -m, and when no record is left.
[[nodiscard]] ReadResult read_serving_records(TextStream& stream, const ReadOptions& options,
                                              const ServingReader& reader);

}  // namespace llmbench::parsers
