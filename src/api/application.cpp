#include "llmbench/api/application.hpp"

#include "llmbench/api/service_set.hpp"

#include <utility>

namespace llmbench::api {

class Application::State {
 public:
  State(db::Pool& pool, std::string version, http::Routes& routes,
        std::shared_ptr<const RequestMetrics> request_metrics)
      : set_(pool, std::move(version), std::move(request_metrics)) {
    add_all_endpoints(routes, set_.services());
  }

  [[nodiscard]] service::GridIndex& grid() { return set_.services().grid; }

 private:
  ServiceSet set_;
};

Application::Application(db::Pool& pool, std::string version, http::Routes& routes,
                         std::shared_ptr<const RequestMetrics> request_metrics)
    : state_(std::make_unique<State>(pool, std::move(version), routes, std::move(request_metrics))) {}
Application::~Application() = default;

void Application::start() {
  state_->grid().start();
}
void Application::stop() {
  state_->grid().stop();
}

}  // namespace llmbench::api
