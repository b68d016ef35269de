#include "llmbench/api/application.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/detail_service.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/service/variant_service.hpp"

namespace llmbench::api {

class Application::State {
 public:
  State(db::Pool& pool, std::string version, http::Routes& routes)
      : grid_(pool), uploads_(pool, grid_), details_(pool), variants_(pool, grid_), services_{pool,
                                                                                              grid_,
                                                                                              uploads_,
                                                                                              details_,
                                                                                              variants_,
                                                                                              std::move(version)} {
    add_all_endpoints(routes, services_);
  }

  service::GridIndex& grid() { return grid_; }

 private:
  service::GridIndex grid_;
  service::UploadService uploads_;
  service::DetailService details_;
  service::VariantService variants_;
  Services services_;
};

Application::Application(db::Pool& pool, std::string version, http::Routes& routes)
    : state_(std::make_unique<State>(pool, std::move(version), routes)) {}
Application::~Application() = default;

void Application::start() {
  state_->grid().start();
}
void Application::stop() {
  state_->grid().stop();
}

}  // namespace llmbench::api
