// The contract between a shared object that holds a transaction and the program that loads it.
#pragma once

#include <oct/export.hpp>
#include <oct/version.hpp>

#include <memory>

#define OCT_SCRIPT_EXPORT __attribute__((visibility("default")))

namespace oct {

class TransactionBase;
class TransactionConfig;

/// Changes whenever Script, Transaction, Timer or SampleBlock change their layout.
inline constexpr int kScriptAbi = 2;

/// What `oct_script()` of a shared object returns; OCT_TRANSACTION writes it.
struct Script {
    int abi;           ///< first, for ever: checked before anything else is read
    Version compiled;  ///< liboct's headers at compile time
    const char* name;  ///< the class
    std::unique_ptr<TransactionBase> (*make)(const TransactionConfig&);
};

}  // namespace oct
