// A log that is gone when the run begins.
// says: cannot bind (non-const lvalue reference|to a temporary)
#include <oct/load_test.hpp>
#include <oct/log.hpp>

class Log : public oct::LogSink {
    void write(oct::LogLevel /*level*/, std::string_view /*component*/,
               std::string_view /*message*/) override {}
};

#ifdef MISUSE
void test() {
    oct::LoadTest().log(Log());
}
#else
void test() {
    Log log;
    oct::LoadTest().log(log);
}
#endif
