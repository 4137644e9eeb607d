// An HTTP client for one cannon: a libcurl handle whose connection stays open between requests.
#pragma once

#include <oct/transaction.hpp>

#include <curl/curl.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

/// Sends requests to one server and throws when the answer is not the expected one.
///
/// Errors:     throws std::runtime_error such as "GET /flaky: HTTP status 500".
/// Threading:  confined.
class HttpClient {
public:
    explicit HttpClient(std::string base_url) : base_url_(std::move(base_url)), curl_(open()) {
        curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);  // signals and threads do not mix
        curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, 5000L);
        curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &HttpClient::discard);
    }

    /// The server under test: OCT_TARGET of the environment, or the configuration's `target`.
    static std::string target(const oct::TransactionConfig& config) {
        if (const char* from_environment = std::getenv("OCT_TARGET")) return from_environment;
        if (auto from_config = config.value<std::string>("target")) return *from_config;
        throw std::runtime_error(
            "no server to test: set \"target\" in config.json or OCT_TARGET in the environment");
    }

    void get(const std::string& path, long expected_status = 200) {
        curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
        perform("GET", path, expected_status);
    }

    void post(const std::string& path, const std::string& form, long expected_status = 200) {
        curl_easy_setopt(curl_.get(), CURLOPT_COPYPOSTFIELDS, form.c_str());
        perform("POST", path, expected_status);
    }

private:
    static CURL* open() {
        static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
        CURL* curl = ready == CURLE_OK ? curl_easy_init() : nullptr;
        if (curl == nullptr) throw std::runtime_error("libcurl cannot be initialized");
        return curl;
    }

    static std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
        return size * count;
    }

    void perform(const char* method, const std::string& path, long expected_status) {
        const std::string url = base_url_ + path;
        curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
        const CURLcode result = curl_easy_perform(curl_.get());
        const std::string request = std::string(method) + " " + path + ": ";
        if (result != CURLE_OK) throw std::runtime_error(request + curl_easy_strerror(result));
        long status = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
        if (status != expected_status)
            throw std::runtime_error(request + "HTTP status " + std::to_string(status));
    }

    struct Close {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };

    std::string base_url_;
    std::unique_ptr<CURL, Close> curl_;
};
