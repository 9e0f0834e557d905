/* Gives a program that has no option for it (h2load) a client certificate: put before its libraries
 * with LD_PRELOAD, the files named by CLIENT_CERTIFICATE and CLIENT_KEY. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/ssl.h>
#include <stdlib.h>

SSL_CTX* SSL_CTX_new(const SSL_METHOD* method) {
  SSL_CTX* (*openssl)(const SSL_METHOD*);
  *(void**)&openssl = dlsym(RTLD_NEXT, "SSL_CTX_new");
  SSL_CTX* context = openssl(method);
  if (SSL_CTX_use_certificate_chain_file(context, getenv("CLIENT_CERTIFICATE")) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, getenv("CLIENT_KEY"), SSL_FILETYPE_PEM) != 1) {
    abort();
  }
  return context;
}
