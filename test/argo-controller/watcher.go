package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"k8s.io/apimachinery/pkg/watch"
)

// watcher is the body of a response to a watch: one JSON document for each change that its selector lets through.
type watcher struct {
	selects func(*stored) bool

	mutex  sync.Mutex
	more   *sync.Cond
	buffer bytes.Buffer
	closed bool
	stop   func()
}

var _ io.ReadCloser = &watcher{}

func newWatcher(ctx context.Context, selects func(*stored) bool) *watcher {
	w := &watcher{selects: selects}
	w.more = sync.NewCond(&w.mutex)
	context.AfterFunc(ctx, func() { _ = w.Close() })
	return w
}

// offer writes a change as the selector sees it: an object that begins to be selected is added, one that no longer is
// has been deleted.
func (w *watcher) offer(c change) {
	is := c.event != watch.Deleted && w.selects(c.object)
	was := c.previous != nil && w.selects(c.previous)
	event := watch.Modified
	switch {
	case !is && !was:
		return
	case is && !was:
		event = watch.Added
	case !is && was:
		event = watch.Deleted
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.closed {
		return
	}
	fmt.Fprintf(&w.buffer, `{"type":%q,"object":`, event)
	w.buffer.Write(c.object.body)
	w.buffer.WriteString("}\n")
	w.more.Signal()
}

func (w *watcher) Read(into []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for w.buffer.Len() == 0 && !w.closed {
		w.more.Wait()
	}
	if w.closed {
		return 0, io.EOF
	}
	return w.buffer.Read(into)
}

func (w *watcher) Close() error {
	w.mutex.Lock()
	already := w.closed
	w.closed = true
	w.more.Broadcast()
	w.mutex.Unlock()
	if !already && w.stop != nil {
		w.stop()
	}
	return nil
}
