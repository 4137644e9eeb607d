// Group wire: what a result costs on its way in each form that a batch could have: CPU of both
// sides and of the network between them, and bytes. The form of the protocol won here.
#include "bare_stages.hpp"
#include "rounds.hpp"
#include "wire/batch_decoder.hpp"
#include "wire/batch_encoder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace oct::bench {
namespace {

constexpr std::size_t kBatch = 2048;
using std::chrono::nanoseconds;

/// A batch of one fast server's results, one timer each, as the cannons hand them over.
SampleBlock results_of_a_server() {
    std::mt19937_64 random(7);
    std::exponential_distribution<double> service(1 / 300e3);
    SampleBlock block;
    nanoseconds now{};
    const WallTime origin(std::chrono::seconds(1'795'335'033));
    for (std::size_t i = 0; i < kBatch; ++i) {
        const nanoseconds took(50'000 + static_cast<std::int64_t>(service(random)));
        now += took + nanoseconds(200);
        block.add_timer(block.intern("a timer"), took / 2);
        block.append({.elapsed = now, .epoch = origin + now, .service = took});
    }
    return block;
}

/// The numbers of one result; lag and what there is of errors is 0.
struct Row {
    std::uint64_t elapsed = 0, lag = 0, service = 0, flags = 0, error = 0, timers = 0, name = 0,
                  value = 0;
};
constexpr std::size_t kColumns = sizeof(Row) / sizeof(std::uint64_t);

std::vector<Row> rows_of(const SampleBlock& block) {
    std::vector<Row> rows;
    for (const Sample& s : block.samples())
        rows.push_back({static_cast<std::uint64_t>(s.elapsed.count()), 0,
                        static_cast<std::uint64_t>(s.service.count()), 0, 0, 1, 0,
                        static_cast<std::uint64_t>(block.timers(s)[0].value.count())});
    return rows;
}

/// What never repeats in a column is written whole; bytes are then their number.
struct Fixed {
    static void write(const std::vector<Row>& rows, std::string& out) {
        out.resize(rows.size() * sizeof(Row));
        auto* at = out.data();
        for (std::size_t c = 0; c < kColumns; ++c)
            for (const Row& row : rows) {
                std::memcpy(at, reinterpret_cast<const std::uint64_t*>(&row) + c, 8);
                at += 8;
            }
    }
    static void read(const std::string& in, std::vector<Row>& rows) {
        const auto* at = in.data();
        for (std::size_t c = 0; c < kColumns; ++c)
            for (Row& row : rows) {
                std::memcpy(reinterpret_cast<std::uint64_t*>(&row) + c, at, 8);
                at += 8;
            }
    }
};

/// LEB128 of the zigzag of each value's difference to the one before it in its column.
struct Varint {
    static void write(const std::vector<Row>& rows, std::string& out) {
        out.resize(rows.size() * kColumns * 10);
        auto* at = reinterpret_cast<std::uint8_t*>(out.data());
        for (std::size_t c = 0; c < kColumns; ++c) {
            std::uint64_t last = 0;
            for (const Row& row : rows) {
                const std::uint64_t value = reinterpret_cast<const std::uint64_t*>(&row)[c];
                const auto delta = static_cast<std::int64_t>(value - last);
                last = value;
                auto rest = (static_cast<std::uint64_t>(delta) << 1U) ^
                            static_cast<std::uint64_t>(delta >> 63);
                for (; rest >= 0x80; rest >>= 7U) *at++ = static_cast<std::uint8_t>(rest | 0x80U);
                *at++ = static_cast<std::uint8_t>(rest);
            }
        }
        out.resize(static_cast<std::size_t>(at - reinterpret_cast<std::uint8_t*>(out.data())));
    }
    static void read(const std::string& in, std::vector<Row>& rows) {
        const auto* at = reinterpret_cast<const std::uint8_t*>(in.data());
        const auto* const end = at + in.size();
        for (std::size_t c = 0; c < kColumns; ++c) {
            std::uint64_t last = 0;
            for (Row& row : rows) {
                std::uint64_t zigzag = 0;
                for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
                    zigzag |= static_cast<std::uint64_t>(*at & 0x7FU) << shift;
                    if (*at++ < 0x80) break;
                }
                last += (zigzag >> 1U) ^ (~(zigzag & 1U) + 1);
                reinterpret_cast<std::uint64_t*>(&row)[c] = last;
            }
        }
    }
};

/// Each column in as few whole bytes as its range needs: what BatchEncoder does, bare.
struct Packed {
    template <class Number>
    static void pack(const std::vector<Row>& rows, std::size_t c, std::uint64_t least, char*& at) {
        for (const Row& row : rows) {
            const auto value =
                static_cast<Number>(reinterpret_cast<const std::uint64_t*>(&row)[c] - least);
            std::memcpy(at, &value, sizeof(value));
            at += sizeof(value);
        }
    }
    template <class Number>
    static void unpack(const char*& at, std::uint64_t least, std::size_t c,
                       std::vector<Row>& rows) {
        for (Row& row : rows) {
            Number value;
            std::memcpy(&value, at, sizeof(value));
            reinterpret_cast<std::uint64_t*>(&row)[c] = least + value;
            at += sizeof(value);
        }
    }
    static void write(const std::vector<Row>& rows, std::string& out) {
        out.resize(kColumns * (9 + rows.size() * 8));
        char* at = out.data();
        for (std::size_t c = 0; c < kColumns; ++c) {
            std::uint64_t least = ~std::uint64_t{0};
            std::uint64_t most = 0;
            for (const Row& row : rows) {
                const std::uint64_t value = reinterpret_cast<const std::uint64_t*>(&row)[c];
                least = std::min(least, value);
                most = std::max(most, value);
            }
            const bool none = least == most;
            const bool wide = most - least > 0xFFFFFFFF;
            *at++ = none ? 0 : wide ? 8 : 4;
            std::memcpy(at, &least, 8);
            at += 8;
            if (wide)
                pack<std::uint64_t>(rows, c, least, at);
            else if (!none)
                pack<std::uint32_t>(rows, c, least, at);
        }
        out.resize(static_cast<std::size_t>(at - out.data()));
    }
    static void read(const std::string& in, std::vector<Row>& rows) {
        const char* at = in.data();
        for (std::size_t c = 0; c < kColumns; ++c) {
            const char width = *at++;
            std::uint64_t least = 0;
            std::memcpy(&least, at, 8);
            at += 8;
            if (width == 8)
                unpack<std::uint64_t>(at, least, c, rows);
            else if (width == 4)
                unpack<std::uint32_t>(at, least, c, rows);
            else
                for (Row& row : rows) reinterpret_cast<std::uint64_t*>(&row)[c] = least;
        }
    }
};

volatile std::uint64_t kept = 0;

struct Way {
    double cpu_ns = 0;  // write, send, receive, read
    double bytes = 0;
};

template <class Write, class Read>
Way way(std::uint64_t batches, Write&& write, Read&& read) {
    std::string message(write());
    const double before = cpu_seconds();
    for (std::uint64_t i = 0; i < batches; ++i) {
        message.assign(write());
        kept = kept + read(message);
    }
    const double cpu = cpu_seconds() - before;
    const double results = static_cast<double>(batches) * kBatch;
    return {cpu * 1e9 / results + transport_us(batches, message) * 1e3 / kBatch,
            static_cast<double>(message.size()) / kBatch};
}

template <class Form>
Way way_of(std::uint64_t batches, const std::vector<Row>& rows) {
    std::vector<Row> got(rows.size());
    std::string message;
    return way(
        batches,
        [&]() -> const std::string& {
            Form::write(rows, message);
            return message;
        },
        [&](const std::string& in) {
            Form::read(in, got);
            return got.back().elapsed;
        });
}

Way encoder_and_decoder(std::uint64_t batches, const SampleBlock& block) {
    wire::BatchEncoder encoder("navigation", "d7b8a1cc-639a-405c-9b16-62ce5cd66f36");
    wire::BatchDecoder decoder;
    SampleBlock got;
    return way(
        batches,
        [&] {
            encoder.clear();
            encoder.add(block, 0);
            return encoder.message(1);
        },
        [&](std::string_view in) {
            decoder.open(in);
            got.clear();
            decoder.append(got, 0, decoder.size());
            return got.size();
        });
}

}  // namespace

double bare_batches_us(std::uint64_t results) {
    return way_of<Packed>(1 + results / kBatch, rows_of(results_of_a_server())).cpu_ns / 1e3;
}

std::vector<Figure> wire_forms(const Effort& effort) {
    const auto batches = static_cast<std::uint64_t>(1000 * effort.scale);
    const SampleBlock block = results_of_a_server();
    const std::vector<Row> rows = rows_of(block);
    Way packed;
    Way fixed;
    Way varint;
    const auto of_fixed = [&] { return (fixed = way_of<Fixed>(batches, rows)).cpu_ns; };
    const auto of_packed = [&] { return (packed = way_of<Packed>(batches, rows)).cpu_ns; };
    const auto of_varint = [&] { return (varint = way_of<Varint>(batches, rows)).cpu_ns; };
    const auto of_ours = [&] { return encoder_and_decoder(batches, block).cpu_ns; };
    const auto figure = [](const char* name, const char* goal) {
        return Figure{"wire", name, 0, "ns CPU per result", 0, 0, goal};
    };
    std::vector<Figure> figures{interleaved(figure("packed / 64-bit columns", "choice of the form"),
                                            effort.rounds, of_packed, of_fixed),
                                interleaved(figure("packed / varint columns", "choice of the form"),
                                            effort.rounds, of_packed, of_varint),
                                interleaved(figure("blocks by batch / bare packed", "ratio <= 3"),
                                            effort.rounds, of_ours, of_packed)};
    for (const auto& [name, bytes] : {std::pair("64-bit columns: size", fixed.bytes),
                                      std::pair("varint columns: size", varint.bytes)})
        figures.push_back({"wire", name, bytes, "bytes per result", packed.bytes,
                           bytes / packed.bytes, "floor: packed columns"});
    return figures;
}

}  // namespace oct::bench
