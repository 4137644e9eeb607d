// What liboct throws: control paths only; a failing transaction is data, not an exception.
#pragma once

#include <oct/export.hpp>

#include <stdexcept>

namespace oct {

/// Base of every exception of liboct; what() is one sentence that names the thing and the remedy.
class OCT_EXPORT Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A bad file, key, value or argument: fix the input.
class OCT_EXPORT ConfigError : public Error {
public:
    using Error::Error;
};

/// A peer speaks another version.
class OCT_EXPORT ProtocolError : public Error {
public:
    using Error::Error;
};

/// A socket cannot be bound or connected; what() names the endpoint.
class OCT_EXPORT TransportError : public Error {
public:
    using Error::Error;
};

/// A results database cannot be opened or read; what() names the file.
class OCT_EXPORT StoreError : public Error {
public:
    using Error::Error;
};

}  // namespace oct
