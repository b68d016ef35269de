// llm-benchmark-uploader undo, void, show: runs that are stored.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/paths.hpp"
#include "apps/uploader/report.hpp"
#include "apps/uploader/requests.hpp"
#include "apps/uploader/stored_runs.hpp"
#include "apps/uploader/upload_history.hpp"

#include "llmbench/util/text.hpp"

#include <iostream>
#include <memory>
#include <set>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kUndoExamples = R"(  llm-benchmark-uploader undo
  llm-benchmark-uploader undo --reason "the GPU was busy")";
constexpr const char* kVoidExamples =
    R"(  llm-benchmark-uploader void 0197518b-6f1c-8d3e-9e55-0242ac120002 --reason "wrong driver"
  llm-benchmark-uploader void --tag nightly-12 --reason "the machine was busy")";
constexpr const char* kShowExamples = R"(  llm-benchmark-uploader show --last
  llm-benchmark-uploader show --last --md
  llm-benchmark-uploader show 0197518b-6f1c-8d3e-9e55-0242ac120002 --json)";

struct RunArguments {
  std::vector<std::string> ids;
  std::string tag;
  std::string reason;
  bool last = false;
  bool markdown = false;
};

/// Carries out `act` and turns what it throws into the exit code.
template <typename Act>
ExitCode guarded(const CommonOptions& common, Act act) {
  Report report{ReportOptions{false, common.quiet, false}};
  try {
    act(report);
  } catch (const Error& error) {
    report.add_error(error, exit_code_of(error));
  }
  return report.finish();
}

ExitCode refuse_usage(const char* text) {
  std::cerr << "error: " << text << '\n';
  return ExitCode::usage;
}

LastUpload get_last_upload() {
  auto last = UploadHistory{state_dir()}.find_last();
  if (!last) throw Error{ErrorCode::not_found, "nothing was uploaded from here, or it is undone already"};
  if (last->run_ids.empty()) {
    throw Error{ErrorCode::not_found, "the last upload stored no new run: all of it was there before, or refused"};
  }
  return *std::move(last);
}

/// One run that cannot be voided does not keep the others.
std::size_t void_all(client::ApiClient& client, const std::vector<std::string>& ids, const std::string& reason,
                     Report& report) {
  std::size_t voided = 0;
  for (const std::string& id : ids) {
    try {
      void_run(client, id, reason);
      ++voided;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unavailable) throw;
      report.add_error(error, ExitCode::refused);
    }
  }
  return voided;
}

void undo(const RunArguments& arguments, const CommonOptions& common, Report& report) {
  const LastUpload last = get_last_upload();
  client::ApiClient client{make_client_options(common, last.server)};
  const std::size_t voided = void_all(client, last.run_ids, arguments.reason, report);
  if (voided == last.run_ids.size()) UploadHistory{state_dir()}.forget();
  if (!common.quiet) std::cout << "voided: " << count_of(voided, "run") << " of the last upload\n";
}

void void_runs(const RunArguments& arguments, const CommonOptions& common, Report& report) {
  client::ApiClient client{make_client_options(common)};
  std::size_t voided = void_all(client, arguments.ids, arguments.reason, report);
  if (!arguments.tag.empty()) {
    // A page at a time: what is voided leaves the grid. Ends when a page holds nothing new.
    std::set<std::string> seen;
    while (true) {
      std::vector<std::string> fresh;
      for (const std::string& id : list_runs_with_tag(client, arguments.tag)) {
        if (seen.insert(id).second) fresh.push_back(id);
      }
      if (fresh.empty()) break;
      voided += void_all(client, fresh, arguments.reason, report);
    }
    if (seen.empty()) throw Error{ErrorCode::not_found, "no run in the grid has the tag " + arguments.tag};
  }
  if (!common.quiet) std::cout << "voided: " << count_of(voided, "run") << '\n';
}

void show(const RunArguments& arguments, const CommonOptions& common) {
  std::vector<std::string> ids = arguments.ids;
  std::string server;
  if (arguments.last) {
    const LastUpload last = get_last_upload();
    server = last.server;
    ids.insert(ids.end(), last.run_ids.begin(), last.run_ids.end());
  } else {
    server = client::ApiClient{make_client_options(common)}.shown_server();
  }
  client::ApiClient client{make_client_options(common, server)};
  for (const std::string& id : ids) {
    const Json detail = get_document(client, "/api/detail/" + id);
    if (common.json) {
      std::cout << dump_json(detail) << '\n';
      continue;
    }
    if (!arguments.markdown) {
      std::cout << printable(detail.value("config", Json::object()).value("name", "")) << '\n';
    }
    const std::string table = llama_bench_table(detail, server + "/api/detail/" + id);
    for (const std::string& line : split(trim(table), '\n')) std::cout << printable(line) << '\n';
  }
}

}  // namespace

void add_runs(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* undo_command = add_subcommand(app, "undo", "Void the runs that the last upload stored", kUndoExamples);
  const auto undo_arguments = std::make_shared<RunArguments>();
  undo_arguments->reason = "undone by the uploader";
  undo_command->add_option("--reason", undo_arguments->reason, "Why; kept with the runs")
      ->check(refuse_missing_value)
      ->capture_default_str();
  commands.emplace_back(undo_command, [undo_arguments, &common] {
    return guarded(common, [&](Report& report) { undo(*undo_arguments, common, report); });
  });

  CLI::App* void_command =
      add_subcommand(app, "void", "Hide runs from grid, series and noise floors; they stay stored", kVoidExamples);
  const auto void_arguments = std::make_shared<RunArguments>();
  auto* ids = void_command->add_option("ids", void_arguments->ids, "Runs")->type_name("ID");
  auto* tag = void_command->add_option("--tag", void_arguments->tag, "Every run with this tag");
  tag->type_name("TAG")->check(refuse_missing_value);
  void_command->add_option("--reason", void_arguments->reason, "Why; kept with the runs")
      ->check(refuse_missing_value)
      ->required();
  commands.emplace_back(void_command, [void_arguments, ids, tag, &common] {
    if (ids->count() + tag->count() == 0) return refuse_usage("void: name runs, or --tag TAG");
    return guarded(common, [&](Report& report) { void_runs(*void_arguments, common, report); });
  });

  CLI::App* show_command = add_subcommand(app, "show", "Print a stored run as llama-bench does", kShowExamples);
  const auto show_arguments = std::make_shared<RunArguments>();
  show_command->add_option("ids", show_arguments->ids, "Runs")->type_name("ID");
  show_command->add_flag("--last", show_arguments->last, "The runs that the last upload stored");
  show_command->add_flag("--md", show_arguments->markdown, "The table and the link only, to paste into Markdown");
  commands.emplace_back(show_command, [show_arguments, &common] {
    if (show_arguments->ids.empty() && !show_arguments->last) return refuse_usage("show: name a run, or --last");
    return guarded(common, [&](Report&) { show(*show_arguments, common); });
  });
}

}  // namespace llmbench::uploader
