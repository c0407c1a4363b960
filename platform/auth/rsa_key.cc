#include "platform/auth/rsa_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <utility>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::auth {
namespace {

constexpr int kBitsMin = 2048;
constexpr int kBitsMax = 8192;  // a larger one in a key set would only burn time

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool acceptable(const EVP_PKEY* key) {
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return false;
  const int bits = EVP_PKEY_get_bits(key);
  return bits >= kBitsMin && bits <= kBitsMax;
}

// What failed is said by the caller; OpenSSL's own queue must not leak into the next call on this thread.
[[noreturn]] void fail(const char* message) {
  ERR_clear_error();
  throw std::runtime_error(message);
}

std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) fail("the RSA key has no public part");
  const Number number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
  return base::to_base64url(bytes);
}

Number number_from(const boost::json::object& jwk, std::string_view name) {
  const auto* value = jwk.if_contains(name);
  if (value == nullptr || !value->is_string()) return nullptr;
  const auto bytes = base::from_base64url(std::string_view(value->get_string()));
  if (!bytes || bytes->empty() || bytes->size() > kBitsMax / 8) return nullptr;
  return Number(BN_bin2bn(bytes_of(*bytes), static_cast<int>(bytes->size()), nullptr));
}

bool text_is(const boost::json::object& object, std::string_view name, std::string_view wanted) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() && value->get_string() == wanted;
}

std::shared_ptr<EVP_PKEY> public_key(const BIGNUM* modulus, const BIGNUM* exponent) {
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) != 1) {
    return nullptr;
  }
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return owned(key);
}

}  // namespace

std::string RsaKey::thumbprint() const {
  // RFC 7638 §3: the required members in lexical order, without spaces.
  return base::to_base64url(base::sha256(R"({"e":")" + number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E) +
                                         R"(","kty":"RSA","n":")" + number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N) +
                                         R"("})"));
}

RsaKey RsaKey::generate() {
  auto key = owned(EVP_RSA_gen(static_cast<unsigned>(kBitsMin)));
  if (!key) fail("an RSA key could not be generated");
  return RsaKey(std::move(key));
}

RsaKey RsaKey::from_pem(std::string_view pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // The empty password keeps OpenSSL from asking for one on the terminal.
  auto key = owned(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, const_cast<char*>("")));
  if (!acceptable(key.get())) fail("the signing key is not an RSA private key of 2048 to 8192 bits in PEM");
  return RsaKey(std::move(key));
}

std::optional<RsaKey> RsaKey::from_jwk(const boost::json::object& jwk) {
  if (!text_is(jwk, "kty", "RSA")) return std::nullopt;
  if (jwk.contains("use") && !text_is(jwk, "use", "sig")) return std::nullopt;
  if (jwk.contains("alg") && !text_is(jwk, "alg", "RS256")) return std::nullopt;
  const auto* kid = jwk.if_contains("kid");
  if (kid == nullptr || !kid->is_string() || kid->get_string().empty()) return std::nullopt;
  const Number modulus = number_from(jwk, "n");
  const Number exponent = number_from(jwk, "e");
  if (!modulus || !exponent) return std::nullopt;
  auto key = public_key(modulus.get(), exponent.get());
  ERR_clear_error();
  if (!acceptable(key.get())) return std::nullopt;
  return RsaKey(std::move(key), std::string(kid->get_string()));
}

std::string RsaKey::to_pem() const {
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    fail("the signing key could not be written as PEM");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

boost::json::object RsaKey::to_jwk() const {
  return {{"kty", "RSA"},
          {"use", "sig"},
          {"alg", "RS256"},
          {"kid", kid_},
          {"n", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N)},
          {"e", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E)}};
}

std::string RsaKey::sign(std::string_view message) const {
  const Digest digest(EVP_MD_CTX_new());
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(message),
                     message.size()) != 1) {
    fail("a token could not be signed");
  }
  signature.resize(size);
  return signature;
}

bool RsaKey::verify(std::string_view message, std::string_view signature) const {
  const Digest digest(EVP_MD_CTX_new());
  const bool valid =
      digest && EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace copper::auth
