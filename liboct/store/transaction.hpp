// A transaction that is committed by a word and rolled back without it.
#pragma once

#include "store/database.hpp"

namespace oct::store {

/// Begins in the constructor; unless commit() has returned, the destructor takes all changes back.
///
/// Errors:     the constructor and commit() throw StoreError. A commit that fails, e.g. on a full
///             disk, has changed nothing; the same may be tried again in another Transaction.
/// Threading:  confined to the thread of the Database; one at a time on a connection.
/// Ownership:  the Database must outlive it and not be moved.
class Transaction {
public:
    enum class Kind {
        Write,  ///< takes the lock for writing at once
        Read,   ///< all reads see the database as the first one found it
    };

    explicit Transaction(const Database& database, Kind kind = Kind::Write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    const Database& database_;
};

}  // namespace oct::store
