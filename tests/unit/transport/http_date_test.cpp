#include "transport/http_date.h"

#include "tests/catch.h"

namespace silhouette::transport {
namespace {

constexpr std::int64_t kNow = 1'780'000'000;  // in May 2026

TEST_CASE("a time is read in each of the three forms that HTTP knows") {
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow) == 784'111'777);
    CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow) == 784'111'777);
    CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", kNow) == 784'111'777);
    CHECK(parse_http_date("Wed Nov 16 08:49:37 1994", kNow) == 784'111'777 + 10 * 86'400);
    // A leap second.
    CHECK(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", kNow) == 1'483'228'800);
}

TEST_CASE("a year of two digits is no more than fifty years ahead") {
    CHECK(parse_http_date("Friday, 01-May-76 00:00:00 GMT", kNow) == 3'355'516'800);  // 2076
    CHECK(parse_http_date("Saturday, 01-May-77 00:00:00 GMT", kNow) == 231'292'800);  // 1977
    CHECK(parse_http_date("Thursday, 31-Dec-26 00:00:00 GMT", kNow) == 1'798'675'200);
    // As seen from 2060: 2105 is nearer than 2005, and 2100 has no such day.
    CHECK(parse_http_date("Thursday, 01-Jan-05 00:00:00 GMT", 2'840'140'800) == 4'260'211'200);
    CHECK(parse_http_date("Tuesday, 29-Feb-00 00:00:00 GMT", 2'840'140'800) == 951'782'400);
}

TEST_CASE("what is no time of these forms is none") {
    for (const char* text : {"",
                             "Sunday",
                             "Sun",
                             ", 06 Nov 1994 08:49:37 GMT",
                             "06 Nov 1994 08:49:37 GMT",
                             "Sun, 99 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 CET",
                             "Sun, 06 Nov 1994 25:49:37 GMT",
                             "Sun, 06 Foo 1994 08:49:37 GMT",
                             "Sun, 06 ovD 1994 08:49:37 GMT",
                             "Sun, -6 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 GMT ",
                             "Sun, 06 Nov 94 08:49:37 GMT",
                             "Sunday, 06-Nov-1994 08:49:37 GMT",
                             "Sunday, 31-Feb-94 08:49:37 GMT",
                             "Sunday, 06-Nov-94 08:49:37",
                             ", 06-Nov-94 08:49:37 GMT",
                             "Sun Nov 6 08:49:37 1994",
                             "Sun Nov    08:49:37 1994",
                             "Sun Nov  6 08:49:37 1994 GMT",
                             "Sunday Nov  6 08:49:37 1994"}) {
        INFO(text);
        CHECK_FALSE(parse_http_date(text, kNow));
    }
}

}  // namespace
}  // namespace silhouette::transport
