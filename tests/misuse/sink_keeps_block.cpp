// A sink that takes its block for its own.
// says: does not override|hides virtual member function
#include <oct/result_sink.hpp>

#ifdef MISUSE
class Sink : public oct::ResultSink {
    void consume(oct::SampleBlock&& /*block*/) override {}
};
#else
class Sink : public oct::ResultSink {
    void consume(const oct::SampleBlock& /*block*/) override {}
};
#endif
