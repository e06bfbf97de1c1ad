package main

import (
	"net/http/httptest"
	"testing"
)

func TestGreetsWithThePath(t *testing.T) {
	recorder := httptest.NewRecorder()
	newHandler().ServeHTTP(recorder, httptest.NewRequest("GET", "/tea", nil))
	const want = "Hello from Go! You asked for /tea\n"
	if got := recorder.Body.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
