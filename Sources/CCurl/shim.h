// The one door to libcurl.
//
// curl_easy_setopt, curl_multi_setopt and curl_easy_getinfo are variadic, and Swift does not
// import variadic C functions: one inline function per shape of argument stands in for them.
// libcurl reads the argument with va_arg, so each shape must have exactly the width that the
// option's manual page names.
#pragma once
#include <curl/curl.h>

/// For options that take a `long`: switches, counts, milliseconds, versions.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// For options that take a `curl_off_t`: sizes, which are 64 bits wide on every machine.
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// For options that take a string. libcurl copies it, except for CURLOPT_POSTFIELDS.
static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// For options that take a pointer libcurl keeps: the callbacks' context, the error buffer,
/// the bytes of a body.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// For options that take a list of strings. libcurl keeps the pointer: the caller frees the
/// list after the transfer.
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// The shape of CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);

/// For options that take a callback for received data.
static inline CURLcode ccurl_set_data_callback(
    CURL *handle, CURLoption option, ccurl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

/// For options of the multi handle that take a `long`.
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The result in a CURLMSG_DONE message. It stands in a union named `data`, whose members
/// Swift cannot tell apart safely.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}
