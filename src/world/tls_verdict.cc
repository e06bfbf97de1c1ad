#include "world/tls_verdict.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/format.h"
#include "base/ip.h"
#include "base/text.h"

namespace world {
namespace {

std::string text_of(const ASN1_STRING* text) {
  const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
  return std::string(data, static_cast<size_t>(ASN1_STRING_length(text)));
}

std::string address_of(const ASN1_OCTET_STRING* text) {
  const auto* data = ASN1_STRING_get0_data(text);
  if (ASN1_STRING_length(text) == 4) {
    return base::IpAddress::v4({data[0], data[1], data[2], data[3]}).text();
  }
  if (ASN1_STRING_length(text) != 16) return "a broken address";
  std::array<uint8_t, 16> bytes;
  std::copy_n(data, bytes.size(), bytes.begin());
  return base::IpAddress::v6(bytes).text();
}

std::string common_name_of(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0) return "nobody";
  return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
}

// The hosts that a certificate is for: its subject alternative names, or else its common name.
std::string hosts_of(const X509* certificate) {
  using Names = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> hosts;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) hosts.push_back(text_of(name->d.dNSName));
    if (name->type == GEN_IPADD) hosts.push_back(address_of(name->d.iPAddress));
  }
  if (hosts.empty()) hosts.push_back(common_name_of(X509_get_subject_name(certificate)));
  return base::join(hosts, ", ");
}

std::string describe(int error, const X509* certificate, const std::string& host) {
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return base::format("the certificate is for {}, not {}", hosts_of(certificate), host);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return base::format("the certificate of {} expired on {}", hosts_of(certificate),
                          text_of(X509_get0_notAfter(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return base::format("the certificate of {} is not valid before {}", hosts_of(certificate),
                          text_of(X509_get0_notBefore(certificate)));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return base::format("the certificate of {} is self-signed and not trusted",
                          hosts_of(certificate));
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return base::format("the certificate was issued by {}, which is not trusted",
                          common_name_of(X509_get_issuer_name(certificate)));
    default:  // OpenSSL has a hundred
      return base::format("the certificate is not trusted: {}",
                          X509_verify_cert_error_string(error));
  }
}

int note_problem(int preverified, X509_STORE_CTX* check) {
  if (preverified == 1) return 1;
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* verdict = static_cast<TlsVerdict*>(SSL_get_app_data(ssl));
  verdict->problem = describe(X509_STORE_CTX_get_error(check),
                              X509_STORE_CTX_get_current_cert(check), verdict->host);
  return 0;
}

}  // namespace

void check_peer(SSL* ssl, TlsVerdict* verdict) {
  SSL_set_app_data(ssl, verdict);
  SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, note_problem);
  if (verdict->host.empty()) return;
  if (base::IpAddress::parse(verdict->host)) {  // no SNI for addresses (RFC 6066 section 3)
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), verdict->host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(ssl, verdict->host.c_str());
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(ssl, verdict->host.c_str());
}

}  // namespace world
