// Command {{ project-name | kebab_case }} answers one HTTP request, which it gets by CGI.
package main

import (
	"log"
	"net/http/cgi"
)

func main() {
	if err := cgi.Serve(newHandler()); err != nil {
		log.Fatal(err)
	}
}
