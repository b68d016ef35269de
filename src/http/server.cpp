#include "llmbench/http/server.hpp"

#include "http/connection_watch.hpp"
#include "http/connections.hpp"
#include "http/dispatcher.hpp"
#include "http/tls_certificate.hpp"

#include "llmbench/util/text.hpp"

#include <httplib.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <thread>

namespace llmbench::http {
namespace {

constexpr int kBacklog = 512;  // the library listens with 5; 300 simultaneous connects lost 130
constexpr std::size_t kRequestsPerConnection = 1000;
constexpr std::size_t kSlowestReaderBytesPerSecond = 16 << 10;
// Not ".*": the path arrives decoded and a dot does not match a line feed.
constexpr const char* kAnyPath = R"([\s\S]*)";

Head head_of(const httplib::Request& request) {
  Head head;
  head.method = request.method;
  head.target = request.target;
  head.remote_address = request.remote_addr;
  for (const auto& [name, value] : request.headers) {
    auto& joined = head.headers[to_lower(name)];
    joined += joined.empty() ? value : ", " + value;
  }
  // The library adds these itself.
  for (const char* added : {"remote_addr", "remote_port", "local_addr", "local_port"}) head.headers.erase(added);
  return head;
}

/// Takes away what the library would act on: it would decompress bodies without a bound, parse multipart, compress
/// answers with brotli and cut them to ranges. The object is the library's own and not const, only its handlers see it
/// so.
void disarm(const httplib::Request& request) {
  auto& mine = const_cast<httplib::Request&>(request);
  for (const char* name : {"Content-Encoding", "Content-Type", "Accept-Encoding", "Range"}) mine.headers.erase(name);
  mine.ranges.clear();
}

/// Makes the library announce that it closes the connection.
void ask_to_close(const httplib::Request& request) {
  auto& mine = const_cast<httplib::Request&>(request);
  mine.headers.erase("Connection");
  mine.set_header("Connection", "close");
}

/// Writes the body and then fails on purpose: the only way to make the library close the connection after an answer.
void set_closing_content(httplib::Response& response, std::string body, const std::string& content_type) {
  const std::size_t size = body.size();
  const auto bytes = std::make_shared<const std::string>(std::move(body));
  response.set_content_provider(size, content_type,
                                [bytes](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  sink.write(bytes->data() + offset, length);
                                  return false;
                                });
}

Peer peer_of(const httplib::Request& request) {
  return {request.remote_addr, request.remote_port};
}

}  // namespace

class Server::State {
 public:
  State(ServerOptions options, const Routes& routes)
      : options_(std::move(options)), dispatcher_(options_, routes, stopping_) {
    make_server();
    configure();
    add_handlers();
    bind();
  }

  [[nodiscard]] int port() const { return port_; }

  void run() {
    {
      const std::lock_guard lock{phase_mutex_};
      if (stopping_) return;
      phase_ = Phase::running;
    }
    std::jthread watcher{[this](const std::stop_token& stop) { watch_connections(stop); }};
    const bool ended_well = server_->listen_after_bind();
    {
      const std::lock_guard lock{phase_mutex_};
      phase_ = Phase::ended;
    }
    phase_changed_.notify_all();
    if (!ended_well && !stopping_) throw Error{ErrorCode::unavailable, "the listening socket failed"};
  }

  void stop() {
    {
      const std::lock_guard lock{phase_mutex_};
      if (stopping_.exchange(true)) return;
    }
    phase_changed_.notify_all();
    // The library ignores a stop that comes before its accept loop runs.
    std::unique_lock lock{phase_mutex_};
    while (phase_ == Phase::running && !server_->is_running()) {
      phase_changed_.wait_for(lock, std::chrono::milliseconds{1});
    }
    if (phase_ == Phase::running) server_->stop();
  }

 private:
  enum class Phase { bound, running, ended };

  void make_server() {
    if (options_.tls_certificate.empty() && options_.tls_key.empty()) {
      server_ = std::make_unique<httplib::Server>();
      return;
    }
    if (options_.tls_certificate.empty() || options_.tls_key.empty()) {
      throw Error{ErrorCode::invalid_input, "--tls-cert and --tls-key must be given together"};
    }
    certificate_.emplace(options_.tls_certificate, options_.tls_key);
    server_ = std::make_unique<httplib::SSLServer>([this](SSL_CTX& context) {
      certificate_->attach_to(context);
      return true;
    });
  }

  void configure() {
    server_->new_task_queue = [threads = options_.threads] { return new httplib::ThreadPool(threads); };
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_max_count(kRequestsPerConnection);
    server_->set_keep_alive_timeout(options_.keep_alive_timeout.count());
    server_->set_read_timeout(silence_limit());
    server_->set_write_timeout(options_.write_timeout);
    // Replaces the library's options, which share the port with whoever else asks for it (SO_REUSEPORT).
    server_->set_socket_options([this](int socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
      listening_socket_ = socket;
    });
  }

  void add_handlers() {
    server_->set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (may_have_body(request.method)) return httplib::Server::HandlerResponse::Unhandled;
      answer(request, response, nullptr);
      return httplib::Server::HandlerResponse::Handled;
    });
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      answer(request, response, [&](const std::function<bool(std::string_view)>& sink) {
        const Peer peer = peer_of(request);
        watch_.wait_for(peer, content_limit());
        const bool complete = reader([&](const char* data, std::size_t size) {
          watch_.work_for(peer);
          const bool wants_more = sink({data, size});
          watch_.wait_for(peer, content_limit());
          return wants_more;
        });
        watch_.work_for(peer);
        return complete;
      });
    };
    server_->Post(kAnyPath, with_body);
    server_->Put(kAnyPath, with_body);
    server_->Patch(kAnyPath, with_body);
    server_->Delete(kAnyPath, with_body);
    server_->set_expect_100_continue_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (dispatcher_.wants_body(head_of(request))) return 100;
      answer(request, response, [](const auto&) { return false; });  // refused before a byte of it was read
      return response.status;
    });
    server_->set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) { response.status = 500; });
    server_->set_error_handler(
        httplib::Server::HandlerWithResponse{[this](const httplib::Request& request, httplib::Response& response) {
          if (response.body.empty() && response.content_length_ == 0) {
            const Head head = head_of(request);
            disarm(request);
            fill(request, response, dispatcher_.answer_unreadable(head, response.status));
          }
          return httplib::Server::HandlerResponse::Handled;
        }});
    // Called when the answer was written: the next head may take its time.
    server_->set_logger([this](const httplib::Request& request, const httplib::Response&) {
      watch_.wait_for(peer_of(request), options_.keep_alive_timeout + options_.head_deadline);
    });
    server_->set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
      response.headers.erase("Accept-Ranges");
      // It would be that of the page, not 0; and 204 has none.
      if (response.status == 304 || response.status == 204) response.headers.erase("Content-Length");
    });
  }

  /// The methods for which the library hands out a body.
  static bool may_have_body(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
  }

  void bind() {
    if (options_.port == 0) {
      port_ = server_->bind_to_any_port(options_.host);
    } else if (server_->bind_to_port(options_.host, options_.port)) {
      port_ = options_.port;
    }
    if (port_ <= 0 || ::listen(listening_socket_, kBacklog) != 0) {
      throw Error{ErrorCode::unavailable, "cannot listen on " + options_.host + ":" + std::to_string(options_.port) +
                                              ": the address is in use or not allowed"};
    }
  }

  void answer(const httplib::Request& request, httplib::Response& response, const BodySource& source) {
    watch_.work_for(peer_of(request));
    const Head head = head_of(request);
    disarm(request);
    fill(request, response, dispatcher_.answer(head, source));
  }

  void fill(const httplib::Request& request, httplib::Response& response, Answer answer) {
    response.status = answer.response.status;
    for (const auto& [name, value] : answer.response.headers) response.set_header(name, value);
    const bool needs_the_end = answer.streamed && request.version == "HTTP/1.0";  // it knows no chunks
    const bool close = answer.close_connection || stopping_ || needs_the_end;
    if (close) ask_to_close(request);
    if (answer.streamed) return set_streamed_content(request, response, answer, needs_the_end, close);
    watch_.wait_for(peer_of(request), write_limit(answer.response.body.size()));
    if (answer.response.body.empty()) return;
    // A provider is cut off once the server stops, and needs no help then to close.
    if (close && !stopping_ && request.method != "HEAD") {
      set_closing_content(response, std::move(answer.response.body), answer.response.content_type);
    } else {
      response.body = std::move(answer.response.body);  // set_content would copy it
      response.set_header("Content-Type", answer.response.content_type);
    }
  }

  void set_streamed_content(const httplib::Request& request, httplib::Response& response, const Answer& answer,
                            bool without_chunks, bool close) {
    const auto provider = [this, streamed = answer.streamed, peer = peer_of(request), close,
                           request_id = response.get_header_value("X-Request-Id")](std::size_t,
                                                                                   httplib::DataSink& sink) {
      // An exception that left here would end the process.
      try {
        return send_part(*streamed, sink, peer, close);
      } catch (const std::exception& error) {
        spdlog::warn("a streamed answer was broken off: {} (request {})", error.what(), request_id);
      } catch (...) {
        spdlog::warn("a streamed answer was broken off (request {})", request_id);
      }
      return false;
    };
    if (without_chunks) {
      response.set_content_provider(answer.response.content_type, provider);
    } else {
      response.set_chunked_content_provider(answer.response.content_type, provider);
    }
  }

  /// Hands the next part of a stream to the library; false closes the connection.
  bool send_part(StreamedBody& streamed, httplib::DataSink& sink, const Peer& peer, bool close) {
    watch_.work_for(peer);
    const std::string part = streamed.next_part();
    watch_.wait_for(peer, write_limit(part.size()));
    if (!part.empty()) return sink.write(part.data(), part.size());
    sink.done();
    return !close;
  }

  [[nodiscard]] std::chrono::milliseconds silence_limit() const {
    return std::min(kSilenceLimit, options_.body_deadline);
  }

  /// Between two parts of a body; long after the reader itself would have answered 408.
  [[nodiscard]] std::chrono::milliseconds content_limit() const { return 2 * silence_limit(); }

  [[nodiscard]] std::chrono::milliseconds write_limit(std::size_t bytes) const {
    return options_.write_timeout + std::chrono::milliseconds{bytes * 1000 / kSlowestReaderBytesPerSecond};
  }

  /// Ends clients that make us wait; after stop(), cuts whatever is still connected at the deadline, so that run()
  /// returns.
  void watch_connections(const std::stop_token& stop) {
    std::unique_lock lock{phase_mutex_};
    const auto ended = [&] { return phase_ == Phase::ended || stop.stop_requested(); };
    const auto interval =
        std::min({std::chrono::milliseconds{1000}, silence_limit(), options_.head_deadline, options_.write_timeout});
    while (!stopping_ && !ended()) {
      phase_changed_.wait_for(lock, interval);
      lock.unlock();
      watch_.cut_late(port_);
      if (certificate_) certificate_->refresh();
      lock.lock();
    }
    const auto deadline = std::chrono::steady_clock::now() + options_.stop_deadline;
    while (!phase_changed_.wait_until(lock, deadline, ended)) {
      const std::size_t cut = cut_connections(port_);
      if (cut > 0) spdlog::warn("stopping: cut {} connections that were still busy", cut);
      if (phase_changed_.wait_for(lock, std::chrono::milliseconds{100}, ended)) return;
    }
  }

  const ServerOptions options_;
  std::atomic<bool> stopping_{false};
  Dispatcher dispatcher_;
  ConnectionWatch watch_{options_.head_deadline};
  std::optional<TlsCertificate> certificate_;  ///< nullopt: plain HTTP
  std::unique_ptr<httplib::Server> server_;
  int listening_socket_ = -1;
  int port_ = 0;
  std::mutex phase_mutex_;  ///< guards phase_
  std::condition_variable phase_changed_;
  Phase phase_ = Phase::bound;
};

Server::Server(ServerOptions options, const Routes& routes)
    : state_(std::make_unique<State>(std::move(options), routes)) {}
Server::~Server() = default;

int Server::port() const {
  return state_->port();
}
void Server::run() {
  state_->run();
}
void Server::stop() {
  state_->stop();
}

}  // namespace llmbench::http
