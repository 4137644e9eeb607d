// A sink that is gone when the run begins.
// says: cannot bind (non-const lvalue reference|to a temporary)
#include <oct/load_test.hpp>
#include <oct/result_sink.hpp>

class Sink : public oct::ResultSink {
    void consume(const oct::SampleBlock& /*block*/) override {}
};

#ifdef MISUSE
void test() {
    oct::LoadTest().sink(Sink());
}
#else
void test() {
    Sink sink;
    oct::LoadTest().sink(sink);
}
#endif
