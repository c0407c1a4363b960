#include "platform/aws/test_moto.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/http/client.h"

namespace copper::aws {
namespace {

using namespace std::chrono_literals;

std::uint16_t free_port() {
  const base::FileDescriptor probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(probe.get(), any, size) != 0 || ::getsockname(probe.get(), any, &size) != 0) {
    throw std::runtime_error("there is no free port");
  }
  return ntohs(address.sin_port);
}

class Moto {
 public:
  Moto() : port_(std::to_string(free_port())), url_("http://127.0.0.1:" + port_) {
    const char* program = std::getenv("COPPER_MOTO");  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    if (program == nullptr || ::access(program, X_OK) != 0) {
      throw std::runtime_error("COPPER_MOTO must name moto_server, as .venv/bin/moto_server; ./dev test does it");
    }
    start(program);
    wait_until_it_answers();
  }
  ~Moto() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Moto(const Moto&) = delete;
  Moto& operator=(const Moto&) = delete;
  const std::string& url() const { return url_; }

 private:
  void start(const char* program) {
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process for moto_server");
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // it died before that
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    ::execl(program, program, "-H", "127.0.0.1", "-p", port_.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  void wait_until_it_answers() const {
    const auto ask = http::http_upstream({.name = "moto_server", .base_url = url_, .retries_max = 0});
    for (const auto end = std::chrono::steady_clock::now() + 60s; std::chrono::steady_clock::now() < end;) {
      try {
        ask({.target = "/moto-api/"});
        return;
      } catch (const Error&) {
        std::this_thread::sleep_for(100ms);
      }
      if (::waitpid(pid_, nullptr, WNOHANG) != 0) throw std::runtime_error("moto_server ended at once");
    }
    throw std::runtime_error("moto_server does not answer");
  }

  std::string port_;
  std::string url_;
  pid_t pid_ = -1;
};

}  // namespace

const std::string& moto_url() {
  static const Moto moto;
  return moto.url();
}

std::string new_moto_bucket() {
  const std::string name = "test-" + base::uuid4();
  const auto response =
      http::http_upstream({.name = "moto_server", .base_url = moto_url()})({.method = "PUT", .target = "/" + name});
  if (response.status != 200) throw std::runtime_error("no bucket: " + response.body.text());
  return name;
}

}  // namespace copper::aws
