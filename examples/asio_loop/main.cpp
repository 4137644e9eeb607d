// One's own asio loop fires an asynchronous transaction that uses asio itself: an echo over TCP.
#include <oct/cannon.hpp>

#include <array>
#include <asio.hpp>
#include <cstdio>
#include <memory>
#include <system_error>
#include <unistd.h>

using namespace std::chrono_literals;
using asio::ip::tcp;

namespace {

/// Lets an asio::io_context drive an oct::Loop: by the loop's descriptor, and by its next moment.
class LoopOnAsio {
public:
    LoopOnAsio(asio::io_context& io, oct::Loop& loop)
        : loop_(loop), wakeups_(io, ::dup(loop.fd())), timer_(io) {
        watch();
    }
    /// Runs what is due, and sets the alarm for what is due next. Call it after each fire().
    void turn() {
        while (loop_.poll() != 0) {
        }
        timer_.cancel();
        const auto next = loop_.next();
        if (!next) return;
        timer_.expires_at(*next);
        timer_.async_wait([this](std::error_code cancelled) {
            if (!cancelled) turn();
        });
    }

private:
    void watch() {
        wakeups_.async_wait(asio::posix::stream_descriptor::wait_read,
                            [this](std::error_code cancelled) {
                                if (cancelled) return;
                                turn();
                                watch();
                            });
    }

    oct::Loop& loop_;
    asio::posix::stream_descriptor wakeups_;
    asio::steady_timer timer_;
};

/// An asio operation as something to await: `co_await done([&](auto handler) { … });`
/// The wait may be interrupted and the handler still come: so it owns what it writes to.
template <class Start>
oct::Task<std::size_t> done(Start start) {
    struct Result {
        oct::Signal came;
        std::error_code error;
        std::size_t bytes = 0;
    };
    const auto result = std::make_shared<Result>();
    start([result](std::error_code error, std::size_t bytes) {
        result->error = error;
        result->bytes = bytes;
        result->came.set();
    });
    co_await result->came;
    if (result->error) throw std::system_error(result->error);
    co_return result->bytes;
}

class Echo : public oct::AsyncTransaction {
public:
    Echo(asio::io_context& io, tcp::endpoint server) : socket_(io) { socket_.connect(server); }

    oct::Task<> run() override {
        {
            auto t = timer("echo");
            answer_.fill(' ');
            co_await done(
                [&](auto handler) { asio::async_write(socket_, asio::buffer(kWord), handler); });
            co_await done(
                [&](auto handler) { asio::async_read(socket_, asio::buffer(answer_), handler); });
            if (answer_ != kWord) throw std::runtime_error("another word came back");
        }
        co_await oct::sleep_for(1ms);  // OCT's own waits work beside asio's
    }

private:
    static constexpr std::array<char, 5> kWord{'h', 'e', 'l', 'l', 'o'};
    std::array<char, 5> answer_{};  // not in run(): a read outlives an interrupted wait
    tcp::socket socket_;
};

/// The server under test, on the same asio loop.
class EchoServer {
public:
    explicit EchoServer(asio::io_context& io)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), peer_(io) {
        acceptor_.async_accept(peer_, [this](std::error_code failed) {
            if (!failed) echo();
        });
    }
    [[nodiscard]] tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

private:
    void echo() {
        peer_.async_read_some(asio::buffer(buffer_), [this](std::error_code failed, std::size_t n) {
            if (failed) return;
            asio::write(peer_, asio::buffer(buffer_, n));
            echo();
        });
    }

    tcp::acceptor acceptor_;
    tcp::socket peer_;
    std::array<char, 256> buffer_{};
};

/// Fires one cannon a number of times, then stops asio.
class Range : public oct::CannonHost {
public:
    Range(asio::io_context& io, oct::Loop& on, int shots) : CannonHost(on), io_(io), left_(shots) {}
    oct::SampleBlock& block() override { return block_; }
    void rested(oct::AsyncCannon& cannon) override { cannon.fire(); }
    void ended(oct::AsyncCannon& cannon, oct::ShotEnd /*how*/) override {
        if (--left_ == 0)
            io_.stop();
        else
            cannon.rest();
    }

private:
    asio::io_context& io_;
    oct::SampleBlock block_;
    int left_;
};

}  // namespace

int main() {
    constexpr int kShots = 100;
    asio::io_context io;
    const EchoServer server(io);
    oct::Loop loop;
    LoopOnAsio bridge(io, loop);
    Range range(io, loop, kShots);
    const oct::TransactionConfig context;
    range.begin({loop.clock().now(), loop.clock().wall()}, context, {});
    oct::AsyncCannon cannon(std::make_unique<Echo>(io, server.endpoint()), range);
    cannon.begin();

    cannon.rest();
    bridge.turn();
    io.run();

    std::size_t failed = 0;
    for (const oct::Sample& sample : range.block().samples()) failed += sample.failed() ? 1 : 0;
    std::printf("%zu shots, %zu failed\n", range.block().size(), failed);
    return range.block().size() == kShots && failed == 0 ? 0 : 1;
}
