// The one door to libcurl.
#pragma once
#include <curl/curl.h>
