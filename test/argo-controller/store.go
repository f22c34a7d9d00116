package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

// key names a stored object. Resources of different API groups do not share names here.
type key struct{ resource, namespace, name string }

// stored is one version of an object; it is never changed.
type stored struct {
	body []byte
	meta metav1.ObjectMeta
	// fields are those of the JSON until it is written.
	fields map[string]json.RawMessage
}

type change struct {
	version  uint64
	event    watch.EventType
	key      key
	object   *stored
	previous *stored
}

// store holds objects as JSON with the rules of a Kubernetes API server that a controller can tell: resource versions
// and conflicts, finalizers, owners, and a history from which watches go on.
type store struct {
	mutex    sync.Mutex
	version  uint64
	objects  map[key]*stored
	order    map[string][]key
	history  map[string][]change
	oldest   map[string]uint64
	watchers map[string]map[*watcher]struct{}

	// changed is told every change, under the lock.
	changed func(change)
}

// historyLength is how many changes of a resource a late watch can still catch up on.
const historyLength = 64

func newStore(changed func(change)) *store {
	return &store{
		objects:  map[key]*stored{},
		order:    map[string][]key{},
		history:  map[string][]change{},
		oldest:   map[string]uint64{},
		watchers: map[string]map[*watcher]struct{}{},
		changed:  changed,
	}
}

func (s *store) get(k key) (*stored, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.find(k)
}

func (s *store) find(k key) (*stored, error) {
	if object, ok := s.objects[k]; ok {
		return object, nil
	}
	return nil, apierrors.NewNotFound(groupResource(k.resource), k.name)
}

// list returns the objects of a resource in the order of their creation, and the version they were read at.
func (s *store) list(resource, namespace string) ([]*stored, uint64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var found []*stored
	for _, k := range s.order[resource] {
		if namespace == "" || k.namespace == namespace {
			found = append(found, s.objects[k])
		}
	}
	return found, s.version
}

func (s *store) create(resource, namespace string, body []byte) (*stored, error) {
	object, err := parse(body)
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	meta := &object.meta
	meta.Namespace = namespace
	if meta.Name == "" {
		meta.Name = fmt.Sprintf("%s%05d", meta.GenerateName, s.version+1)
	}
	k := key{resource, namespace, meta.Name}
	if _, exists := s.objects[k]; exists {
		return nil, apierrors.NewAlreadyExists(groupResource(resource), meta.Name)
	}
	meta.UID = types.UID(fmt.Sprintf("00000000-0000-0000-0000-%012d", s.version+1))
	meta.CreationTimestamp = metav1.Now()
	meta.Generation = 1
	return s.put(k, object)
}

// update replaces an object. A resource version in the body that is not the current one is a conflict.
func (s *store) update(k key, body []byte) (*stored, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.replace(k, body)
}

// change rewrites an object by a function of its JSON, without a conflict being possible.
func (s *store) change(k key, rewrite func(body []byte) ([]byte, error)) (*stored, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	current, err := s.find(k)
	if err != nil {
		return nil, err
	}
	body, err := rewrite(current.body)
	if err != nil {
		return nil, err
	}
	return s.replace(k, body)
}

func (s *store) replace(k key, body []byte) (*stored, error) {
	current, err := s.find(k)
	if err != nil {
		return nil, err
	}
	object, err := parse(body)
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	meta := &object.meta
	if meta.ResourceVersion != "" && meta.ResourceVersion != current.meta.ResourceVersion {
		return nil, apierrors.NewConflict(groupResource(k.resource), k.name, fmt.Errorf(
			"the object has been modified; please apply your changes to the latest version and try again"))
	}
	if meta.UID != "" && meta.UID != current.meta.UID {
		return nil, apierrors.NewConflict(groupResource(k.resource), k.name, fmt.Errorf("the UID differs"))
	}
	meta.Name, meta.Namespace, meta.UID = k.name, k.namespace, current.meta.UID
	meta.CreationTimestamp, meta.DeletionTimestamp = current.meta.CreationTimestamp, current.meta.DeletionTimestamp
	meta.Generation = current.meta.Generation + 1
	if meta.DeletionTimestamp != nil && len(meta.Finalizers) == 0 {
		s.remove(k)
		return current, nil
	}
	return s.put(k, object)
}

// delete marks an object that has finalizers, or that lingers, as being deleted, and removes any other.
func (s *store) delete(k key, lingers func(*stored) bool) (*stored, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	current, err := s.find(k)
	if err != nil {
		return nil, err
	}
	if len(current.meta.Finalizers) == 0 && (lingers == nil || !lingers(current)) {
		s.remove(k)
		return current, nil
	}
	if current.meta.DeletionTimestamp != nil {
		return current, nil
	}
	object, err := parse(current.body)
	if err != nil {
		return nil, err
	}
	now := metav1.NewTime(time.Now())
	object.meta.DeletionTimestamp = &now
	return s.put(k, object)
}

// purge removes an object whatever its finalizers say, as happens to pods of a node that is gone.
func (s *store) purge(k key) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, ok := s.objects[k]; ok {
		s.remove(k)
	}
}

func (s *store) put(k key, object *stored) (*stored, error) {
	s.version++
	object.meta.ResourceVersion = strconv.FormatUint(s.version, 10)
	if err := object.seal(); err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	if err := checkSize(k, object); err != nil {
		return nil, err
	}
	previous := s.objects[k]
	s.objects[k] = object
	event := watch.Modified
	if previous == nil {
		event = watch.Added
		s.order[k.resource] = append(s.order[k.resource], k)
	}
	s.tell(change{s.version, event, k, object, previous})
	return object, nil
}

func (s *store) remove(k key) {
	previous := s.objects[k]
	delete(s.objects, k)
	keys := s.order[k.resource]
	for at, other := range keys {
		if other == k {
			s.order[k.resource] = append(keys[:at:at], keys[at+1:]...)
			break
		}
	}
	s.version++
	s.tell(change{s.version, watch.Deleted, k, previous, previous})
	s.removeOwned(previous.meta.UID)
}

func (s *store) removeOwned(owner types.UID) {
	var owned []key
	for k, object := range s.objects {
		for _, reference := range object.meta.OwnerReferences {
			if reference.UID == owner {
				owned = append(owned, k)
			}
		}
	}
	for _, k := range owned {
		if _, ok := s.objects[k]; ok {
			s.remove(k)
		}
	}
}

func (s *store) tell(c change) {
	resource := c.key.resource
	s.history[resource] = append(s.history[resource], c)
	if extra := len(s.history[resource]) - historyLength; extra > 0 {
		s.oldest[resource] = s.history[resource][extra-1].version
		s.history[resource] = append([]change(nil), s.history[resource][extra:]...)
	}
	for w := range s.watchers[resource] {
		w.offer(c)
	}
	s.changed(c)
}

// watch lets a watcher see all changes after a version.
func (s *store) watch(w *watcher, resource string, after uint64) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if after < s.oldest[resource] {
		return apierrors.NewResourceExpired(fmt.Sprintf("too old resource version: %d (%d)", after, s.oldest[resource]))
	}
	for _, c := range s.history[resource] {
		if c.version > after {
			w.offer(c)
		}
	}
	if s.watchers[resource] == nil {
		s.watchers[resource] = map[*watcher]struct{}{}
	}
	s.watchers[resource][w] = struct{}{}
	return nil
}

func (s *store) unwatch(w *watcher, resource string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.watchers[resource], w)
}

func parse(body []byte) (*stored, error) {
	object := &stored{}
	if err := json.Unmarshal(body, &object.fields); err != nil {
		return nil, err
	}
	if meta, ok := object.fields["metadata"]; ok {
		if err := json.Unmarshal(meta, &object.meta); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// seal writes the JSON, with the metadata as they are now. The fields are not encoded anew: they are large.
func (o *stored) seal() error {
	meta, err := json.Marshal(o.meta)
	if err != nil {
		return err
	}
	o.fields["metadata"] = meta
	var body bytes.Buffer
	separator := byte('{')
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		body.WriteByte(separator)
		fmt.Fprintf(&body, "%q:", name)
		body.Write(o.fields[name])
		separator = ','
	}
	body.WriteByte('}')
	o.body, o.fields = body.Bytes(), nil
	return nil
}
