#include "llmbench/client/api_client.hpp"

#include "client/backoff.hpp"
#include "client/server_address.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/gzip.hpp"
#include "llmbench/util/text.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace llmbench::client {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kGzipAbove = 16 << 10;
/// Half the processor time of zlib's default for a seventh more bytes.
constexpr int kGzipLevel = 3;
constexpr std::size_t kMaxAnswerBytes = 64 << 20;
/// A server that wants to be left alone for longer is not waited for: the answer is the result.
constexpr milliseconds kLongestRetryAfter{120'000};

}  // namespace

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

namespace {

/// libcurl wants to be started once, before the first thread.
void start_curl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK) throw Error{ErrorCode::internal, "the HTTP library cannot be started"};
}

void add_header(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc{};
  (void)list.release();
  list.reset(longer);
}

std::size_t append_answer(char* bytes, std::size_t size, std::size_t count, void* target) noexcept {
  auto& body = *static_cast<std::string*>(target);
  const std::size_t length = size * count;
  if (body.size() + length > kMaxAnswerBytes) return 0;  // libcurl ends the transfer
  try {
    body.append(bytes, length);
  } catch (const std::exception&) {
    return 0;
  }
  return length;
}

/// libcurl asks this during a transfer; anything but 0 ends it.
int stop_when_cancelled(void* options, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const ClientOptions*>(options)->is_cancelled() ? 1 : 0;
}

/// Sleeps in short pieces, so that a cancelled client does not sit out a long pause.
void wait_unless(const std::function<bool()>& is_cancelled, milliseconds time) {
  constexpr milliseconds kPiece{50};
  const auto end = std::chrono::steady_clock::now() + time;
  while (!is_cancelled() && std::chrono::steady_clock::now() < end) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
    std::this_thread::sleep_for(std::clamp(left, milliseconds{1}, kPiece));
  }
}

/// Failures of the way to the server and back. Whether the request was carried out is unknown then, and repeating it
/// is safe.
bool may_succeed_later(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

/// One attempt: an answer, or why there is none.
struct Attempt {
  std::optional<ApiResponse> answer;
  std::string content_type;
  std::string redirect;
  std::optional<milliseconds> retry_after;
  std::string failure;
  bool may_succeed_later = false;
};

std::string info_text(CURL* handle, CURLINFO what) {
  const char* text = nullptr;
  curl_easy_getinfo(handle, what, &text);
  return text == nullptr ? std::string{} : std::string{text};
}

/// What stands in the answer of something that is not our server.
std::string describe_foreign(const Attempt& attempt) {
  const std::string body = to_lower(trim(std::string_view{attempt.answer->body}.substr(0, 512)));
  if (starts_with_ignoring_case(attempt.content_type, "text/html") || body.starts_with("<")) return "an HTML page";
  if (body.empty()) return "an empty answer";
  return "something that is not JSON";
}

/// Throws when the answer is not one of an llm-benchmark server.
ApiResponse accept_answer(Attempt attempt, const std::string& shown) {
  const int status = attempt.answer->status;
  if (status >= 300 && status < 400) {
    throw Error{ErrorCode::unavailable, shown + " answered with a redirect" +
                                            (attempt.redirect.empty() ? "" : " to " + attempt.redirect) +
                                            ", which is not followed; give the right address with --server"};
  }
  if (!starts_with_ignoring_case(attempt.content_type, "application/json")) {
    throw foreign_answer(shown, status, describe_foreign(attempt));
  }
  return *std::move(attempt.answer);
}

}  // namespace

Error foreign_answer(const std::string& shown_server, int status, const std::string& what) {
  return Error{ErrorCode::unavailable, shown_server + " answered " + std::to_string(status) + " with " + what +
                                           ", which is not from an llm-benchmark server; is the address right, or is "
                                           "a proxy in between?"};
}

bool is_worth_retrying(int status) {
  constexpr std::array kStatuses{408, 429, 502, 503, 504};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

class ApiClient::State {
 public:
  explicit State(ClientOptions options) : options_(std::move(options)) {
    start_curl();
    address_ = parse_server_address(options_.server);
    options_.server = address_.url;
    if (std::any_of(options_.token.begin(), options_.token.end(), [](char c) { return c <= ' ' || c == 0x7f; })) {
      throw Error{ErrorCode::invalid_input, "the token holds blanks or control characters; copy it again"};
    }
    if (!options_.ca_file.empty() && !std::ifstream{options_.ca_file}) {
      throw Error{ErrorCode::invalid_input, "--ca-file " + options_.ca_file + " cannot be read"};
    }
    if (!options_.is_cancelled) options_.is_cancelled = [] { return false; };
    if (!options_.wait) options_.wait = [this](milliseconds time) { wait_unless(options_.is_cancelled, time); };
    options_.attempts = std::max(options_.attempts, 1);
    handle_.reset(curl_easy_init());
    if (!handle_) throw Error{ErrorCode::internal, "the HTTP library cannot be started"};
    set_common_options();
  }

  ApiResponse send(const std::string& path, const std::string* body, const std::string& content_type) {
    const std::string url = address_.url + path;
    std::string packed;
    const bool gzip = body != nullptr && body->size() > kGzipAbove;
    if (gzip) packed = gzip_compress(*body, kGzipLevel);
    const std::string* payload = gzip ? &packed : body;

    Backoff backoff{options_.first_backoff};
    std::optional<Attempt> answered;
    for (int number = 1;; ++number) {
      Attempt attempt = perform(url, payload, content_type, gzip);
      if (!attempt.answer && options_.is_cancelled()) throw Error{ErrorCode::unavailable, "interrupted"};
      const bool again = attempt.answer ? is_worth_retrying(attempt.answer->status) : attempt.may_succeed_later;
      const auto retry_after = attempt.retry_after;
      const std::string failure = attempt.failure;
      if (attempt.answer) answered = std::move(attempt);
      const bool too_long = retry_after && *retry_after > kLongestRetryAfter;
      if (!again || too_long || number >= options_.attempts) {
        if (answered) return accept_answer(*std::move(answered), address_.shown);
        throw Error{ErrorCode::unavailable, "cannot reach " + address_.shown + ": " + failure +
                                                (number > 1 ? " (" + std::to_string(number) + " attempts)" : "")};
      }
      options_.wait(std::max(backoff.next(), retry_after.value_or(milliseconds{0})));
    }
  }

  [[nodiscard]] const ClientOptions& options() const { return options_; }
  [[nodiscard]] const std::string& shown_server() const { return address_.shown; }
  [[nodiscard]] bool sends_in_the_clear() const {
    return !address_.is_loopback && starts_with_ignoring_case(address_.url, "http://");
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) {
      throw Error{ErrorCode::internal, "the HTTP library refuses option " + std::to_string(option)};
    }
  }

  void set_common_options() {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.request_timeout.count()));
    set(CURLOPT_USERAGENT, options_.user_agent.c_str());
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_WRITEFUNCTION, append_answer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, stop_when_cancelled);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&options_));
    if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
    // The empty text switches off proxies of the environment.
    if (address_.is_loopback) set(CURLOPT_PROXY, "");
  }

  HeaderList make_headers(const std::string* content_type, bool gzip) const {
    HeaderList headers;
    add_header(headers, "Accept: application/json");
    // Without this line libcurl asks first before larger bodies and waits a second for servers that do not answer.
    add_header(headers, "Expect:");
    if (content_type != nullptr) add_header(headers, "Content-Type: " + *content_type);
    if (gzip) add_header(headers, "Content-Encoding: gzip");
    if (!options_.token.empty()) add_header(headers, "Authorization: Bearer " + options_.token);
    return headers;
  }

  Attempt perform(const std::string& url, const std::string* payload, const std::string& content_type, bool gzip) {
    Attempt attempt;
    ApiResponse answer;
    const HeaderList headers = make_headers(payload != nullptr ? &content_type : nullptr, gzip);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_WRITEDATA, &answer.body);
    if (payload != nullptr) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDS, payload->data());
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(payload->size()));
    } else {
      set(CURLOPT_HTTPGET, 1L);
    }
    error_.front() = '\0';
    const CURLcode code = curl_easy_perform(handle_.get());
    set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (code != CURLE_OK) {
      attempt.failure = error_.front() == '\0' ? curl_easy_strerror(code) : error_.data();
      attempt.may_succeed_later = may_succeed_later(code);
      return attempt;
    }
    long status = 0;
    curl_off_t retry_after_s = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &retry_after_s);
    if (retry_after_s > 0) attempt.retry_after = milliseconds{std::min<curl_off_t>(retry_after_s, 86'400) * 1000};
    answer.status = static_cast<int>(status);
    attempt.content_type = info_text(handle_.get(), CURLINFO_CONTENT_TYPE);
    attempt.redirect = info_text(handle_.get(), CURLINFO_REDIRECT_URL);
    attempt.answer = std::move(answer);
    return attempt;
  }

  ClientOptions options_;
  ServerAddress address_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  Easy handle_;
};

ApiClient::ApiClient(ClientOptions options) : state_(std::make_unique<State>(std::move(options))) {}
ApiClient::~ApiClient() = default;
ApiResponse ApiClient::post(const std::string& path, const std::string& body, const std::string& content_type) {
  return state_->send(path, &body, content_type);
}
ApiResponse ApiClient::get(const std::string& path) {
  return state_->send(path, nullptr, {});
}
const ClientOptions& ApiClient::options() const {
  return state_->options();
}
const std::string& ApiClient::shown_server() const {
  return state_->shown_server();
}
bool ApiClient::sends_in_the_clear() const {
  return state_->sends_in_the_clear();
}

}  // namespace llmbench::client
