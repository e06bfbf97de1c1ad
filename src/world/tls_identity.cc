#include "world/tls_identity.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace world {
namespace {

OwnedBio reader_of(const std::string& text) {
  return OwnedBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// A key file that asks for a pass phrase gets none: there is nobody to ask.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

base::Result<OwnedKey> parse_key(const Pem& pem) {
  const auto reader = reader_of(pem.text);
  ERR_clear_error();
  OwnedKey key(PEM_read_bio_PrivateKey(reader.get(), nullptr, no_pass_phrase, nullptr));
  if (key) return key;
  ERR_clear_error();
  if (pem.text.find("ENCRYPTED") != std::string::npos) {
    return base::fail(base::Kind::unsupported,
                      "{}: the private key is encrypted; give one without a pass phrase", pem.name);
  }
  return base::fail(base::Kind::invalid, "{}: no private key in PEM form", pem.name);
}

void note_validity(const X509* certificate, const std::string& name,
                   std::vector<std::string>* notes) {
  const auto* until = X509_get0_notAfter(certificate);
  const auto* from = X509_get0_notBefore(certificate);
  if (X509_cmp_current_time(until) < 0) {
    notes->push_back(base::format("{}: the certificate expired on {}", name, text_of(until)));
  }
  if (X509_cmp_current_time(from) > 0) {
    notes->push_back(
        base::format("{}: the certificate is not valid before {}", name, text_of(from)));
  }
}

}  // namespace

base::Result<std::vector<OwnedCertificate>> parse_certificates(const Pem& pem) {
  const auto reader = reader_of(pem.text);
  std::vector<OwnedCertificate> out;
  ERR_clear_error();
  while (auto* next = PEM_read_bio_X509(reader.get(), nullptr, no_pass_phrase, nullptr)) {
    out.emplace_back(next);
  }
  const auto code = ERR_peek_last_error();
  const auto reason = take_openssl_reason();
  if (ERR_GET_REASON(code) != PEM_R_NO_START_LINE) {
    return base::fail(base::Kind::invalid, "{}: certificate {} is broken: {}", pem.name,
                      out.size() + 1, reason);
  }
  if (out.empty()) {
    return base::fail(base::Kind::invalid, "{}: no certificate in PEM form", pem.name);
  }
  return out;
}

base::Result<> use_identity(SSL_CTX* context, const TlsIdentity& identity) {
  TRY(const auto chain, parse_certificates(identity.chain));
  TRY(const auto key, parse_key(identity.key));
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return base::fail(base::Kind::invalid, "{}: the key does not match the certificate in {}",
                      identity.key.name, identity.chain.name);
  }
  bool taken = SSL_CTX_use_certificate(context, chain.front().get()) == 1;
  for (size_t i = 1; taken && i < chain.size(); ++i) {
    taken = SSL_CTX_add1_chain_cert(context, chain[i].get()) == 1;
  }
  if (!taken || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return base::fail(base::Kind::invalid, "{}: {}", identity.chain.name, take_openssl_reason());
  }
  return {};
}

base::Result<> add_roots(SSL_CTX* context, const Pem& pem) {
  TRY(const auto roots, parse_certificates(pem));
  auto* store = SSL_CTX_get_cert_store(context);
  for (const auto& root : roots) {
    if (X509_STORE_add_cert(store, root.get()) != 1) {
      return base::fail(base::Kind::invalid, "{}: {}", pem.name, take_openssl_reason());
    }
  }
  return {};
}

std::vector<std::string> find_expired(const SSL_CTX* context, const std::string& name) {
  std::vector<std::string> notes;
  note_validity(SSL_CTX_get0_certificate(context), name, &notes);
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(const_cast<SSL_CTX*>(context), &chain);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    note_validity(sk_X509_value(chain, i), name, &notes);
  }
  return notes;
}

}  // namespace world
