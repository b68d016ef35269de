#include "llmbench/codec/description.hpp"

#include "llmbench/codec/run_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

/// What the reader asks for in every way there is.
void decode_everything(const Json& document, Findings& findings) {
  Reader reader{document, "", findings};
  (void)reader.get_string("name", 20);
  (void)reader.find_string("note", 30);
  (void)reader.get_double("value");
  (void)reader.find_integer("count", 1, 9);
  (void)reader.get_integer("total", 0, INT64_MAX);
  (void)reader.find_bool("flag");
  (void)reader.find_time("at");
  (void)reader.find_uuid("id");
  (void)reader.find_choice("color", {"red", "green"});
  (void)reader.find_strings("tags", 3, 40);
  (void)reader.find_doubles("samples", 5);
  (void)reader.find_document("context", 2048);
}

TEST(Description, SaysWhatAReaderAsksFor) {
  EXPECT_EQ(describe(decode_everything), parse_json(R"({
    "type": "object",
    "required": ["name", "value", "total"],
    "properties": {
      "name": {"type": "string", "pattern": "\\S", "maxLength": 20},
      "note": {"type": ["string", "null"], "maxLength": 30},
      "value": {"type": "number"},
      "count": {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
      "total": {"type": "integer", "minimum": 0, "format": "int64"},
      "flag": {"type": ["boolean", "null"]},
      "at": {"type": ["string", "null"], "format": "date-time"},
      "id": {"type": ["string", "null"], "format": "uuid"},
      "color": {"type": ["string", "null"], "enum": ["red", "green", null]},
      "tags": {"type": ["array", "null"], "maxItems": 3, "items": {"type": "string", "maxLength": 40}},
      "samples": {"type": ["array", "null"], "maxItems": 5, "items": {"type": "number"}},
      "context": {"type": ["object", "null"], "description": "At most 2 KiB of JSON."}
    }})"));
}

TEST(Description, GoesIntoObjectsAndItems) {
  const auto decode = [](const Json& document, Findings& findings) {
    Reader reader{document, "", findings};
    if (const Json* machine = reader.find_object("machine")) {
      Reader inner{*machine, reader.path_of("machine"), findings};
      (void)inner.get_double("memory");
    }
    if (const Json* parts = reader.get_array("parts", 7)) {
      for (std::size_t at = 0; at < parts->size(); ++at) {
        Reader part{(*parts)[at], reader.path_of("parts[" + std::to_string(at) + "]"), findings};
        (void)part.get_double("size");
      }
    }
    (void)reader.get_object("free");
  };
  EXPECT_EQ(describe(decode), parse_json(R"({
    "type": "object",
    "required": ["parts", "free"],
    "properties": {
      "machine": {"type": ["object", "null"], "required": ["memory"], "properties": {"memory": {"type": "number"}}},
      "parts": {"type": "array", "maxItems": 7,
                "items": {"type": "object", "required": ["size"], "properties": {"size": {"type": "number"}}}},
      "free": {"type": "object"}
    }})"));
}

TEST(Description, AWordThatDecidesMakesOneSchemaEach) {
  const auto decode = [](const Json& document, Findings& findings) {
    Reader reader{document, "", findings};
    const Json* shapes = reader.get_array("shapes", 4);
    Reader shape{(*shapes)[0], "shapes[0]", findings};
    const std::string kind = shape.get_variant("kind", {"circle", "square", "point"});
    if (kind == "circle") (void)shape.get_double("radius");
    if (kind == "square") (void)shape.get_double("side");
  };
  EXPECT_EQ(describe(decode)["properties"]["shapes"]["items"], parse_json(R"({"oneOf": [
    {"type": "object", "required": ["kind", "radius"],
     "properties": {"kind": {"type": "string", "const": "circle"}, "radius": {"type": "number"}}},
    {"type": "object", "required": ["kind", "side"],
     "properties": {"kind": {"type": "string", "const": "square"}, "side": {"type": "number"}}},
    {"type": "object", "required": ["kind"],
     "properties": {"kind": {"type": "string", "const": "point"}}}
  ]})"));
}

TEST(Description, ChoicesAreRefusedWithTheNearest) {
  const Json document = parse_json(R"({"status":"complete","load":"x","kind":"circel","other":"x"})");
  Findings findings;
  Reader reader{document, "", findings};
  EXPECT_EQ(reader.find_choice("status", {"completed", "failed"}), std::nullopt);
  EXPECT_EQ(reader.find_choice("load", {"single"}), std::nullopt);
  EXPECT_EQ(reader.get_variant("kind", {"circle"}, "; or none"), "");
  EXPECT_EQ(reader.get_variant("other", {"circle"}, "; or none"), "");
  EXPECT_THAT(findings.errors,
              ElementsAre(FieldError{"status", "must be one of completed, failed; did you mean completed?"},
                          FieldError{"load", "must be one of single"},
                          FieldError{"kind", "must be one of circle; did you mean circle?"},
                          FieldError{"other", "must be one of circle; or none"}));
}

TEST(Description, OfARunNamesItsLimitsAndWords) {
  const Json schema = experiment_run_schema();
  EXPECT_THAT(schema["required"],
              UnorderedElementsAre("model_name", "quantization", "backend", "hardware_config", "performance_metrics"));
  const Json& properties = schema["properties"];
  EXPECT_EQ(properties["status"]["enum"], Json({"pending", "running", "completed", "failed", "cancelled", nullptr}));
  EXPECT_EQ(properties["workload"]["enum"], Json({"inference", "training", nullptr}));
  EXPECT_EQ(properties["load"]["enum"], Json({"single", "concurrent", "offline", nullptr}));
  EXPECT_EQ(properties["model_name"]["maxLength"], 255);
  EXPECT_EQ(properties["hardware_config"]["properties"]["gpu_count"]["type"], Json({"integer", "null"}));
  const Json& metric = properties["performance_metrics"]["items"];
  EXPECT_THAT(metric["required"], UnorderedElementsAre("metric_name", "value"));
  EXPECT_EQ(metric["properties"]["samples"]["maxItems"], 10000);
  EXPECT_EQ(properties["benchmark_scores"]["items"], score_schema());
}

TEST(Description, OfAScoreHasOneSchemaPerType) {
  const Json schema = score_schema();
  std::vector<std::string> types;
  for (const Json& one : schema["oneOf"]) {
    types.push_back(one["properties"]["type"]["const"]);
    EXPECT_TRUE(one["properties"]["data"]["properties"].contains("context")) << types.back();
  }
  EXPECT_THAT(types, ElementsAre("MMLU", "GSM8K", "HumanEval", "HellaSwag", "TruthfulQA", "Generic"));
  EXPECT_EQ(scores_request_schema()["properties"]["benchmark_scores"]["items"], schema);
}

}  // namespace
}  // namespace llmbench::codec
