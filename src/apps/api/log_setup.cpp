#include "apps/api/log_setup.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace llmbench::apps {
namespace {

/// A whole log line as a JSON object; a message may hold anything.
class JsonFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto time = std::chrono::floor<std::chrono::microseconds>(message.time);
    OrderedJson line{{"time", format_rfc3339(time)},
                     {"level", std::string{spdlog::level::to_string_view(message.level).data()}},
                     {"message", std::string{message.payload.data(), message.payload.size()}}};
    const std::string text = dump_json(line) + "\n";
    out.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

spdlog::level::level_enum level_of(const std::string& name) {
  const auto level = spdlog::level::from_str(name);
  if (level == spdlog::level::off && name != "off") {  // what spdlog makes of an unknown name
    throw Error{ErrorCode::invalid_input,
                "--log-level " + name + " is not one of trace, debug, info, warning, error, critical, off"};
  }
  return level;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& name, std::unique_ptr<spdlog::formatter> formatter) {
  auto logger = std::make_shared<spdlog::logger>(name, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::move(formatter));
  return logger;
}

}  // namespace

void set_up_logging(const config::ServerSettings& settings) {
  auto logger = settings.log_json
                    ? make_logger("", std::make_unique<JsonFormatter>())
                    : make_logger("", std::make_unique<spdlog::pattern_formatter>("%Y-%m-%d %H:%M:%S.%e %l %v"));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(logger);
  logger->set_level(level_of(settings.log_level));  // last: what is wrong with it is logged in the form asked for
}

std::function<void(const http::AccessRecord&)> make_access_log(const config::ServerSettings& settings) {
  if (!settings.log_json) return {};
  auto logger = make_logger("access", std::make_unique<spdlog::pattern_formatter>("%v"));
  logger->set_level(level_of(settings.log_level));
  return [logger](const http::AccessRecord& record) {
    const OrderedJson line{{"time", format_rfc3339(now_utc())},
                           {"level", "info"},
                           {"message", "request"},
                           {"method", record.method},
                           {"path", record.path},
                           {"status", record.status},
                           {"ms", static_cast<double>(record.took.count()) / 1000},
                           {"bytes", record.sent_bytes},
                           {"remote_address", record.remote_address},
                           {"request_id", record.request_id}};
    logger->info(dump_json(line));
  };
}

}  // namespace llmbench::apps
