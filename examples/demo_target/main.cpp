// demo_target: a small HTTP server to aim the examples at; it counts what it served.
//
//   demo_target [--port N] [--port-file FILE] [--flaky-every N]
//
// It binds 127.0.0.1 (port 0: any free one), prints the port, and serves until SIGTERM or SIGINT.
// GET /stats answers with requests by path and status, so that a test can compare what the server
// sent with what the load test stored.
#include <httplib.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <thread>

namespace {

struct Options {
    int port = 0;
    std::string port_file;
    int flaky_every = 50;
};

/// Requests by path and status.
///
/// Threading: shared.
class Counts {
public:
    void add(const std::string& path, int status) {
        const std::scoped_lock lock(mutex_);
        ++counts_[path][status];
    }
    /// {"/fast": {"200": 12}, …}
    [[nodiscard]] std::string to_json() const {
        const std::scoped_lock lock(mutex_);
        std::ostringstream json;
        const char* between_paths = "{";
        for (const auto& [path, by_status] : counts_) {
            json << between_paths << '"' << path << "\": ";
            between_paths = ",\n ";
            const char* between_statuses = "{";
            for (const auto& [status, count] : by_status) {
                json << between_statuses << '"' << status << "\": " << count;
                between_statuses = ", ";
            }
            json << '}';
        }
        json << (counts_.empty() ? "{}\n" : "}\n");
        return json.str();
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::map<int, long>> counts_;
};

void answer(httplib::Response& response, int status, const char* text) {
    response.status = status;
    response.set_content(text, "text/plain");
}

void sleep_between(int from_ms, int to_ms) {
    thread_local std::minstd_rand random(std::random_device{}());
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution(from_ms, to_ms)(random)));
}

void add_pages(httplib::Server& server, Counts& counts, int flaky_every) {
    using httplib::Request;
    using httplib::Response;
    server.Get("/fast",
               [](const Request&, Response& response) { answer(response, 200, "fast\n"); });
    server.Get("/slow", [](const Request&, Response& response) {
        sleep_between(20, 50);
        answer(response, 200, "slow\n");
    });
    server.Get("/flaky", [flaky_every](const Request&, Response& response) {
        static std::atomic<int> requests{0};
        const bool fails = (++requests) % flaky_every == 0;
        answer(response, fails ? 500 : 200, fails ? "broken\n" : "fine\n");
    });
    server.Post("/login", [](const Request&, Response& response) {
        sleep_between(2, 5);
        answer(response, 200, "welcome\n");
    });
    server.Post("/cart",
                [](const Request&, Response& response) { answer(response, 201, "in it\n"); });
    server.Post("/cart/pay", [](const Request&, Response& response) {
        sleep_between(10, 20);
        answer(response, 200, "paid\n");
    });
    server.Get("/stats", [&counts](const Request&, Response& response) {
        response.set_content(counts.to_json(), "application/json");
    });
    // Called when the response is complete, so also for what no page above answers.
    server.set_logger([&counts](const Request& request, const Response& response) {
        if (request.path != "/stats") counts.add(request.path, response.status);
    });
}

void configure(httplib::Server& server) {
    // A kept-alive connection holds a thread of the pool: one a cannon, and some to spare.
    server.new_task_queue = [] { return new httplib::ThreadPool(128); };
    server.set_keep_alive_max_count(1'000'000'000);
    server.set_keep_alive_timeout(60);
    server.set_tcp_nodelay(true);  // without it Nagle adds 40 ms to every second answer
}

int number(const std::string& option, const std::string& text) {
    int value = 0;
    const auto end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr != end || value < 0 || text.empty()) {
        std::cerr << "demo_target: " << option << ": expected a number, got '" << text << "'\n";
        std::exit(2);
    }
    return value;
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string option = argv[i];
        const std::string value = i + 1 < argc ? argv[i + 1] : "";
        if (option == "--port") {
            options.port = number(option, value);
        } else if (option == "--port-file" && !value.empty()) {
            options.port_file = value;
        } else if (option == "--flaky-every") {
            options.flaky_every = std::max(1, number(option, value));
        } else {
            std::cerr << "usage: demo_target [--port N] [--port-file FILE] [--flaky-every N]\n";
            std::exit(2);
        }
    }
    return options;
}

// Written beside and renamed, so that whoever waits for the file reads a whole number.
void write_port_file(const std::string& file, int port) {
    std::ofstream(file + ".new") << port << '\n';
    std::rename((file + ".new").c_str(), file.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);  // inherited by every thread from here on

    Counts counts;
    httplib::Server server;
    configure(server);
    add_pages(server, counts, options.flaky_every);
    const int port = options.port == 0 ? server.bind_to_any_port("127.0.0.1")
                     : server.bind_to_port("127.0.0.1", options.port) ? options.port
                                                                      : -1;
    if (port < 0) {
        std::cerr << "demo_target: cannot bind 127.0.0.1:" << options.port << "\n";
        return 1;
    }
    std::thread([&server] { server.listen_after_bind(); }).detach();
    std::cout << "demo_target listens on http://127.0.0.1:" << port << std::endl;
    if (!options.port_file.empty()) write_port_file(options.port_file, port);

    int signal = 0;
    sigwait(&stop_signals, &signal);
    std::cout << counts.to_json() << std::flush;
    std::_Exit(0);  // idle connections would hold their threads for another minute
}
