#pragma once
// From the head of a request to the answer that is written: checks, routing, body, handler, error shape, ETag, gzip,
// headers. Knows nothing of the HTTP library; server.cpp connects the two.

#include "http/body.hpp"
#include "http/cors.hpp"
#include "http/encoding.hpp"
#include "http/static_files.hpp"
#include "http/streamed_body.hpp"

#include "llmbench/http/server.hpp"

#include <map>
#include <memory>
#include <string>

namespace llmbench::http {

/// A request before its body.
struct Head {
  std::string method;
  std::string target;                          ///< as sent
  std::map<std::string, std::string> headers;  ///< names lower-cased, repeated ones joined with ", "
  std::string remote_address;
};

struct Answer {
  Response response;                       ///< as it goes to the wire
  std::shared_ptr<StreamedBody> streamed;  ///< the body, when the handler streams it
  bool close_connection = false;           ///< bytes of the request may still be in the stream
};

class Dispatcher {
 public:
  Dispatcher(const ServerOptions& options, const Routes& routes, const std::atomic<bool>& stopping);

  /// Never throws.
  [[nodiscard]] Answer answer(const Head& head, const BodySource& source);
  /// The answer to something the HTTP library could not read as a request, or whose path it found too long. `status` is
  /// what the library would say.
  [[nodiscard]] Answer answer_unreadable(const Head& head, int status);
  /// Whether a client that asked with `Expect: 100-continue` should send its body.
  [[nodiscard]] bool wants_body(const Head& head) const;

 private:
  struct Exchange;
  [[nodiscard]] Response handle(Exchange& exchange, const Head& head, const BodySource& source) const;
  [[nodiscard]] static Response refuse(const Exchange& exchange, const Error& failure);
  void limit_rate(const Head& head) const;
  [[nodiscard]] Response find_page(const Head& head, const std::string& path) const;
  void prepare_request_body(Exchange& exchange, const Head& head, const BodySource& source) const;
  [[nodiscard]] BodyLimits body_limits() const;
  [[nodiscard]] std::shared_ptr<StreamedBody> start_stream(const Head& head, Response& response) const;
  void finish(const Exchange& exchange, const Head& head, Response& response);
  void compress(const Exchange& exchange, const Head& head, Response& response);
  [[nodiscard]] AccessRecord record_of(const Exchange& exchange, const Head& head, const Response& response) const;
  void log_later(const Exchange& exchange, AccessRecord record, StreamedBody& streamed) const;
  void log(const AccessRecord& record) const;

  const ServerOptions& options_;
  const Routes& routes_;
  const std::atomic<bool>& stopping_;
  const Cors cors_;
  const std::unique_ptr<const StaticFiles> pages_;  ///< nullptr without any
  GzipCache gzip_cache_;
  mutable RateLimiter address_limit_;
};

}  // namespace llmbench::http
