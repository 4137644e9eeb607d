// A script compiled with the headers of another version.
#include <oct/transaction.hpp>

extern "C" OCT_SCRIPT_EXPORT const oct::Script* oct_script() {
    static const oct::Script script{oct::kScriptAbi, {0, 99, 0}, "Foreign", nullptr};
    return &script;
}
