package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// script says how pods end. The first rule that fits a pod holds; without one it succeeds.
type script struct {
	// After is how long a pod runs when its rule does not say.
	After duration `json:"after"`
	Rules []rule   `json:"rules"`
}

type rule struct {
	// Step is a regular expression that the display name of the step must match as a whole.
	Step string `json:"step"`
	// Attempt is the try, from 1; 0 means every try.
	Attempt int    `json:"attempt"`
	End     string `json:"end"`
	// ExitCode is that of the containers. A pod that its node ends has 137 or 143 by itself, and none at all with -1,
	// as older kubelets leave it.
	ExitCode int32    `json:"exitCode"`
	After    duration `json:"after"`
	// Message is what the container leaves as its termination message.
	Message string `json:"message"`

	pattern *regexp.Regexp
}

const (
	endDone      = "done"
	endFailed    = "failed"       // the main container ends with exitCode
	endOOM       = "oom"          // the kernel kills the main container for its memory
	endEvicted   = "evicted"      // the node needs the room
	endShutdown  = "shutdown"     // the node is shut down in good order
	endPreempted = "preempted"    // a more important pod takes the place
	endLost      = "lost"         // the node is gone and the pod with it
	endInitError = "init-error"   // the init container fails
	endWaitError = "wait-error"   // Argo's own container beside main fails
	endNoStart   = "never-starts" // no node fits
	endNever     = "never-ends"
)

var ends = []string{
	endDone, endFailed, endOOM, endEvicted, endShutdown, endPreempted, endLost, endInitError, endWaitError, endNoStart,
	endNever,
}

// duration is written as Go does: "90s", "10m".
type duration time.Duration

func (d *duration) UnmarshalJSON(text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return err
	}
	parsed, err := time.ParseDuration(word)
	*d = duration(parsed)
	return err
}

func readScript(path string) (*script, error) {
	read := &script{After: duration(10 * time.Second)}
	if path == "" {
		return read, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(read); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for at := range read.Rules {
		r := &read.Rules[at]
		if !slices.Contains(ends, r.End) {
			return nil, fmt.Errorf("%s: %q is no end of a pod; there are %s", path, r.End, strings.Join(ends, ", "))
		}
		if r.pattern, err = regexp.Compile("^(?:" + r.Step + ")$"); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return read, nil
}

func (s *script) ruleFor(step string, attempt int) rule {
	for _, r := range s.Rules {
		if r.pattern.MatchString(step) && (r.Attempt == 0 || r.Attempt == attempt) {
			if r.After == 0 {
				r.After = s.After
			}
			return r
		}
	}
	return rule{End: endDone, After: s.After}
}
