package main

import (
	"fmt"
	"net/http"
)

// newHandler returns what answers the app's requests.
func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", greet)
	return mux
}

func greet(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "Hello from Go! You asked for %s\n", r.URL.RequestURI())
}
