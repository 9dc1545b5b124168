// What the sources of programs are made of, as far as names of elements are concerned: comments, strings, and
// expressions that give an element its name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/provenance/name_extraction.h"

namespace silhouette::privacy {

constexpr bool is_source_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool is_source_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Visits what may stand in a manifest.
void visit_name(std::string_view name, const NameVisit& visit);

// Where a text is read, and in what language.
struct SourceText {
    std::string_view text;
    std::size_t at = 0;
    bool has_hash_comments = false;
    bool quotes_strings_singly = true;  // otherwise 'x' is one character

    bool is_at_end() const { return at >= text.size(); }
    char here() const { return at < text.size() ? text[at] : '\0'; }
    char ahead(std::size_t count) const { return count < text.size() - at ? text[at + count] : '\0'; }
    bool begins_with(std::string_view what) const { return text.substr(at).starts_with(what); }

    // Moves behind a comment that begins here, or one character in quotes.
    bool skip_comment();
    // Moves behind spaces and comments.
    void skip_space();
    // The string that begins here, with the letters of its kind before it (u8"", R"()", r#""#, f"", """""", ``); moves
    // behind it. Escapes keep it from being a name, save those of quotes. Of a long one the beginning.
    std::optional<std::string> take_string();
    std::string_view take_word();
    // The next word, in which the characters of `marks` may stand, too; what is none is one character.
    std::string_view take_token(std::string_view marks);

    // Visits the names in an expression that gives an element its name: its first string, with those that follow it
    // without an operator, and the other ends of a choice (`is_new ? "create" : "edit"`). What has a value within
    // (`row_${index}`) is told by its beginning. In a call that begins here the name may follow other arguments; other
    // expressions end with their line.
    void take_names(bool is_call, const NameVisit& visit);

  private:
    std::string take_until(std::string_view end, bool has_escapes);
    void visit_string(std::string first, const NameVisit& visit);
};

}  // namespace silhouette::privacy
