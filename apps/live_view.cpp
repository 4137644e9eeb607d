// One write a frame: cursor up, then each line with what was right of it erased.
#include "live_view.hpp"

#include "terminal.hpp"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace oct::apps {
namespace {

// The first `columns` characters; bytes that do not begin a character take no column.
std::string cut(const std::string& line, std::size_t columns) {
    std::size_t used = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(line[at]) & 0xC0U) != 0x80;
        if (begins && ++used > columns) return line.substr(0, at);
    }
    return line;
}

// From the end of the last of `lines` to the beginning of the first.
std::string back_to_top(std::size_t lines) {
    return lines > 1 ? "\r\x1b[" + std::to_string(lines - 1) + "A" : "\r";
}

}  // namespace

LiveView::Size LiveView::size() const {
    winsize found{};
    Size size;
    if (::ioctl(::fileno(stream_), TIOCGWINSZ, &found) != 0) return size;
    if (found.ws_col > 1) size.columns = found.ws_col;
    if (found.ws_row > 1) size.rows = found.ws_row;
    return size;
}

void LiveView::show(std::vector<std::string> lines) {
    const Size room = size();
    lines_ = std::move(lines);
    const std::size_t count = std::min(lines_.size(), room.rows - 1);
    std::string frame = drawn_ != 0 ? back_to_top(drawn_) : "";
    for (std::size_t i = 0; i < count; ++i) {
        if (i != 0) frame += '\n';
        frame += cut(printable(lines_[i]), room.columns - 1) + "\x1b[K";
    }
    frame += "\x1b[J";
    drawn_ = count;
    std::fputs(frame.c_str(), stream_);
    std::fflush(stream_);
}

void LiveView::hide() {
    if (drawn_ == 0) return;
    std::fputs((back_to_top(drawn_) + "\x1b[J").c_str(), stream_);
    std::fflush(stream_);
    drawn_ = 0;
}

void LiveView::end() {
    if (drawn_ != 0) std::fputs("\n", stream_);
    drawn_ = 0;
    lines_.clear();
}

}  // namespace oct::apps
