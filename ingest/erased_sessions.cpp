#include "ingest/erased_sessions.h"

#include "ingest/access_key.h"

namespace silhouette::ingest {
namespace {

constexpr int kSchema = 1;

// A tenant's name has no zero in it, and a session's id has a fixed length: no two pairs give one text.
std::string digest_of(const std::string& tenant, const SessionId& session) {
    return sha256(tenant + '\0' + std::string(session.bytes()));
}

std::string proof_of(const std::string& digest, std::string_view secret) {
    return sha256(digest + std::string(secret));
}

}  // namespace

ErasedSessions::ErasedSessions(const std::filesystem::path& file) : database_(file, true) {
    if (database_.schema_version() == 0) {
        Transaction transaction(database_);
        if (database_.schema_version() == 0) {
            database_.run(
                "CREATE TABLE erased(digest BLOB PRIMARY KEY, proof BLOB NOT NULL, at INTEGER NOT NULL) STRICT,"
                " WITHOUT ROWID");
            database_.set_schema_version(kSchema);
        }
        transaction.commit();
    }
    if (database_.schema_version() != kSchema) {
        throw StorageError(StorageError::Kind::damaged, "the erased sessions are of another version of this program");
    }
}

void ErasedSessions::add(const std::string& tenant, const SessionId& session, std::string_view secret,
                         std::int64_t now) {
    const std::string digest = digest_of(tenant, session);
    const std::lock_guard lock(mutex_);
    auto insert = database_.prepare("INSERT INTO erased(digest, proof, at) VALUES(?1,?2,?3) ON CONFLICT DO NOTHING");
    insert.bind_blob(1, digest).bind_blob(2, proof_of(digest, secret)).bind(3, now).run();
}

bool ErasedSessions::contains(const std::string& tenant, const SessionId& session) {
    const std::string digest = digest_of(tenant, session);
    const std::lock_guard lock(mutex_);
    return database_.prepare("SELECT 1 FROM erased WHERE digest=?1").bind_blob(1, digest).step();
}

bool ErasedSessions::erased_with(const std::string& tenant, const SessionId& session, std::string_view secret) {
    const std::string digest = digest_of(tenant, session);
    const std::string proof = proof_of(digest, secret);
    const std::lock_guard lock(mutex_);
    auto row = database_.prepare("SELECT proof FROM erased WHERE digest=?1");
    row.bind_blob(1, digest);
    const std::string nothing(proof.size(), '\0');
    return same_secret(proof, row.step() ? row.blob(0) : nothing);
}

bool ErasedSessions::empty() {
    const std::lock_guard lock(mutex_);
    return !database_.prepare("SELECT 1 FROM erased LIMIT 1").step();
}

void ErasedSessions::forget(std::int64_t before) {
    const std::lock_guard lock(mutex_);
    database_.prepare("DELETE FROM erased WHERE at<?1").bind(1, before).run();
}

}  // namespace silhouette::ingest
