#pragma once
// A TCP proxy on a loopback socket that cuts or stalls a connection after so many bytes of the request or of the
// answer. For clients that must neither lose nor double what they send.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace llmbench::testing {

struct Cut {
  std::optional<std::size_t> request_bytes;  ///< the server gets so many bytes of what the client sends
  std::optional<std::size_t> answer_bytes;   ///< the client gets so many bytes of the answer
};

class CuttingProxy {
 public:
  /// Passes everything on to `target_port` of the loopback address until a cut is set.
  explicit CuttingProxy(std::uint16_t target_port);
  ~CuttingProxy();

  /// Every connection from now on is cut there.
  void cut_at(Cut cut);
  /// Every connection from now on stops there without an end, until it is healed or a side gives up.
  void stall_at(Cut stall);
  [[nodiscard]] bool is_stalled() const;
  /// New connections pass whole again, and stalled ones are cut.
  void heal();
  [[nodiscard]] std::size_t cuts_done() const;
  [[nodiscard]] std::string url() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::testing
