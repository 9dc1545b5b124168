#include "privacy/provenance/literal_scan.h"

#include <algorithm>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/segment_byte.h"

namespace silhouette::privacy {
namespace {

bool is_lower(unsigned c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(unsigned c) {
    return c >= 'A' && c <= 'Z';
}
bool is_letter(unsigned c) {
    return is_lower(c) || is_upper(c);
}
bool is_digit(unsigned c) {
    return c >= '0' && c <= '9';
}

bool is_text(unsigned unit) {
    return unit >= ' ' || unit == '\n' || unit == '\t';
}

// Two 8-bit characters of text, read as one unit.
bool is_two_letters(unsigned unit) {
    const auto is_printable = [](unsigned c) { return c >= ' ' && c <= '~'; };
    return is_printable(unit & 0xff) && is_printable(unit >> 8);
}

// Shorter ones are found in tables of numbers (0x00004b4f is "OK"), so they count only beside another literal.
constexpr std::size_t kAloneMin = 4;
// Shorter ends of literals tell too little to be told apart from chance.
constexpr std::size_t kTailMin = 6;

// Units of one encoding over bytes.
template <bool wide>
class Units {
  public:
    // Literals of char16_t lie at even addresses.
    explicit Units(std::span<const std::byte> bytes, bool is_odd = false)
        : bytes_(bytes), shift_(wide && is_odd && !bytes.empty() ? 1 : 0) {}
    std::size_t size() const { return wide ? (bytes_.size() - shift_) / 2 : bytes_.size(); }
    unsigned operator[](std::size_t at) const {
        const std::size_t byte = offset(at);
        if constexpr (wide) {
            return std::to_integer<unsigned>(bytes_[byte]) | std::to_integer<unsigned>(bytes_[byte + 1]) << 8;
        } else {
            return std::to_integer<unsigned>(bytes_[byte]);
        }
    }
    std::size_t offset(std::size_t at) const { return wide ? 2 * at + shift_ : at; }
    // The first unit that begins at this byte or behind it.
    std::size_t from(std::size_t byte) const { return wide ? (byte + 1 - std::min(byte, shift_)) / 2 : byte; }

  private:
    std::span<const std::byte> bytes_;
    std::size_t shift_;
};

// Whether a format directive or placeholder begins here, as in printf, QString::arg and std::format.
template <bool wide>
bool is_placeholder(const Units<wide>& units, std::size_t at) {
    const auto unit = [&](std::size_t i) { return i < units.size() ? units[i] : 0U; };
    if (unit(at) == '{') {
        const unsigned next = unit(at + 1);
        return next == '}' || next == ':' || is_digit(next);
    }
    if (unit(at) != '%') {
        return false;
    }
    // Flags, width, precision and length of printf; L and digits of QString::arg.
    for (std::size_t i = at + 1; i < at + 12; ++i) {
        const unsigned next = unit(i);
        if (is_digit(next) && !is_letter(unit(i + 1)) && !is_digit(unit(i + 1)) && unit(i + 1) != '.') {
            return true;
        }
        if (next != 0 && next < 0x80 &&
            std::string_view("diouxXeEfgGaAcspS").find(static_cast<char>(next)) != std::string_view::npos) {
            return true;
        }
        if (next == 0 || next >= 0x80 ||
            (!is_digit(next) &&
             std::string_view("-+ #.*hlLqjzt").find(static_cast<char>(next)) == std::string_view::npos)) {
            return false;
        }
    }
    return false;
}

template <bool wide>
void scan(const SegmentWindow& window, const std::function<void(const Literal&)>& visit) {
    const Units<wide> units(window.bytes, window.is_odd);
    const std::size_t size = units.size();
    const std::size_t last = std::min(size, units.from(window.end));
    const auto is_name_unit = [&](std::size_t at) {
        const unsigned unit = units[at];
        return unit < 0x80 && grammar::is_name_character(static_cast<char>(unit));
    };
    const auto has_letters = [&](std::size_t from, std::size_t to) {
        std::size_t letters = 0;
        for (; from < to && letters < grammar::kPrefixLettersMin; ++from) {
            letters += is_letter(units[from]) ? 1 : 0;
        }
        return letters == grammar::kPrefixLettersMin;
    };
    // What a literal may end in is looked for, and then where it begins: in the tables and compressed data of which
    // most programs consist, an end is rare, and name characters are everywhere.
    for (std::size_t at = units.from(window.begin); at < last; ++at) {
        const unsigned end = units[at];
        if (end != 0 && end != '%' && end != '{') {
            continue;
        }
        std::size_t begin = at;
        std::size_t last_letter = at;  // at: none
        while (begin > 0 && at - begin <= grammar::kNameLengthMax && is_name_unit(begin - 1)) {
            --begin;
            last_letter = last_letter == at && is_letter(units[begin]) ? begin : last_letter;
        }
        const std::size_t length = at - begin;
        if (last_letter == at || length < grammar::kNameLengthMin) {
            continue;
        }
        // A literal follows the NUL of the one before it; what follows other bytes is the end of a longer text, or
        // noise in compressed data.
        const bool starts = begin == 0 || units[begin - 1] == 0;
        // The last letter and the NUL of an 8-bit literal look like one more unit before a wide literal.
        const bool follows_narrow = wide && !starts && length > 1 && is_two_letters(units[begin - 1]);
        const bool beside_text = (begin >= 2 && is_text(units[begin - 2])) || (at + 1 < size && is_text(units[at + 1]));
        if (end == 0) {
            if (starts && length <= grammar::kNameLengthMax && (length >= kAloneMin || beside_text)) {
                visit({units.offset(begin), length, wide, LiteralKind::whole});
            }
            if (follows_narrow && length - 1 <= grammar::kNameLengthMax && length - 1 >= kAloneMin &&
                last_letter > begin) {
                visit({units.offset(begin + 1), length - 1, wide, LiteralKind::whole});
            }
            // Tails: only such as look like an identifier of several words and start where one of them starts. Single
            // words at the end of a longer literal (`Europe/Paris`, `Saved to Documents`) are no names; nor, in a text
            // or path, are people, products and places (`Ian McLean`, `Enable JavaScript`, `America/Buenos_Aires`).
            bool compound = false;
            for (std::size_t i = at - 1; i > begin || (i == begin && !starts); --i) {
                if (at - i > grammar::kNameLengthMax) {
                    break;
                }
                const unsigned here = units[i];
                const unsigned before = i > begin ? units[i - 1] : ' ';
                const bool word_starts = (is_upper(here) && !is_upper(before)) ||
                                         (is_letter(here) && !is_letter(before) && !is_digit(before));
                if (word_starts) {
                    if (compound && at - i >= kTailMin && (is_lower(here) || (starts && before != '/'))) {
                        visit({units.offset(i), at - i, wide, LiteralKind::tail});
                    }
                    // The next one to the left spans a border of words: a hump, or an underscore.
                    compound = compound || (is_upper(here) && is_lower(before)) || before == '_';
                }
                if (i == 0) {
                    break;
                }
            }
        } else if (starts && length <= grammar::kNameLengthMax &&
                   grammar::is_separator(static_cast<char>(units[at - 1])) && has_letters(begin, at) &&
                   is_placeholder(units, at)) {
            visit({units.offset(begin), length, wide, LiteralKind::format});
        }
    }
}

}  // namespace

void scan_literals(const SegmentWindow& window, const std::function<void(const Literal&)>& visit) {
    scan<false>(window, visit);
    scan<true>(window, visit);
}

std::string read_literal(std::span<const std::byte> bytes, std::size_t offset, bool wide) {
    std::string text;
    const std::size_t step = wide ? 2 : 1;
    for (std::size_t at = offset; at < bytes.size() && step <= bytes.size() - at; at += step) {
        const char character = std::to_integer<char>(segment_byte(bytes, at));
        if ((wide && segment_byte(bytes, at + 1) != std::byte{0}) || !grammar::is_name_character(character) ||
            text.size() == grammar::kNameLengthMax) {
            break;
        }
        text += character;
    }
    return text;
}

std::string_view format_prefix(std::string_view format) noexcept {
    const auto bytes = std::as_bytes(std::span(format));
    const Units<false> units(bytes);
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (is_placeholder(units, at)) {
            const std::string_view prefix = format.substr(0, at);
            return grammar::is_prefix(prefix) ? prefix : std::string_view();
        }
    }
    return {};
}

}  // namespace silhouette::privacy
