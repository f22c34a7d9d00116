package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// apiServer answers the requests of the controller's clients in the process, in place of a network: it is their
// transport. It checks rights, counts requests, and keeps objects in a store.
type apiServer struct {
	store  *store
	rights rights
	report *recorder
	// killed is told when a process of a pod's container gets a signal.
	killed func(namespace, pod string)
}

var _ http.RoundTripper = &apiServer{}

// request is one of Kubernetes' API, taken apart.
type request struct {
	verb, resource, subresource, namespace, name string
	query                                        url.Values
	body                                         []byte
	contentType                                  string
}

func (r request) key() key { return key{r.resource, r.namespace, r.name} }

func (r request) target() string {
	if r.subresource == "" || r.subresource == "status" {
		return r.resource
	}
	return r.resource + "/" + r.subresource
}

func (a *apiServer) RoundTrip(httpRequest *http.Request) (*http.Response, error) {
	r, err := takeApart(httpRequest)
	if err != nil {
		return nil, err
	}
	a.report.request(r)
	if err := a.authorize(r); err != nil {
		a.report.refused(err)
		return respond(httpRequest, 0, nil, err)
	}
	if len(r.body) > bodyLimit {
		return respond(httpRequest, 0, nil, apierrors.NewRequestEntityTooLargeError(fmt.Sprintf("limit is %d", bodyLimit)))
	}
	if r.verb == "watch" {
		return a.watch(httpRequest, r)
	}
	status, body, err := a.answer(r)
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		a.report.refused(err)
	}
	return respond(httpRequest, status, body, err)
}

func (a *apiServer) authorize(r request) error {
	if r.resource == "selfsubjectaccessreviews" || a.rights.allow(r.verb, r.target(), r.namespace, r.name) {
		return nil
	}
	return forbidden(r.verb, r.target(), r.namespace, r.name)
}

func (a *apiServer) answer(r request) (int, []byte, error) {
	switch r.verb {
	case "get":
		object, err := a.store.get(r.key())
		return bodyOf(http.StatusOK, object, err)
	case "list":
		return a.list(r)
	case "create":
		switch r.resource {
		case "selfsubjectaccessreviews":
			return a.review(r)
		case "events":
			// Nobody reads them, and their names, which hold the time, clash where the time stands still.
			return http.StatusCreated, r.body, nil
		}
		body, err := admit(r.resource, r.body)
		if err != nil {
			return 0, nil, err
		}
		object, err := a.store.create(r.resource, r.namespace, body)
		return bodyOf(http.StatusCreated, object, err)
	case "update":
		object, err := a.store.update(r.key(), r.body)
		return bodyOf(http.StatusOK, object, err)
	case "patch":
		object, err := a.store.change(r.key(), func(body []byte) ([]byte, error) { return patch(r, body) })
		return bodyOf(http.StatusOK, object, err)
	case "delete":
		object, err := a.store.delete(r.key(), runs)
		return bodyOf(http.StatusOK, object, err)
	case "deletecollection":
		return a.deleteCollection(r)
	}
	return 0, nil, apierrors.NewMethodNotSupported(groupResource(r.resource), r.verb)
}

// admit completes a new object as an API server does.
func admit(resource string, body []byte) ([]byte, error) {
	if resource != "pods" {
		return body, nil
	}
	return jsonpatch.MergePatch(body, []byte(`{"status":{"phase":"Pending"}}`))
}

// runs tells of a pod that its containers must be stopped before it goes.
func runs(object *stored) bool {
	var pod corev1.Pod
	return json.Unmarshal(object.body, &pod) == nil && pod.Status.Phase == corev1.PodRunning
}

func (a *apiServer) list(r request) (int, []byte, error) {
	selects, err := selector(r.query)
	if err != nil {
		return 0, nil, err
	}
	objects, version := a.store.list(r.resource, r.namespace)
	items := []json.RawMessage{}
	for _, object := range objects {
		if selects(object) {
			items = append(items, object.body)
		}
	}
	body, err := json.Marshal(map[string]any{
		"apiVersion": apiVersionOf(r.resource),
		"kind":       kindOf(r.resource) + "List",
		"metadata":   map[string]string{"resourceVersion": strconv.FormatUint(version, 10)},
		"items":      items,
	})
	return http.StatusOK, body, err
}

func (a *apiServer) deleteCollection(r request) (int, []byte, error) {
	selects, err := selector(r.query)
	if err != nil {
		return 0, nil, err
	}
	objects, _ := a.store.list(r.resource, r.namespace)
	for _, object := range objects {
		if selects(object) {
			k := key{r.resource, object.meta.Namespace, object.meta.Name}
			if _, err := a.store.delete(k, runs); err != nil && !apierrors.IsNotFound(err) {
				return 0, nil, err
			}
		}
	}
	body, err := json.Marshal(metav1.Status{Status: metav1.StatusSuccess})
	return http.StatusOK, body, err
}

func (a *apiServer) review(r request) (int, []byte, error) {
	var review authorizationv1.SelfSubjectAccessReview
	if err := json.Unmarshal(r.body, &review); err != nil {
		return 0, nil, apierrors.NewBadRequest(err.Error())
	}
	if asked := review.Spec.ResourceAttributes; asked != nil {
		review.Status.Allowed = a.rights.allow(asked.Verb, asked.Resource, asked.Namespace, asked.Name)
	}
	body, err := json.Marshal(review)
	return http.StatusCreated, body, err
}

func (a *apiServer) watch(httpRequest *http.Request, r request) (*http.Response, error) {
	selects, err := selector(r.query)
	if err != nil {
		return respond(httpRequest, 0, nil, err)
	}
	inNamespace := func(object *stored) bool {
		return (r.namespace == "" || object.meta.Namespace == r.namespace) && selects(object)
	}
	w := newWatcher(httpRequest.Context(), inNamespace)
	w.stop = func() { a.store.unwatch(w, r.resource) }
	after, _ := strconv.ParseUint(r.query.Get("resourceVersion"), 10, 64)
	if err := a.store.watch(w, r.resource, after); err != nil {
		_ = w.Close()
		return respond(httpRequest, 0, nil, err)
	}
	return response(httpRequest, http.StatusOK, w), nil
}

func patch(r request, body []byte) ([]byte, error) {
	switch types.PatchType(r.contentType) {
	case types.MergePatchType:
		return jsonpatch.MergePatch(body, r.body)
	case types.StrategicMergePatchType:
		return strategicpatch.StrategicMergePatch(body, r.body, corev1.Pod{})
	case types.JSONPatchType:
		operations, err := jsonpatch.DecodePatch(r.body)
		if err != nil {
			return nil, apierrors.NewBadRequest(err.Error())
		}
		return operations.Apply(body)
	}
	return nil, apierrors.NewBadRequest("unknown kind of patch: " + r.contentType)
}

func selector(query url.Values) (func(*stored) bool, error) {
	byLabel, err := labels.Parse(query.Get("labelSelector"))
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	byField, err := fields.ParseSelector(query.Get("fieldSelector"))
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	return func(object *stored) bool {
		names := fields.Set{"metadata.name": object.meta.Name, "metadata.namespace": object.meta.Namespace}
		return byLabel.Matches(labels.Set(object.meta.Labels)) && byField.Matches(names)
	}, nil
}

// exec stands where the controller's SPDY client asks for a proxy, which it does before it opens a connection to a
// pod's container. The only thing that the controller runs in containers is `kill`.
func (a *apiServer) exec(httpRequest *http.Request) (*url.URL, error) {
	r, err := takeApart(httpRequest)
	if err != nil {
		return nil, err
	}
	a.report.request(r)
	if err := a.authorize(r); err != nil {
		a.report.refused(err)
		return nil, err
	}
	a.killed(r.namespace, r.name)
	return nil, errors.New("the signal was delivered; there is no connection")
}

// takeApart reads /api/v1/… and /apis/GROUP/VERSION/….
func takeApart(httpRequest *http.Request) (request, error) {
	words := strings.Split(strings.Trim(httpRequest.URL.Path, "/"), "/")
	if words[0] == "apis" {
		words = words[1:]
	}
	if len(words) < 3 {
		return request{}, fmt.Errorf("not a request for objects: %s", httpRequest.URL.Path)
	}
	words = words[2:]
	r := request{query: httpRequest.URL.Query(), contentType: httpRequest.Header.Get("Content-Type")}
	if words[0] == "namespaces" && len(words) > 2 {
		r.namespace, words = words[1], words[2:]
	}
	r.resource = words[0]
	if len(words) > 1 {
		r.name = words[1]
	}
	if len(words) > 2 {
		r.subresource = words[2]
	}
	r.verb = verbOf(httpRequest.Method, r)
	if httpRequest.Body != nil {
		defer httpRequest.Body.Close()
		body, err := io.ReadAll(httpRequest.Body)
		if err != nil {
			return request{}, err
		}
		r.body = body
	}
	return r, nil
}

func verbOf(method string, r request) string {
	switch {
	case method == http.MethodGet && r.query.Get("watch") != "":
		return "watch"
	case method == http.MethodGet && r.name == "":
		return "list"
	case method == http.MethodDelete && r.name == "":
		return "deletecollection"
	}
	return map[string]string{
		http.MethodGet:    "get",
		http.MethodPost:   "create",
		http.MethodPut:    "update",
		http.MethodPatch:  "patch",
		http.MethodDelete: "delete",
	}[method]
}

func bodyOf(status int, object *stored, err error) (int, []byte, error) {
	if err != nil {
		return 0, nil, err
	}
	return status, object.body, nil
}

func respond(httpRequest *http.Request, status int, body []byte, err error) (*http.Response, error) {
	if err != nil {
		failure := apierrors.NewInternalError(err).Status()
		var known apierrors.APIStatus
		if errors.As(err, &known) {
			failure = known.Status()
		}
		failure.APIVersion, failure.Kind = "v1", "Status"
		status = int(failure.Code)
		if body, err = json.Marshal(failure); err != nil {
			return nil, err
		}
	}
	return response(httpRequest, status, io.NopCloser(bytes.NewReader(body))), nil
}

func response(httpRequest *http.Request, status int, body io.ReadCloser) *http.Response {
	return &http.Response{
		StatusCode: status,
		Status:     http.StatusText(status),
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       body,
		Request:    httpRequest,
	}
}
