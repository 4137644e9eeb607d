// What is bound by type is read back by type.
#include "store/database.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <limits>

using namespace std::chrono_literals;
using namespace oct;

namespace {

/// A table of one row without types, so that SQLite keeps what it gets.
class Row {
public:
    template <typename... Values>
    explicit Row(Values&&... values) : database_(store::Database::in_memory()) {
        database_.execute("CREATE TABLE t (a, b, c, d)");
        std::string marks = "?";
        for (std::size_t i = 1; i < sizeof...(values); ++i) marks += ", ?";
        for (std::size_t i = sizeof...(values); i < 4; ++i) marks += ", NULL";
        database_.prepare("INSERT INTO t VALUES (" + marks + ")")
            .bind(std::forward<Values>(values)...)
            .run();
        row_.emplace(database_.prepare("SELECT a, b, c, d FROM t"));
        REQUIRE(row_->step());
    }
    store::Statement* operator->() { return &*row_; }

private:
    store::Database database_;
    std::optional<store::Statement> row_;
};

}  // namespace

TEST_CASE("what is bound by type is read back by type", "[store]") {
    const std::string bytes("\0x", 2);
    Row row(-7, 0.25, "text", store::Blob{bytes});
    std::int64_t integer = 0;
    double real = 0;
    std::string text;
    store::Blob blob;

    row->read(integer, real, text, blob);

    CHECK(integer == -7);
    CHECK(real == 0.25);
    CHECK(text == "text");
    CHECK(blob.bytes == bytes);
}

TEST_CASE("durations and moments are kept as seconds", "[store]") {
    Row row(1500ms, WallTime(1'700'000'000s), std::optional(-2ns), std::optional<WallTime>());
    CHECK(row->real(0) == 1.5);
    CHECK(row->real(1) == 1'700'000'000);
    std::chrono::nanoseconds duration{};
    WallTime moment;
    std::optional<std::chrono::nanoseconds> given;
    std::optional<WallTime> none = WallTime(1s);

    row->read(duration, moment, given, none);

    CHECK(duration == 1500ms);
    CHECK(moment == WallTime(1'700'000'000s));
    CHECK(given == -2ns);
    CHECK(none == std::nullopt);
}

TEST_CASE("not a number is nothing, and infinite stays so but is no duration", "[store]") {
    const double infinite = std::numeric_limits<double>::infinity();
    Row row(std::nan(""), infinite, infinite, std::nullopt);
    CHECK(row->is_null(0));
    std::optional<double> no_number = 1;
    std::optional<double> number;
    std::chrono::nanoseconds duration = 1s;
    std::optional<double> null = 1;

    row->read(no_number, number, duration, null);

    CHECK(no_number == std::nullopt);
    CHECK(number == infinite);
    CHECK(duration == 0s);
    CHECK(null == std::nullopt);
}

TEST_CASE("a text where a number should be is nothing, a count below 0 is 0", "[store]") {
    Row row("soon", -3, 0, -1);
    std::optional<double> number = 1;
    std::uint64_t count = 1;
    bool no = true;
    int below = 0;

    row->read(number, count, no, below);

    CHECK(number == std::nullopt);
    CHECK(count == 0);
    CHECK_FALSE(no);
    CHECK(below == -1);
}

TEST_CASE("reading goes on where it stopped, and begins again with the next row", "[store]") {
    const store::Database database = store::Database::in_memory();
    store::Statement rows = database.prepare("VALUES (1, 2, 3), (4, 5, 6)");
    int a = 0;
    int b = 0;

    REQUIRE(rows.step());
    rows.read(a);
    rows.read(b);
    CHECK(a == 1);
    CHECK(b == 2);
    REQUIRE(rows.step());
    rows.read(a);
    rows.from(2).read(b);
    CHECK(a == 4);
    CHECK(b == 6);
}
