// OpenSSL's objects with owners, and its failures as Errors. For tls_*.cc only.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace world {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Freed<free>>;

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using OwnedCertificate = Owned<X509, X509_free>;
using OwnedSsl = Owned<SSL, SSL_free>;
using OwnedContext = Owned<SSL_CTX, SSL_CTX_free>;

// The reason of the latest failure on this thread, in OpenSSL's words; empties its queue.
std::string take_openssl_reason();

// "Nov 24 04:00:00 2026 GMT"
std::string text_of(const ASN1_TIME* time);

}  // namespace world
