#include "testing/test_certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>

#include "base/check.h"
#include "base/format.h"
#include "base/ip.h"
#include "base/text.h"
#include "world/tls_openssl.h"

namespace testing {
namespace {

using world::OwnedBio;
using world::OwnedCertificate;
using world::OwnedKey;

OwnedKey make_key() {
  OwnedKey key(EVP_EC_gen("P-256"));
  CHECK(key);
  return key;
}

template <class Write>
std::string pem_of(Write write) {
  const OwnedBio out(BIO_new(BIO_s_mem()));
  CHECK(write(out.get()) == 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string pem_of(X509* certificate) {
  return pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
  return pem_of([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void set_common_name(X509_NAME* name, const std::string& text) {
  const auto* data = reinterpret_cast<const unsigned char*>(text.c_str());
  CHECK(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, data, -1, -1, 0) == 1);
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const world::Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  CHECK(extension);
  CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::vector<std::string> names;
  for (const auto& host : hosts) {
    names.push_back((base::IpAddress::parse(host) ? "IP:" : "DNS:") + host);
  }
  return base::join(names, ",");
}

// Without issuer and signature.
OwnedCertificate make_unsigned(EVP_PKEY* key, const std::string& name,
                               const CertificateSpec& spec) {
  OwnedCertificate certificate(X509_new());
  CHECK(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  static std::atomic<long> last_serial = 0;  // no two of one issuer may be the same
  CHECK(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++last_serial) == 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), spec.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), spec.valid_until.count());
  CHECK(X509_set_pubkey(certificate.get(), key) == 1);
  set_common_name(X509_get_subject_name(certificate.get()), name);
  return certificate;
}

void sign(X509* certificate, X509_NAME* issuer, EVP_PKEY* key) {
  CHECK(X509_set_issuer_name(certificate, issuer) == 1);
  CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
}

world::TlsIdentity identity_of(X509* certificate, EVP_PKEY* key) {
  return {{"chain.pem", pem_of(certificate)}, {"key.pem", pem_of(key)}};
}

std::string name_of(const CertificateSpec& spec) {
  return spec.hosts.empty() ? "somebody" : spec.hosts.front();
}

}  // namespace

struct TestAuthority::State {
  OwnedKey key;
  OwnedCertificate root;
};

TestAuthority::TestAuthority(std::string name) : state_(std::make_unique<State>()) {
  state_->key = make_key();
  state_->root = make_unsigned(state_->key.get(), name, {});
  auto* root = state_->root.get();
  add_extension(root, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(root, NID_key_usage, "critical,keyCertSign");
  sign(root, X509_get_subject_name(root), state_->key.get());
}

TestAuthority::~TestAuthority() = default;

world::Pem TestAuthority::root() const {
  return {"root.pem", pem_of(state_->root.get())};
}

world::TlsIdentity TestAuthority::issue(const CertificateSpec& spec) const {
  const auto key = make_key();
  const auto certificate = make_unsigned(key.get(), name_of(spec), spec);
  if (!spec.hosts.empty()) {
    add_extension(certificate.get(), NID_subject_alt_name, alternative_names(spec.hosts));
  }
  sign(certificate.get(), X509_get_subject_name(state_->root.get()), state_->key.get());
  return identity_of(certificate.get(), key.get());
}

world::TlsIdentity make_self_signed(const CertificateSpec& spec) {
  const auto key = make_key();
  const auto certificate = make_unsigned(key.get(), name_of(spec), spec);
  add_extension(certificate.get(), NID_subject_alt_name, alternative_names(spec.hosts));
  sign(certificate.get(), X509_get_subject_name(certificate.get()), key.get());
  return identity_of(certificate.get(), key.get());
}

}  // namespace testing
