#include "transport/http_date.h"

#include <algorithm>
#include <chrono>

namespace silhouette::transport {
namespace {

struct Fields {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

bool is_letter(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

// 1 to 12; 0: none.
int month_of(std::string_view name) {
    static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto at = kMonths.find(name);
    return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3 + 1);
}

// `form`: `d`, `y`, `h`, `m`, `s` are digits of what they are the first letter of, `_` is one of the day's or a space
// in its place, `bbb` the month's name; all else stands for itself.
std::optional<Fields> read(std::string_view text, std::string_view form) {
    if (text.size() != form.size()) {
        return std::nullopt;
    }
    Fields fields;
    for (std::size_t at = 0; at < form.size(); ++at) {
        int* number = nullptr;
        switch (form[at]) {
            case 'b':
                fields.month = month_of(text.substr(at, 3));
                at += 2;
                continue;
            case '_':
                number = text[at] == ' ' ? nullptr : &fields.day;
                if (number == nullptr) {
                    continue;
                }
                break;
            case 'd':
                number = &fields.day;
                break;
            case 'y':
                number = &fields.year;
                break;
            case 'h':
                number = &fields.hour;
                break;
            case 'm':
                number = &fields.minute;
                break;
            case 's':
                number = &fields.second;
                break;
            default:
                if (text[at] != form[at]) {
                    return std::nullopt;
                }
                continue;
        }
        if (text[at] < '0' || text[at] > '9') {
            return std::nullopt;
        }
        *number = *number * 10 + (text[at] - '0');
    }
    return fields;
}

std::optional<std::int64_t> seconds_of(const Fields& fields) {
    const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                           std::chrono::month(static_cast<unsigned>(fields.month)),
                                           std::chrono::day(static_cast<unsigned>(fields.day))};
    if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * 86'400 + fields.hour * 3'600 + fields.minute * 60 + fields.second;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text, std::int64_t now) {
    // The weekday says nothing that the date does not.
    const auto letters = std::find_if_not(text.begin(), text.end(), is_letter) - text.begin();
    text.remove_prefix(static_cast<std::size_t>(letters));
    if (letters == 3) {
        auto fields = read(text, ", dd bbb yyyy hh:mm:ss GMT");
        if (!fields) {
            fields = read(text, " bbb _d hh:mm:ss yyyy");
        }
        return fields ? seconds_of(*fields) : std::nullopt;
    }
    auto fields = read(text, ", dd-bbb-yy hh:mm:ss GMT");
    if (letters == 0 || !fields) {
        return std::nullopt;
    }
    const std::int64_t latest = now + std::chrono::seconds(std::chrono::years(50)).count();
    const std::chrono::sys_days day(std::chrono::duration_cast<std::chrono::days>(std::chrono::seconds(latest)));
    const int century = static_cast<int>(std::chrono::year_month_day(day).year()) / 100 * 100;
    const int digits = fields->year;
    for (const int before : {0, 100}) {
        fields->year = century - before + digits;
        const auto seconds = seconds_of(*fields);
        if (seconds && *seconds <= latest) {
            return seconds;
        }
    }
    return std::nullopt;
}

}  // namespace silhouette::transport
