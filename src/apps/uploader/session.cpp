#include "apps/uploader/session.hpp"

#include "apps/uploader/inputs.hpp"
#include "apps/uploader/interrupt.hpp"
#include "apps/uploader/paths.hpp"
#include "apps/uploader/progress.hpp"
#include "apps/uploader/requests.hpp"
#include "apps/uploader/summary.hpp"
#include "apps/uploader/transfer.hpp"

#include "llmbench/client/api_client.hpp"
#include "llmbench/domain/score_context.hpp"
#include "llmbench/util/text.hpp"

#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace llmbench::uploader {
namespace {

/// What every command that sends has: the report, the queue on disk, the history and the tally.
class SendingCommand {
 public:
  explicit SendingCommand(const CommonOptions& common)
      : common_(common),
        report_options_{common.json, common.quiet, common.dry_run},
        report_(report_options_),
        context_{report_, tally_} {}

  /// False when the command line is wrong, which is reported then.
  bool prepare() {
    catch_interrupts();
    try {
      client_ = make_client(make_client_options(common_));
    } catch (const Error& error) {
      report_.add_error(error, ExitCode::usage);
      return false;
    }
    return true;
  }

  /// Without a queue everything still is sent; only what cannot be sent is not kept.
  void open_queue() {
    try {
      queue_.emplace(queue_dir(common_.queue_dir));
      context_.queue = &*queue_;
    } catch (const Error& error) {
      report_.add_note(std::string{"warning: what cannot be sent will not be kept: "} + error.what());
    }
  }

  void begin_history(const std::string& server) {
    try {
      history_.emplace(state_dir());
      history_->begin(server);
      context_.history = &*history_;
    } catch (const Error& error) {
      report_.add_note(std::string{"warning: the command undo will not know this upload: "} + error.what());
    }
  }

  static std::unique_ptr<client::ApiClient> make_client(client::ClientOptions options) {
    options.is_cancelled = is_interrupted;
    return std::make_unique<client::ApiClient>(std::move(options));
  }

  /// The summary's questions go to the same server.
  std::unique_ptr<Transfer> start_transfer(std::string server) {
    client_ = make_client(make_client_options(common_, server));
    return std::make_unique<Transfer>(client_->options(), std::move(server), context_);
  }

  ExitCode conclude() {
    const bool is_read = !report_options_.json && !report_options_.quiet;
    print_summary(report_, tally_, context_.queue, is_read ? client_.get() : nullptr);
    if (is_interrupted()) report_.raise_code(ExitCode::unreachable);
    return report_.finish();
  }

  const CommonOptions& common_;
  const ReportOptions report_options_;
  Report report_;
  Tally tally_;
  std::optional<Queue> queue_;
  std::optional<UploadHistory> history_;
  DeliveryContext context_;
  std::unique_ptr<client::ApiClient> client_;
};

class UploadSession : SendingCommand {
 public:
  UploadSession(const UploadCommand& command, const CommonOptions& common)
      : SendingCommand(common), command_(command) {}

  ExitCode run() {
    // Before the input is read: a wrong address is a mistake in the command, whatever the file holds.
    if (!common_.dry_run && !prepare()) return report_.finish();
    const std::vector<std::string> files = command_.searches_folders ? search_folders() : command_.files;
    if (files.empty()) {
      const bool named_none = command_.files.empty();
      report_.add_error(Error{ErrorCode::invalid_input, named_none ? "name a file, a folder, or - for standard input"
                                                                   : "there is no file to upload in the folder"},
                        named_none ? ExitCode::usage : ExitCode::refused);
    }
    read_all(files);
    if (common_.dry_run) return report_.finish();
    if (transfer_) transfer_->finish();
    return conclude();
  }

 private:
  std::vector<std::string> search_folders() {
    Inputs inputs = expand_inputs(command_.files);
    for (std::string& file : inputs.doubtful) {
      is_recognised(file) ? inputs.files.push_back(std::move(file)) : void(++inputs.skipped);
    }
    if (inputs.skipped > 0) report_.add_note(count_of(inputs.skipped, "file") + " of the folders skipped: no results");
    return std::move(inputs.files);
  }

  static bool is_recognised(const std::string& file) {
    try {
      parsers::TextStream stream{parsers::make_file_source(file), input_name(file)};
      return !stream.is_binary() && parsers::recognise_format(stream) != nullptr;
    } catch (const Error&) {
      return true;  // reading it says what is wrong with it
    }
  }

  void read_all(const std::vector<std::string>& files) {
    Progress progress{report_, tally_, files.size(), can_show_progress(report_options_)};
    for (std::size_t at = 0; at < files.size(); ++at) {
      progress.show(at);
      if (is_interrupted()) {
        report_.add_note("interrupted: " + count_of(files.size() - at, "file") +
                         " not read; the same command again sends the rest");
        return;
      }
      try {
        read_one(files[at]);
      } catch (const Error& error) {
        report_.add_error(error, ExitCode::refused);
      }
    }
  }

  void read_one(const std::string& file) {
    const std::string input = input_name(file);
    parsers::ReadResult result = read_input(file, input);
    if (command_.complete) command_.complete(result);
    for (const parsers::Message& message : result.messages) report_.add_message(input, message);
    if (!command_.scores_file.empty()) attach_scores(result);
    // All of a file or nothing of it: what has no name is found before the first request goes out.
    std::vector<std::pair<RequestKind, Request>> requests;
    for (const ExperimentRun& run : result.runs) {
      requests.emplace_back(RequestKind::run, make_run_request(run, input));
    }
    for (const parsers::VariantScores& scores : result.scores) {
      requests.emplace_back(RequestKind::scores, make_scores_request(scores, command_.read.notes, input));
    }
    if (requests.empty()) throw Error{ErrorCode::invalid_input, input + " holds nothing that could be stored"};
    for (auto& [kind, request] : requests) emit(kind, std::move(request));
  }

  parsers::ReadResult read_input(const std::string& file, const std::string& input) const {
    if (!command_.format.empty()) return read_named(command_.format, file, input, command_.read);
    parsers::TextStream stream{make_source(file), input};
    return parsers::read_any(stream, command_.read).result;
  }

  static std::unique_ptr<parsers::Source> make_source(const std::string& file) {
    return file == "-" ? parsers::make_stdin_source() : parsers::make_file_source(file);
  }

  static parsers::ReadResult read_named(const std::string& name, const std::string& file, const std::string& input,
                                        const parsers::ReadOptions& options) {
    const parsers::Format* format = parsers::find_format(name);
    if (format == nullptr) throw Error{ErrorCode::internal, "the format " + name + " is missing"};
    parsers::TextStream stream{make_source(file), input};
    return parsers::read_as(*format, stream, options);
  }

  /// The scores of a file of their own belong to the one variant of the runs.
  void attach_scores(parsers::ReadResult& result) {
    if (result.runs.empty()) return;
    const std::string name = input_name(command_.scores_file);
    std::set<std::string> variants;
    for (const ExperimentRun& run : result.runs) {
      variants.insert(variant_title(run.model_name, run.quantization, run.lora_adapter));
    }
    if (variants.size() > 1) {
      throw Error{ErrorCode::invalid_input, "the scores of " + name + " belong to one model, but the runs are of " +
                                                join({variants.begin(), variants.end()}, " and ") +
                                                "; upload them one by one"};
    }
    parsers::ReadOptions options = command_.read;
    options.model_name = result.runs.front().model_name;
    options.quantization = result.runs.front().quantization;
    options.lora_adapter = result.runs.front().lora_adapter;
    const parsers::ReadResult file = read_named("scores", command_.scores_file, name, options);
    for (const parsers::Message& message : file.messages) report_.add_message(name, message);
    for (const parsers::VariantScores& scores : file.scores) {
      for (ScoreUpload score : scores.scores) {
        score.context = merge_contexts(scores.context, score.context);
        if (!score.timestamp) score.timestamp = scores.timestamp;
        for (ExperimentRun& run : result.runs) run.benchmark_scores.push_back(score);
      }
    }
  }

  void emit(RequestKind kind, Request request) {
    if (common_.dry_run) return report_.add_body(request.body);
    if (!transfer_) {
      for (const std::string& warning : token_warnings(common_, *client_)) report_.add_note(warning);
      open_queue();
      begin_history(client_->shown_server());
      transfer_ = start_transfer(client_->shown_server());
    }
    transfer_->submit(kind, std::move(request));
  }

  const UploadCommand& command_;
  std::unique_ptr<Transfer> transfer_;
};

class SyncSession : SendingCommand {
 public:
  using SendingCommand::SendingCommand;

  ExitCode run() {
    if (!prepare()) return report_.finish();
    open_queue();
    if (!queue_) {
      report_.raise_code(ExitCode::refused);
      return report_.finish();
    }
    std::set<std::string> servers;
    std::size_t waiting = 0;
    for (const QueueEntry& entry : queue_->list()) {
      if (entry.is_damaged) report_.add_note("item " + entry.id + " of the queue is damaged and stays where it is");
      if (entry.is_damaged || !entry.item.reason.empty()) continue;
      servers.insert(entry.item.server);
      ++waiting;
    }
    if (waiting == 0) report_.add_note("the queue is empty");
    for (const std::string& server : servers) send_to(server);
    return conclude();
  }

 private:
  void send_to(const std::string& server) {
    if (!history_) begin_history(server);
    context_.is_closed = false;
    const auto transfer = start_transfer(server);
    for (const QueueEntry& entry : queue_->list()) {
      if (entry.is_damaged || !entry.item.reason.empty() || entry.item.server != server) continue;
      if (is_interrupted()) break;
      try {
        if (auto claim = queue_->claim(entry.id)) {
          transfer->submit(*std::move(claim));
        } else {
          report_.add_note(entry.id + " is being sent by another process");
        }
      } catch (const Error& error) {
        report_.add_error(Error{error.code(), "item " + entry.id + " of the queue: " + error.what()},
                          ExitCode::refused);
      }
    }
    transfer->finish();
  }
};

}  // namespace

ExitCode upload(const UploadCommand& command, const CommonOptions& common) {
  return UploadSession{command, common}.run();
}

ExitCode sync_queue(const CommonOptions& common) {
  return SyncSession{common}.run();
}

}  // namespace llmbench::uploader
