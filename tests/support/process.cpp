#include "support/process.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace llmbench::testing {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { reset(); }
  void reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

namespace {

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

std::vector<std::string> environment_of(const ProcessOptions& options) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables[std::string{text.substr(0, equals)}] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : options.environment) {
    if (value) {
      variables[name] = *value;
    } else {
      variables.erase(name);
    }
  }
  std::vector<std::string> result;
  for (const auto& [name, value] : variables) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

class Process::State {
 public:
  State(const std::filesystem::path& program, const ProcessOptions& options) {
    Pipe input = make_pipe();
    Pipe output = make_pipe();
    Pipe error_output = make_pipe();
    std::string path = program.string();
    std::vector<std::string> arguments{path};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<std::string> environment = environment_of(options);
    const auto argument_pointers = pointers_to(arguments);
    const auto environment_pointers = pointers_to(environment);
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) {  // only async-signal-safe calls from here: other threads may hold locks
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(input.read_end.get(), STDIN_FILENO);
      ::dup2(output.write_end.get(), STDOUT_FILENO);
      ::dup2(error_output.write_end.get(), STDERR_FILENO);
      ::execve(path.c_str(), argument_pointers.data(), environment_pointers.data());
      ::_exit(127);
    }
    input_ = std::move(input.write_end);
    streams_[0].descriptor = std::move(output.read_end);
    streams_[1].descriptor = std::move(error_output.read_end);
    for (Stream& stream : streams_) stream.reader = std::jthread{[this, &stream] { read_all(stream); }};
  }

  ~State() {
    if (!exit_code_) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  [[nodiscard]] pid_t pid() const { return pid_; }
  void send_signal(int signal) {
    if (!exit_code_) ::kill(pid_, signal);
  }

  void write_input(std::string_view bytes) {
    // The program may stop reading: that is an error code here, not a signal.
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    while (!bytes.empty()) {
      const ssize_t written = ::write(input_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    const timespec no_wait{};
    sigtimedwait(&pipe_signal, nullptr, &no_wait);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  void close_input() { input_.reset(); }

  std::string text(std::size_t stream) const {
    const std::lock_guard lock{guards_streams_};
    return streams_.at(stream).text;
  }

  std::string wait_for_line(std::string_view wanted, std::chrono::milliseconds deadline) {
    std::unique_lock lock{guards_streams_};
    std::string line;
    const auto done = [&] { return find_line(wanted, line) || (streams_[0].ended && streams_[1].ended); };
    const bool in_time = changed_.wait_for(lock, deadline, done);
    if (!line.empty()) return line;
    throw std::runtime_error(std::string{in_time ? "the program ended" : "the deadline passed"} + " without a line \"" +
                             std::string{wanted} + "\"; it printed:\n" + streams_[0].text + streams_[1].text);
  }

  int wait(std::chrono::milliseconds deadline) {
    if (exit_code_) return *exit_code_;
    {
      // Both streams end when the program does (and whatever it left running closed them).
      std::unique_lock lock{guards_streams_};
      if (!changed_.wait_for(lock, deadline, [&] { return streams_[0].ended && streams_[1].ended; })) {
        throw std::runtime_error("the program did not end in time; it printed:\n" + streams_[0].text +
                                 streams_[1].text);
      }
    }
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return *exit_code_;
  }

 private:
  struct Stream {
    Descriptor descriptor;
    std::string text;
    bool ended = false;
    std::jthread reader;
  };

  void read_all(Stream& stream) {
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t count = ::read(stream.descriptor.get(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      const std::lock_guard lock{guards_streams_};
      if (count <= 0) {
        stream.ended = true;
        changed_.notify_all();
        return;
      }
      stream.text.append(buffer.data(), static_cast<std::size_t>(count));
      changed_.notify_all();
    }
  }

  bool find_line(std::string_view wanted, std::string& line) const {
    for (const Stream& stream : streams_) {
      const auto found = stream.text.find(wanted);
      if (found == std::string::npos) continue;
      const auto end = stream.text.find('\n', found);
      if (end == std::string::npos) continue;
      const auto before = stream.text.rfind('\n', found);
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      line = stream.text.substr(begin, end - begin);
      return true;
    }
    return false;
  }

  pid_t pid_ = -1;
  Descriptor input_;
  std::optional<int> exit_code_;
  mutable std::mutex guards_streams_;
  std::condition_variable changed_;
  std::array<Stream, 2> streams_;
};

Process::Process(const std::filesystem::path& program, const ProcessOptions& options)
    : state_(std::make_unique<State>(program, options)) {}
Process::~Process() = default;
pid_t Process::pid() const {
  return state_->pid();
}
void Process::send_signal(int signal) {
  state_->send_signal(signal);
}
void Process::write_input(std::string_view bytes) {
  state_->write_input(bytes);
}
void Process::close_input() {
  state_->close_input();
}
std::string Process::output() const {
  return state_->text(0);
}
std::string Process::error_output() const {
  return state_->text(1);
}
std::string Process::wait_for_line(std::string_view text, std::chrono::milliseconds deadline) {
  return state_->wait_for_line(text, deadline);
}
int Process::wait(std::chrono::milliseconds deadline) {
  return state_->wait(deadline);
}

ProcessResult run_process(const std::filesystem::path& program, const ProcessOptions& options, std::string_view input,
                          std::chrono::milliseconds deadline) {
  Process process{program, options};
  process.write_input(input);
  process.close_input();
  ProcessResult result;
  result.exit_code = process.wait(deadline);
  result.output = process.output();
  result.error_output = process.error_output();
  return result;
}

}  // namespace llmbench::testing
