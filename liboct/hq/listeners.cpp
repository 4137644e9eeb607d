// A hook that throws costs whoever threw, and nobody else.
#include "hq/listeners.hpp"

#include "base/demangled.hpp"
#include "base/error_text.hpp"

#include <fmt/format.h>

#include <exception>
#include <typeinfo>
#include <utility>

namespace oct::hq {
namespace {

template <class Listener>
std::string class_of(const Listener& listener) {
    return base::demangled(typeid(listener).name());
}

}  // namespace

Listeners::Listeners(std::vector<RunObserver*> observers, const std::vector<ResultSink*>& sinks,
                     LogSink& log)
    : observers_(std::move(observers)), sinks_(sinks), log_(log, "oct.hq") {}

void Listeners::preparing() {
    for (RunObserver* observer : observers_) observer->preparing();
}

void Listeners::waiting(std::uint64_t missing) {
    for (RunObserver* observer : observers_) observer->waiting(missing);
}

void Listeners::starting() {
    for (RunObserver* observer : observers_) observer->starting();
}

void Listeners::progress(const Progress& now) {
    for (RunObserver* observer : observers_) observer->progress(now);
}

void Listeners::draining() {
    tell_observers("draining", [](RunObserver& observer) { observer.draining(); });
}

void Listeners::stopped() {
    tell_observers("stopped", [](RunObserver& observer) { observer.stopped(); });
}

void Listeners::analyzing() {
    tell_observers("analyzing", [](RunObserver& observer) { observer.analyzing(); });
}

void Listeners::start(const RunStart& run) {
    tell_sinks("start", [&](ResultSink& sink) { sink.start(run); });
}

void Listeners::consume(const SampleBlock& block) {
    tell_sinks("consume", [&](ResultSink& sink) { sink.consume(block); });
}

void Listeners::stop(std::chrono::nanoseconds run_time) {
    tell_sinks("stop", [&](ResultSink& sink) { sink.stop(run_time); });
}

void Listeners::turret(const TurretRecord& record) {
    tell_sinks("turret", [&](ResultSink& sink) { sink.turret(record); });
}

void Listeners::finish(RunOutcome& outcome) {
    tell_sinks("finish", [&](ResultSink& sink) {
        outcome.hook_failures = failures_;
        sink.finish(outcome);
    });
    outcome.hook_failures = failures_;
}

template <class Call>
void Listeners::tell_observers(std::string_view hook, Call call) {
    for (RunObserver* observer : observers_) try {
            call(*observer);
        } catch (...) {
            remember(base::error_text(
                fmt::format("Observer {} threw in {}(): ", class_of(*observer), hook),
                std::current_exception()));
        }
}

template <class Call>
void Listeners::tell_sinks(std::string_view hook, Call call) {
    for (ResultSink*& sink : sinks_) {
        if (sink == nullptr) continue;
        try {
            call(*sink);
        } catch (...) {
            remember(
                base::error_text(fmt::format("Sink {} threw in {}() and got nothing from then on: ",
                                             class_of(*std::exchange(sink, nullptr)), hook),
                                 std::current_exception()));
        }
    }
}

void Listeners::remember(std::string what) {
    log_.error(what);
    failures_.push_back(std::move(what));
}

}  // namespace oct::hq
