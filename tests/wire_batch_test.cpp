// Batches: the bytes of the documentation, all that goes in comes out, and nothing else is taken.
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/random_samples.hpp"
#include "wire/batch_decoder.hpp"
#include "wire/batch_encoder.hpp"
#include "wire/batch_format.hpp"

#include <fstream>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct::testing;
using oct::Sample;
using oct::SampleBlock;
using oct::wire::BatchDecoder;
using oct::wire::BatchEncoder;
using oct::wire::Rejection;

namespace {

/// Every batch of the block, one after the other.
std::vector<std::string> batches_of(const SampleBlock& block) {
    BatchEncoder encoder("navigation", "u-1");
    encoder.begin_run("hq-7");
    std::vector<std::string> batches;
    std::uint64_t seq = 1;
    for (std::size_t next = 0; next < block.size();) {
        next += encoder.add(block, next);
        batches.emplace_back(encoder.message(seq));
        seq += encoder.size();
        encoder.clear();
    }
    return batches;
}

std::string batch_of(const SampleBlock& block) {
    const auto batches = batches_of(block);
    REQUIRE(batches.size() == 1);
    return batches[0];
}

SampleBlock two_samples() {
    SampleBlock block;
    const auto origin = oct::WallTime(1'795'335'033s);
    block.add_timer(block.intern("get"), 5ms);
    block.append({.elapsed = 1s, .epoch = origin + 1s, .lag = 3us, .service = 20ms});
    block.add_timer(block.intern("get"), 6ms);
    block.add_timer(block.intern("put"), 1us);
    block.append({.elapsed = 1s + 256ns, .epoch = origin + 1s + 256ns, .lag = 3us, .service = 20ms},
                 "no");
    return block;
}

/// The hexadecimal digits between the lines "```hex" and "```" of the protocol page; what follows
/// a `#` is a remark.
std::string documented_bytes() {
    std::ifstream page(source_dir() + "/docs/protocol.md");
    std::string bytes;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) inside = line == "```hex";
        std::istringstream words(line.substr(0, line.find('#')));
        for (std::string word; inside && !line.starts_with("```") && words >> word;)
            bytes.push_back(static_cast<char>(std::stoi(word, nullptr, 16)));
    }
    return bytes;
}

Rejection reason_of(std::string_view message) {
    return BatchDecoder().open(message);
}

}  // namespace

TEST_CASE("the batch of the protocol page is what we write and read", "[wire]") {
    const SampleBlock block = two_samples();
    BatchEncoder encoder("web", "u-1");
    encoder.begin_run("hq-7");
    REQUIRE(encoder.add(block, 0) == 2);

    const std::string documented = documented_bytes();

    CHECK(encoder.message(41) == documented);
    BatchDecoder decoder;
    REQUIRE(decoder.open(documented) == Rejection::None);
    CHECK(decoder.run() == "hq-7");
    CHECK(decoder.turret_uuid() == "u-1");
    CHECK(decoder.turret_name() == "web");
    CHECK(decoder.seq() == 41);
    REQUIRE(decoder.size() == 2);
    SampleBlock received;
    decoder.append(received, 0, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(same(block, block.samples()[i], received, received.samples()[i]));
        CHECK(received.name(received.samples()[i].turret) == "web");
        CHECK(received.name(received.samples()[i].turret_uuid) == "u-1");
    }
}

TEST_CASE("any block survives the wire as it is", "[wire]") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    Random random(seed);
    BatchDecoder decoder;
    for (int round = 0; round < 200; ++round) {
        const SampleBlock block = any_block(random, 300);
        SampleBlock received;
        for (const std::string& batch : batches_of(block)) {
            REQUIRE(decoder.open(batch) == Rejection::None);
            REQUIRE(decoder.seq() == received.size() + 1);
            decoder.append(received, 0, decoder.size());
        }
        REQUIRE(received.size() == block.size());
        for (std::size_t i = 0; i < block.size(); ++i)
            REQUIRE(same(block, block.samples()[i], received, received.samples()[i]));
    }
    CHECK(decoder.bad_values().empty());
}

TEST_CASE("a batch ends before it is too long and where civil time was set", "[wire]") {
    SampleBlock block;
    for (int i = 0; i < 5000; ++i) block.append({.elapsed = 1ns * i, .epoch = {}}, {});
    const auto by_origin = batches_of(block);
    CHECK(by_origin.size() ==
          5000);  // the epoch stands still: each sample has an origin of its own

    SampleBlock steady;
    for (int i = 0; i < 5000; ++i)
        steady.append({.elapsed = 1ns * i, .epoch = oct::WallTime(1ns * i)}, {});
    const auto by_count = batches_of(steady);
    CHECK(by_count.size() == 3);
    for (const auto& batch : by_count) CHECK(batch.size() < 64 * 1024);

    SampleBlock wordy;
    for (int i = 0; i < 100; ++i)
        wordy.append({.elapsed = 1ns, .epoch = oct::WallTime(1ns)},
                     std::to_string(i) + std::string(4000, 'x'));
    for (const auto& batch : batches_of(wordy)) CHECK(batch.size() < 64 * 1024);
}

TEST_CASE("a part of a batch can be taken", "[wire]") {
    const SampleBlock block = two_samples();
    BatchDecoder decoder;
    const std::string batch = batch_of(block);
    REQUIRE(decoder.open(batch) == Rejection::None);

    SampleBlock received;
    decoder.append(received, 1, 2);

    REQUIRE(received.size() == 1);
    CHECK(same(block, block.samples()[1], received, received.samples()[0]));
}

TEST_CASE("a batch that is cut off anywhere is rejected", "[wire]") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    Random random(seed);
    SampleBlock block = two_samples();
    BatchDecoder decoder;
    for (int round = 0; round < 20; ++round) {
        const auto batches = batches_of(block);
        for (std::size_t size = 0; size < batches[0].size(); ++size) {
            CAPTURE(size);
            REQUIRE(decoder.open(batches[0].substr(0, size)) == Rejection::BatchMalformed);
            REQUIRE(decoder.size() == 0);
        }
        do block = any_block(random, 20);
        while (block.empty());
    }
}

TEST_CASE("10,000 batches with wrong bytes are rejected or decoded and nothing else happens",
          "[wire][fault-3]") {
    const auto seed = std::random_device()();
    CAPTURE(seed);
    Random random(seed);
    SampleBlock block = any_block(random, 50);
    while (block.empty()) block = any_block(random, 50);
    const std::string good = batches_of(block)[0];
    BatchDecoder decoder;
    SampleBlock received;
    int rejected = 0;
    for (int round = 0; round < 10'000; ++round) {
        std::string bad = good;
        for (std::uint64_t i = 1 + below(random, 4); i > 0; --i)
            bad[below(random, bad.size())] = static_cast<char>(below(random, 256));
        received.clear();
        if (!oct::wire::is_batch(bad) || decoder.open(bad) != Rejection::None) {
            ++rejected;
            continue;
        }
        const std::size_t left_out = decoder.append(received, 0, decoder.size());
        REQUIRE(received.size() + left_out == decoder.size());
        for (const Sample& sample : received.samples()) {
            REQUIRE(sample.elapsed >= 0ns);
            REQUIRE(sample.service >= 0ns);
            REQUIRE(sample.epoch.time_since_epoch() >= 0ns);
            for (const auto& timer : received.timers(sample)) REQUIRE(timer.value >= 0ns);
        }
    }
    CHECK(rejected > 0);
}

TEST_CASE("a batch beyond a limit is rejected whatever it would cost", "[wire]") {
    std::string batch = batch_of(two_samples());
    const std::size_t count_at = 4 + 2 + 4 + 2 + 3 + 2 + 10 + 8 + 8;  // see docs/protocol.md
    REQUIRE(batch[count_at] == 2);

    SECTION("a version of the future") {
        batch[3] = 3;
        CHECK(reason_of(batch) == Rejection::BatchVersion);
    }
    SECTION("no results") {
        batch[count_at] = 0;
        CHECK(reason_of(batch) == Rejection::BatchLimit);
    }
    SECTION("four milliards of results in few bytes") {
        for (std::size_t i = 0; i < 4; ++i) batch[count_at + i] = '\xFF';
        CHECK(reason_of(batch) == Rejection::BatchLimit);
    }
    SECTION("bytes after the end") {
        CHECK(reason_of(batch + '\0') == Rejection::BatchTail);
    }
    SECTION("a width that is none") {
        batch[count_at + 4] = 3;
        CHECK(reason_of(batch) == Rejection::BatchMalformed);
    }
    SECTION("a turret without a uuid") {
        BatchEncoder encoder("web", "");
        REQUIRE(encoder.add(two_samples(), 0) == 2);
        CHECK(reason_of(encoder.message(1)) == Rejection::MissingField);
    }
}

TEST_CASE("a custom timer below 0 costs its value and nothing else of its batch", "[wire]") {
    SampleBlock block;
    for (int i = 0; i < 1000; ++i) {
        block.add_timer(block.intern("queue"), i == 734 ? -1ns : 1ms);
        block.add_timer(block.intern("get"), 2ms);
        block.append({.elapsed = 1ms, .epoch = oct::WallTime(1s), .service = 1ms}, {});
    }
    BatchDecoder decoder;
    const std::string batch = batch_of(block);
    REQUIRE(decoder.open(batch) == Rejection::None);

    SampleBlock received;
    CHECK(decoder.append(received, 0, decoder.size()) == 0);

    CHECK(received.size() == 1000);
    CHECK(received.timers_total() == 1999);
    CHECK(received.timers(received.samples()[734]).size() == 1);
    CHECK(decoder.bad_values() == oct::wire::LeftOut{{"queue", 1}});
}

TEST_CASE("a result with a bad time is left out and the others of its batch stay", "[wire]") {
    const auto spoil = GENERATE(
        as<void (*)(Sample&)>(), [](Sample& s) { s.lag = -1ns; },
        [](Sample& s) { s.service = -1ns; },
        [](Sample& s) { s.elapsed = -1ns, s.epoch -= 1s + 1ns; });
    const auto origin = oct::WallTime(1'795'335'033s);
    SampleBlock block;
    for (int i = 0; i < 5; ++i) {
        Sample sample{.elapsed = 1s, .epoch = origin + 1s, .lag = 1us, .service = 20ms};
        if (i == 3) spoil(sample);
        block.add_timer(block.intern("get"), 1ms * (i + 1));
        block.append(sample);
    }
    BatchDecoder decoder;
    const std::string batch = batch_of(block);
    REQUIRE(decoder.open(batch) == Rejection::None);

    SampleBlock received;
    CHECK(decoder.append(received, 0, 5) == 1);

    REQUIRE(received.size() == 4);
    CHECK(received.timers_total() == 4);
    CHECK(received.timers(received.samples()[3])[0].value == 5ms);
    CHECK(decoder.bad_values().empty());
}

TEST_CASE("results that end beyond 292 years from 1970 are left out", "[wire]") {
    std::string batch = batch_of(two_samples());
    const std::size_t origin_at = 4 + 2 + 4 + 2 + 3 + 2 + 10 + 8;  // see docs/protocol.md
    batch[origin_at + 7] = GENERATE('\x7F', '\xFF');
    for (std::size_t i = 0; i < 7; ++i) batch[origin_at + i] = '\xFF';
    BatchDecoder decoder;
    REQUIRE(decoder.open(batch) == Rejection::None);

    SampleBlock received;

    CHECK(decoder.append(received, 0, 2) == 2);
    CHECK(received.empty());
}

TEST_CASE("names and errors of a batch are made harmless", "[wire]") {
    SampleBlock block;
    block.add_timer(block.intern("\x1b]0;x"), 1ns);
    block.add_timer(block.intern(""), 1ns);
    block.add_timer(block.intern(std::string(1000, 'n')), 1ns);
    block.append({.service = 1ns}, "bad \xFF byte" + std::string(100'000, 'e'));
    BatchEncoder encoder("tur\nret", "u-1");
    encoder.add(block, 0);
    BatchDecoder decoder;

    REQUIRE(decoder.open(encoder.message(1)) == Rejection::None);
    SampleBlock received;
    decoder.append(received, 0, 1);

    const Sample& sample = received.samples()[0];
    CHECK(received.name(sample.turret) == "tur ret");
    CHECK(received.error(sample).substr(0, 12) == "bad \xEF\xBF\xBD byte");
    CHECK(received.error(sample).size() <= 4096);
    const auto timers = received.timers(sample);
    REQUIRE(timers.size() == 2);  // the one without a name is left out and counted
    CHECK(received.name(timers[0].name) == " ]0;x");
    CHECK(received.name(timers[1].name).size() <= 256);
    CHECK(decoder.bad_values() == oct::wire::LeftOut{{"", 1}});
}
