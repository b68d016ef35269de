#pragma once
// A server on a loopback socket that answers what the test wrote down and keeps what it was sent. For clients that must
// survive bad answers, and for recording what would reach a real server.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace llmbench::testing {

struct ReceivedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< decoded when it came as gzip
};

struct ScriptedAnswer {
  enum class Action {
    respond,
    drop,   ///< closes the connection without a byte
    cut,    ///< closes it in the middle of the body
    stall,  ///< never answers; ends when the client gives up
  };
  int status = 200;
  std::string body;
  std::map<std::string, std::string> headers{{"Content-Type", "application/json; charset=utf-8"}};
  Action action = Action::respond;
};

class ScriptedServer {
 public:
  using Script = std::function<ScriptedAnswer(const ReceivedRequest& request, std::size_t index)>;

  explicit ScriptedServer(Script script);
  /// The answers in this order; further requests get the last one.
  explicit ScriptedServer(std::vector<ScriptedAnswer> answers);
  ~ScriptedServer();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  ///< "http://127.0.0.1:PORT"
  [[nodiscard]] std::vector<ReceivedRequest> requests() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// A port of the loopback address nobody listens on (it was free a moment ago).
[[nodiscard]] std::uint16_t unused_port();

}  // namespace llmbench::testing
