#include "api/run_body.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::api {
namespace {

RunBody decode_run(const Json& value, codec::Findings& findings) {
  RunBody body;
  body.run = codec::decode_experiment_run(value, "", findings);
  if (!findings.errors.empty()) {
    findings.add_errors(validate_run(body.run));
    throw service::invalid_upload_error(std::move(findings.errors));
  }
  body.warnings = std::move(findings.warnings);
  return body;
}

}  // namespace

RunBody decode_run_body(const Json& document) {
  codec::Findings findings;
  const Json* run = nullptr;
  {
    codec::Reader reader{document, "", findings};
    run = reader.get_object("experiment_run");
  }
  if (run == nullptr) throw service::invalid_upload_error(std::move(findings.errors));
  codec::Findings of_run;
  RunBody body = decode_run(*run, of_run);
  std::vector<std::string> beside;
  for (const auto& [key, value] : document.items()) {
    if (key != "experiment_run") beside.push_back(key);
  }
  if (!beside.empty()) {
    body.warnings.push_back("fields beside experiment_run were not stored: " + join(beside, ", "));
  }
  return body;
}

RunBody decode_run_item(const Json& document) {
  if (document.is_object() && document.contains("experiment_run")) return decode_run_body(document);
  codec::Findings findings;
  return decode_run(document, findings);
}

}  // namespace llmbench::api
