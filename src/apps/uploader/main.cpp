#include "apps/uploader/application.hpp"

int main(int argc, char** argv) {
  return llmbench::uploader::run_application(argc, argv);
}
