package main

import (
	"encoding/json"
	"sync"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	corev1 "k8s.io/api/core/v1"
)

// recorder sees every request, every version of an object and every pod, and keeps what the report tells.
type recorder struct {
	mutex    sync.Mutex
	began    time.Time
	progress time.Time

	requests  map[string]int
	refusals  map[string]int
	templates map[string]templateSize
	largest   map[string]objectSize
	total     map[key]int
	bytes     int

	clock, running, mostRunning int
	pods                        map[key]*podRun
	runs                        []*podRun
	phases                      map[key]wfv1.WorkflowPhase
}

// templateSize is the JSON of a pod's template, which Argo hands to its containers as ARGO_TEMPLATE.
type templateSize struct {
	Template string `json:"template"`
	Bytes    int    `json:"bytes"`
	// Step is the node whose pod had it.
	Step string `json:"step"`
	// Offloaded tells that it did not fit into a variable, so that the controller asked for a ConfigMap.
	Offloaded bool `json:"offloaded"`
}

type objectSize struct {
	Resource string `json:"resource"`
	Name     string `json:"name"`
	Bytes    int    `json:"bytes"`
	// Seconds is when it was that large.
	Seconds float64 `json:"seconds"`
}

type podRun struct {
	workflow, pod, step, end string
	attempt                  int
	started, ended           int
	startedAt, endedAt       float64
}

func newRecorder() *recorder {
	return &recorder{
		began:     time.Now(),
		progress:  time.Now(),
		requests:  map[string]int{},
		refusals:  map[string]int{},
		templates: map[string]templateSize{},
		largest:   map[string]objectSize{},
		total:     map[key]int{},
		pods:      map[key]*podRun{},
		phases:    map[key]wfv1.WorkflowPhase{},
	}
}

func (r *recorder) seconds() float64 { return time.Since(r.began).Seconds() }

func (r *recorder) request(q request) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests[q.verb+" "+q.target()]++
	if q.verb != "create" {
		return
	}
	switch q.resource {
	case "pods":
		var pod corev1.Pod
		if json.Unmarshal(q.body, &pod) == nil {
			r.podTemplates(pod)
		}
	case "configmaps":
		var configMap corev1.ConfigMap
		if json.Unmarshal(q.body, &configMap) == nil {
			step, _ := stepOf(configMap.Annotations[common.AnnotationKeyNodeName])
			r.template(configMap.Data[common.EnvVarTemplate], step, true)
		}
	}
}

func (r *recorder) podTemplates(pod corev1.Pod) {
	step, _ := stepOf(pod.Annotations[common.AnnotationKeyNodeName])
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for _, container := range containers {
			for _, variable := range container.Env {
				if variable.Name == common.EnvVarTemplate && variable.Value != common.EnvVarTemplateOffloaded {
					r.template(variable.Value, step, false)
				}
			}
		}
	}
}

func (r *recorder) template(text, step string, offloaded bool) {
	var template struct{ Name string }
	if json.Unmarshal([]byte(text), &template) != nil || r.templates[template.Name].Bytes >= len(text) {
		return
	}
	r.templates[template.Name] = templateSize{template.Name, len(text), step, offloaded}
}

func (r *recorder) refused(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.refusals[err.Error()]++
}

// stored is called by the store under its lock.
func (r *recorder) stored(c change) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	size := len(c.object.body)
	if c.event == "DELETED" {
		size = 0
	}
	r.bytes += size - r.total[c.key]
	r.total[c.key] = size
	if r.bytes > memoryLimit {
		panic("more than 1 GiB of objects are stored")
	}
	if size > r.largest[c.key.resource].Bytes {
		r.largest[c.key.resource] = objectSize{c.key.resource, c.key.name, size, r.seconds()}
	}
	if c.key.resource == "workflows" {
		phase := wfv1.WorkflowPhase(c.object.meta.Labels[common.LabelKeyPhase])
		if r.phases[c.key] != phase {
			r.phases[c.key], r.progress = phase, time.Now()
		}
	}
}

func (r *recorder) podStarted(k key, workflow, step string, attempt int, end string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.clock++
	r.running++
	r.mostRunning = max(r.mostRunning, r.running)
	run := &podRun{
		workflow: workflow, pod: k.name, step: step, attempt: attempt, end: end,
		started: r.clock, startedAt: r.seconds(),
	}
	r.pods[k], r.runs, r.progress = run, append(r.runs, run), time.Now()
}

func (r *recorder) podEnded(k key) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.clock++
	r.running--
	r.pods[k].ended, r.pods[k].endedAt, r.progress = r.clock, r.seconds(), time.Now()
}

func (r *recorder) tooLong(container string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.refusals["exec of container "+container+": argument list too long"]++
}

// quiet is how long nothing has happened to any pod or workflow. While a pod runs it is not quiet.
func (r *recorder) quiet() time.Duration {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.running > 0 {
		return 0
	}
	return time.Since(r.progress)
}

// completed tells whether there are workflows and all have ended.
func (r *recorder) completed() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, phase := range r.phases {
		if !phase.Completed() {
			return false
		}
	}
	return len(r.phases) > 0
}
