// A turret in C++ without liboct: ZeroMQ, a JSON parser, and version 1 of the protocol.
#include <rapidjson/document.h>
#include <zmq.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

struct Results {  // sockets belong to one thread: cannons leave their results here
    std::mutex mutex;
    std::vector<std::string> waiting;
};

// The transaction: what is to be measured. Returns the error, empty when it succeeded.
std::string run(std::mt19937& random) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % 5));
    return random() % 10 == 0 ? "one of ten fails" : "";
}

void cannon(std::stop_token stop, const std::string& name, Seconds delay, Results& out) {
    std::mt19937 random(std::random_device{}());
    const auto began = Clock::now();
    while (Clock::now() - began < delay && !stop.stop_requested())  // its part of the rampup
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    while (!stop.stop_requested()) {
        const auto start = Clock::now();
        const std::string error = run(random);
        const auto end = Clock::now();
        const auto epoch = std::chrono::system_clock::now().time_since_epoch();
        char text[512];
        std::snprintf(text, sizeof text,
                      R"({"turret_name":"%s","elapsed":%.9f,"epoch":%.6f,"scriptrun_time":%.9f,)"
                      R"("error":"%s","custom_timers":{"a timer":%.9f}})",
                      name.c_str(), Seconds(end - began).count(), Seconds(epoch).count(),
                      Seconds(end - start).count(), error.c_str(), Seconds(end - start).count());
        const std::lock_guard lock(out.mutex);
        out.waiting.emplace_back(text);
    }
}

int main(int argc, char** argv) {
    std::ifstream file(argc > 1 ? argv[1] : "config.json");
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    rapidjson::Document config;
    if (config.Parse(json.c_str()).HasParseError()) return std::puts("no configuration"), 2;
    const std::string name = config["name"].GetString();
    const std::string host = std::string("tcp://") + config["hq_address"].GetString() + ":";
    const int cannons = config["cannons"].GetInt();
    const Seconds rampup(config["rampup"].GetDouble());
    zmq::context_t context;
    zmq::socket_t commands(context, zmq::socket_type::sub);
    zmq::socket_t hq(context, zmq::socket_type::push);
    commands.connect(host + std::to_string(config["hq_publisher"].GetInt()));
    hq.connect(host + std::to_string(config["hq_rc"].GetInt()));
    commands.set(zmq::sockopt::subscribe, "");
    commands.set(zmq::sockopt::rcvtimeo, 10);  // ms: then results have their turn
    const std::string uuid = std::to_string(std::random_device{}());
    const auto status = [&](const std::string& word) {
        hq.send(zmq::buffer(R"({"turret":")" + name + R"(","status":")" + word + R"(","uuid":")" +
                            uuid + R"(","rampup":)" + std::to_string(rampup.count()) +
                            R"(,"script":"turret.cpp","cannons":)" + std::to_string(cannons) +
                            "}"));
    };
    status("ready");
    Results results;
    for (std::vector<std::jthread> firing;;) {
        zmq::message_t frame;
        std::string order;  // a frame is a topic, a space, and JSON
        if (commands.recv(frame) && frame.to_string_view().starts_with(' ')) {
            rapidjson::Document command;
            command.Parse(frame.to_string().c_str());
            order = command["command"].GetString();
        }
        if (order == "start" && firing.empty())
            for (int i = 0; i < cannons; ++i)
                firing.emplace_back(cannon, name, rampup * i / cannons, std::ref(results));
        if (order == "stop" || order == "kill") firing.clear();  // asks each to stop, and waits
        std::vector<std::string> ready;
        if (const std::lock_guard lock(results.mutex); true) ready.swap(results.waiting);
        for (const auto& result : ready) hq.send(zmq::buffer(result));
        if (order == "kill") return 0;
        if (!order.empty()) status(firing.empty() ? "ready" : "Running");
    }
}
