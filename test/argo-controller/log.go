package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
)

// logLines is how many different lines of the controller's log the report tells.
const logLines = 50

// logKeeper keeps what the controller logs, each message once.
type logKeeper struct {
	mutex sync.Mutex
	lines []string
	// echo writes every line to the standard error stream too.
	echo bool
}

func (l *logKeeper) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if l.echo {
			fmt.Fprintln(os.Stderr, line)
		}
		if line = messageOf(line); len(l.lines) < logLines && !slices.Contains(l.lines, line) {
			l.lines = append(l.lines, line)
		}
	}
	return len(text), nil
}

func (l *logKeeper) all() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return append([]string{}, l.lines...)
}

// messageOf leaves of a line what does not change from one time to the next.
func messageOf(line string) string {
	var entry map[string]any
	if json.Unmarshal([]byte(line), &entry) != nil {
		return line
	}
	message := fmt.Sprintf("%v: %v", entry["level"], entry["msg"])
	for _, name := range []string{"error", "err"} {
		if problem, ok := entry[name]; ok {
			message += fmt.Sprintf(": %v", problem)
		}
	}
	return message
}
