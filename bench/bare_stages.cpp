// The stages are run one after the other, each over all results.
#include "bare_stages.hpp"

#include "bare_insert.hpp"
#include "rounds.hpp"
#include "wire/number.hpp"

#include <rapidjson/reader.h>
#include <zmq.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace oct::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

struct Result {
    nanoseconds elapsed{}, epoch{}, service{}, timer{};
};

template <class Body>
double us_per(std::uint64_t n, Body&& body) {
    const double before = cpu_seconds();
    body();
    return (cpu_seconds() - before) * 1e6 / static_cast<double>(n);
}

void fire(std::vector<Result>& results) {
    const auto origin = Clock::now();
    for (auto& result : results) {
        const auto started = Clock::now();
        const auto ended = Clock::now();
        result = {ended - origin, std::chrono::seconds(1'795'335'033) + (ended - origin),
                  ended - started, ended - started};
    }
}

void write(const Result& result, std::string& message) {
    message.assign("{\"turret_name\":\"navigation\",\"elapsed\":");
    wire::append_seconds(message, result.elapsed);
    message += ",\"epoch\":";
    wire::append_seconds(message, result.epoch);
    message += ",\"scriptrun_time\":";
    wire::append_seconds(message, result.service);
    message += ",\"error\":\"\",\"custom_timers\":{\"a timer\":";
    wire::append_seconds(message, result.timer);
    message += "},\"lag\":0.000000000,\"turret_uuid\":\"d7b8a1cc-639a-405c-9b16-62ce5cd66f36\"}";
}

void transport(std::uint64_t n, std::string_view message) {
    zmq::context_t receiving;
    zmq::context_t sending;
    zmq::socket_t pull(receiving, zmq::socket_type::pull);
    pull.set(zmq::sockopt::rcvhwm, 10'000);
    pull.bind("tcp://127.0.0.1:*");
    const auto endpoint = pull.get(zmq::sockopt::last_endpoint);
    std::jthread sender([&] {
        zmq::socket_t push(sending, zmq::socket_type::push);
        push.set(zmq::sockopt::sndhwm, 10'000);
        push.connect(endpoint);
        for (std::uint64_t i = 0; i < n; ++i) push.send(zmq::buffer(message));
    });
    zmq::message_t received;
    for (std::uint64_t i = 0; i < n; ++i) static_cast<void>(pull.recv(received));
}

struct Fields : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Fields> {
    bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
        const auto value = wire::parse_seconds({text, size});
        numbers[count++ % 8] = value.value_or(nanoseconds(0));
        return true;
    }
    bool String(const char* text, rapidjson::SizeType size, bool) {
        bytes += size + static_cast<std::size_t>(*text);
        return true;
    }
    nanoseconds numbers[8];
    std::size_t count = 0;
    std::size_t bytes = 0;
};

std::size_t read(std::uint64_t n, const std::string& message) {
    Fields fields;
    std::string buffer;
    for (std::uint64_t i = 0; i < n; ++i) {
        buffer = message;
        rapidjson::InsituStringStream stream(buffer.data());
        rapidjson::Reader reader;
        reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag>(stream,
                                                                                          fields);
    }
    return fields.count + fields.bytes;
}

std::vector<BareRow> rows_of(const std::vector<Result>& results) {
    const auto seconds = [](nanoseconds ns) { return std::chrono::duration<double>(ns).count(); };
    std::vector<BareRow> rows;
    rows.reserve(results.size());
    for (const Result& r : results)
        rows.push_back({seconds(r.service), seconds(r.elapsed), seconds(r.epoch), 0,
                        "{\"a timer\":0.016055583}"});
    return rows;
}

}  // namespace

double transport_us(std::uint64_t messages, std::string_view message) {
    return us_per(messages, [&] { transport(messages, message); });
}

BareStages bare_stages(std::uint64_t n) {
    std::vector<Result> results(n);
    BareStages stages;
    stages.fire = us_per(n, [&] { fire(results); });
    const auto rows = rows_of(results);
    stages.insert = std::min(us_per(n, [&] { insert_by_values(rows); }),
                             us_per(n, [&] { insert_by_table(rows); }));
    stages.batches = bare_batches_us(n);
    return stages;
}

JsonStages json_stages(std::uint64_t n) {
    std::vector<Result> results(n);
    fire(results);
    std::string message;
    JsonStages stages;
    stages.write = us_per(n, [&] {
        for (const auto& result : results) write(result, message);
    });
    stages.transport = us_per(n, [&] { transport(n, message); });
    volatile std::size_t kept = 0;
    stages.read = us_per(n, [&] { kept = read(n, message); });
    return stages;
}

}  // namespace oct::bench
