// A program that names its elements in files that are compiled in, and in no literal.
int main() {
    return 0;
}
