#include "apps/uploader/session.hpp"

#include "apps/uploader/answers.hpp"
#include "apps/uploader/scores_file.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/text.hpp"

#include <memory>
#include <set>
#include <utility>

namespace llmbench::uploader {
namespace {

struct Request {
  enum class Kind { run, scores } kind;
  std::string title;
  std::string body;
};

std::string input_name(const std::string& file) {
  return file == "-" ? "standard input" : std::string{path_basename(file)};
}

std::string variant_title(const std::string& model, const std::string& quantization, const std::string& adapter) {
  return model + " " + quantization + (adapter.empty() ? "" : " + " + adapter);
}

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Request make_run_request(const ExperimentRun& run) {
  Request request{Request::Kind::run, {}, {}};
  const HardwareConfig& hardware = run.hardware;
  const auto& device = hardware.gpu_model && *hardware.gpu_model != kCpuOnly ? hardware.gpu_model : hardware.cpu_model;
  request.title = variant_title(run.model_name, run.quantization, run.lora_adapter) + (device ? " on " + *device : "") +
                  ", " + count_of(run.metrics.size(), "metric");
  request.body = dump_json(OrderedJson{{"experiment_run", codec::encode_experiment_run(run)}});
  return request;
}

Request make_scores_request(const parsers::VariantScores& scores, const std::string& notes) {
  codec::ScoresRequest body;
  body.model_name = scores.model_name;
  body.quantization = scores.quantization;
  body.lora_adapter = scores.lora_adapter;
  body.scores = scores.scores;
  body.timestamp = scores.timestamp;
  body.context = scores.context;
  // A set of scores has no notes of its own; in its context they are kept and do not decide what is compared.
  if (!notes.empty()) body.context["notes"] = notes;
  body.tags = scores.tags;
  Request request{Request::Kind::scores, {}, {}};
  std::vector<std::string> names;
  for (const ScoreUpload& score : scores.scores) {
    names.push_back(score.benchmark.value_or(std::string{score_type_name(score.data)}));
  }
  request.title =
      join(names, ", ") + " of " + variant_title(scores.model_name, scores.quantization, scores.lora_adapter);
  request.body = dump_json(codec::encode_scores_request(body));
  return request;
}

/// Readers name what they cannot tell; nothing nameless is ever sent.
void require_names(const std::string& model, const std::string& quantization, const std::string& input) {
  if (trim(model).empty()) {
    throw Error{ErrorCode::invalid_input, input + " does not tell the model; give it with -m"};
  }
  if (trim(quantization).empty()) {
    throw Error{ErrorCode::invalid_input, input + " does not tell the quantization; give it with -q"};
  }
}

class Session {
 public:
  Session(const UploadCommand& command, const CommonOptions& common)
      : command_(command), common_(common), report_(ReportOptions{common.json, common.quiet, common.dry_run}) {}

  ExitCode run() {
    std::unique_ptr<client::ApiClient> client;
    try {
      // Before the input is read: a wrong address is a mistake in the command, whatever the file holds.
      if (!common_.dry_run) client = std::make_unique<client::ApiClient>(make_client_options(common_));
    } catch (const Error& error) {
      report_.add_error(error, ExitCode::usage);
      return report_.finish();
    }
    try {
      const std::vector<Request> requests = read_requests();
      if (client) {
        for (const std::string& warning : token_warnings(common_, *client)) report_.add_note(warning);
        send_all(*client, requests);
      } else {
        for (const Request& request : requests) report_.add_body(request.body);
      }
    } catch (const Error& error) {
      report_.add_error(error, ExitCode::refused);
    }
    return report_.finish();
  }

 private:
  std::vector<Request> read_requests() {
    const std::string input = input_name(command_.file);
    parsers::ReadResult result = read_input(input);
    for (const parsers::Message& message : result.messages) report_.add_message(input, message);
    if (!command_.scores_file.empty()) attach_scores(result);
    std::vector<Request> requests;
    for (const ExperimentRun& run : result.runs) {
      require_names(run.model_name, run.quantization, input);
      requests.push_back(make_run_request(run));
    }
    for (const parsers::VariantScores& scores : result.scores) {
      require_names(scores.model_name, scores.quantization, input);
      requests.push_back(make_scores_request(scores, command_.read.notes));
    }
    if (requests.empty()) throw Error{ErrorCode::invalid_input, input + " holds nothing that could be stored"};
    return requests;
  }

  parsers::ReadResult read_input(const std::string& input) const {
    const parsers::Format* format = parsers::find_format(command_.format);
    if (format == nullptr) throw Error{ErrorCode::internal, "the format " + command_.format + " is missing"};
    auto source = command_.file == "-" ? parsers::make_stdin_source() : parsers::make_file_source(command_.file);
    parsers::TextStream stream{std::move(source), input};
    return parsers::read_as(*format, stream, command_.read);
  }

  void attach_scores(parsers::ReadResult& result) {
    const std::string name = input_name(command_.scores_file);
    const ScoresFile file = read_scores_file(command_.scores_file);
    for (const std::string& path : file.unknown_fields) {
      report_.add_message(
          name, {parsers::Message::Severity::warning, path, "this field of a score is not known and is not sent"});
    }
    std::set<std::string> variants;
    for (const ExperimentRun& run : result.runs) {
      variants.insert(variant_title(run.model_name, run.quantization, run.lora_adapter));
    }
    if (variants.size() > 1) {
      throw Error{ErrorCode::invalid_input, "the scores of " + name + " belong to one model, but the runs are of " +
                                                join({variants.begin(), variants.end()}, " and ") +
                                                "; upload them one by one"};
    }
    for (ExperimentRun& run : result.runs) {
      run.benchmark_scores.insert(run.benchmark_scores.end(), file.scores.begin(), file.scores.end());
    }
  }

  void send_all(client::ApiClient& client, const std::vector<Request>& requests) {
    std::size_t not_stored = 0;
    for (std::size_t at = 0; at < requests.size(); ++at) {
      Outcome outcome = send(client, requests[at]);
      outcome.title = requests[at].title;
      report_.add_outcome(outcome);
      if (outcome.code != ExitCode::unreachable) continue;
      ++not_stored;
      if (!server_is_away_) continue;  // only this one failed
      not_stored += requests.size() - at - 1;
      break;
    }
    if (not_stored > 0) {
      report_.add_note(std::to_string(not_stored) + " of " + count_of(requests.size(), "upload") +
                       " not stored; nothing is lost: run the same command again");
    }
  }

  Outcome send(client::ApiClient& client, const Request& request) {
    const bool is_run = request.kind == Request::Kind::run;
    try {
      const auto response = client.post(is_run ? "/api/upload-experiment" : "/api/benchmarks/upload", request.body);
      server_is_away_ = client::is_worth_retrying(response.status);
      const std::string& server = client.shown_server();
      Outcome outcome = is_run ? read_run_answer(response, server) : read_scores_answer(response, server);
      if (!is_run && outcome.code == ExitCode::ok) add_meeting(client, outcome);
      return outcome;
    } catch (const Error& error) {
      server_is_away_ = true;
      Outcome outcome;
      outcome.kind = is_run ? "runs" : "scores";
      outcome.code = ExitCode::unreachable;
      outcome.result = "not stored";
      outcome.error = error.what();
      return outcome;
    }
  }

  /// The scores are stored whether or not the question about the variant's runs is answered.
  static void add_meeting(client::ApiClient& client, Outcome& outcome) {
    const std::string variant = variant_of(outcome);
    if (!parse_uuid(variant)) return;
    try {
      const std::string sentence = describe_meeting(client.get("/api/model-variants/" + variant));
      if (!sentence.empty()) outcome.notes.push_back(sentence);
    } catch (const Error&) {
      outcome.notes.emplace_back("the server did not say whether this variant has runs");
    }
  }

  const UploadCommand& command_;
  const CommonOptions& common_;
  Report report_;
  bool server_is_away_ = false;
};

}  // namespace

ExitCode upload(const UploadCommand& command, const CommonOptions& common) {
  return Session{command, common}.run();
}

}  // namespace llmbench::uploader
