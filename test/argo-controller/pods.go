package main

import (
	"encoding/json"
	"hash/fnv"
	"regexp"
	"strconv"
	"sync"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
)

// kubelet plays the nodes: each pod that is created starts, runs and ends as the script says, and leaves what Argo's
// own containers in it would leave.
type kubelet struct {
	store  *store
	script *script
	report *recorder

	mutex sync.Mutex
	kills map[key]chan struct{}
}

// startDelay is the time from a pod's creation until its containers run.
const startDelay = 2 * time.Second

// podChanged is called by the store under its lock.
func (n *kubelet) podChanged(c change) {
	if c.key.resource != "pods" {
		return
	}
	switch {
	case c.event == watch.Added:
		n.mutex.Lock()
		defer n.mutex.Unlock()
		kill := make(chan struct{}, 1)
		n.kills[c.key] = kill
		go n.play(c.key, c.object, kill, startDelay+stagger(c.object))
	case c.object.meta.DeletionTimestamp != nil:
		n.kill(c.key)
	}
}

// stagger lets pods that are created together start one after the other, within a second, in an order that is the same
// in each run; that of their creation is left to chance.
func stagger(pod *stored) time.Duration {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(pod.meta.Annotations[common.AnnotationKeyNodeName]))
	return time.Duration(hash.Sum32()%1_000_000) * time.Microsecond
}

func (n *kubelet) kill(k key) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	select {
	case n.kills[k] <- struct{}{}:
	default:
	}
}

func (n *kubelet) play(k key, object *stored, kill <-chan struct{}, delay time.Duration) {
	var pod corev1.Pod
	if err := json.Unmarshal(object.body, &pod); err != nil {
		panic(err)
	}
	step, attempt := stepOf(pod.Annotations[common.AnnotationKeyNodeName])
	r := n.script.ruleFor(step, attempt)
	if r.End == endNoStart {
		<-kill
		n.store.purge(k)
		return
	}
	if !sleep(delay, kill) {
		n.store.purge(k)
		return
	}
	started := time.Now()
	if r.End != endInitError {
		n.setStatus(k, func(status *corev1.PodStatus) { *status = running(pod, started) })
		n.openResult(pod)
	}
	n.report.podStarted(k, pod.Labels[common.LabelKeyWorkflow], step, attempt, r.End)
	end, after := n.endOf(pod, r)
	killed := !sleep(after, kill)
	if killed {
		end = rule{End: endFailed, ExitCode: 143}
	}
	n.report.podEnded(k)
	if end.End == endLost {
		n.store.purge(k)
		return
	}
	if reportsResult(end.End) {
		n.closeResult(pod)
	}
	n.setStatus(k, func(status *corev1.PodStatus) { finish(status, pod, end, started) })
	if current, err := n.store.get(k); err == nil && current.meta.DeletionTimestamp != nil {
		_, _ = n.store.delete(k, nil)
	}
}

// endOf is how and when a pod ends by its rule, or by what no rule can keep from it.
func (n *kubelet) endOf(pod corev1.Pod, r rule) (rule, time.Duration) {
	if name, tooLong := tooLongToStart(append(pod.Spec.InitContainers, pod.Spec.Containers...)); tooLong {
		n.report.tooLong(name)
		return rule{End: endInitError, ExitCode: 128, Message: "exec " + name + ": argument list too long"}, 0
	}
	after := time.Duration(r.After)
	if r.End == endNever {
		after = 365 * 24 * time.Hour
	}
	if limit := pod.Spec.ActiveDeadlineSeconds; limit != nil && time.Duration(*limit)*time.Second < after {
		return rule{End: endDeadline}, time.Duration(*limit) * time.Second
	}
	return r, after
}

// endDeadline is not for scripts: the pod ran longer than its own activeDeadlineSeconds.
const endDeadline = "deadline"

// sleep tells whether the time passed without a kill.
func sleep(d time.Duration, kill <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-kill:
		return false
	}
}

func (n *kubelet) setStatus(k key, edit func(*corev1.PodStatus)) {
	_, _ = n.store.change(k, func(body []byte) ([]byte, error) {
		var pod corev1.Pod
		if err := json.Unmarshal(body, &pod); err != nil {
			return nil, err
		}
		edit(&pod.Status)
		return json.Marshal(pod)
	})
}

func running(pod corev1.Pod, started time.Time) corev1.PodStatus {
	at := metav1.NewTime(started)
	status := corev1.PodStatus{Phase: corev1.PodRunning, StartTime: &at}
	for _, container := range pod.Spec.InitContainers {
		status.InitContainerStatuses = append(status.InitContainerStatuses, terminated(container.Name, 0, "Completed", "", at))
	}
	for _, container := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, corev1.ContainerStatus{
			Name:  container.Name,
			Ready: true,
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: at}},
		})
	}
	return status
}

// finish writes the status that a kubelet, or the part of Kubernetes that ends a pod, leaves.
func finish(status *corev1.PodStatus, pod corev1.Pod, end rule, started time.Time) {
	at := metav1.NewTime(started)
	status.Phase = corev1.PodFailed
	fails := func(reason, message string, code int32) {
		status.Reason, status.Message, status.ContainerStatuses = reason, message, nil
		if end.ExitCode != 0 {
			code = end.ExitCode
		}
		if code < 0 {
			return
		}
		for _, container := range pod.Spec.Containers {
			status.ContainerStatuses = append(status.ContainerStatuses, terminated(container.Name, code, "Error", "", at))
		}
	}
	switch end.End {
	case endEvicted:
		fails("Evicted", "The node was low on resource: memory.", 137)
		return
	case endShutdown:
		fails("Terminated", "Pod was terminated in response to imminent node shutdown.", 143)
		return
	case endPreempted:
		fails("Preempting", "Preempted in order to admit critical pod", 143)
		return
	case endDeadline:
		fails("DeadlineExceeded", "Pod was active on the node longer than the specified deadline", 143)
		return
	case endInitError:
		status.InitContainerStatuses = nil
		for _, container := range pod.Spec.InitContainers {
			code := max(end.ExitCode, 1)
			status.InitContainerStatuses = append(status.InitContainerStatuses,
				terminated(container.Name, code, "Error", end.Message, at))
		}
		return
	case endDone:
		status.Phase = corev1.PodSucceeded
	}
	status.ContainerStatuses = nil
	for _, container := range pod.Spec.Containers {
		code, reason, message := int32(0), "Completed", ""
		switch {
		case container.Name == common.WaitContainerName && end.End == endWaitError:
			code, reason = 64, "Error"
		case container.Name == common.WaitContainerName:
		case end.End == endFailed:
			code, reason, message = max(end.ExitCode, 1), "Error", end.Message
		case end.End == endOOM:
			code, reason, message = 137, "OOMKilled", end.Message
		}
		status.ContainerStatuses = append(status.ContainerStatuses, terminated(container.Name, code, reason, message, at))
	}
}

func terminated(name string, code int32, reason, message string, started metav1.Time) corev1.ContainerStatus {
	return corev1.ContainerStatus{Name: name, State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: code, Reason: reason, Message: message, StartedAt: started, FinishedAt: metav1.Now(),
	}}}
}

// reportsResult tells whether Argo's container beside main lives to write that the outputs are complete.
func reportsResult(end string) bool {
	return end == endDone || end == endFailed || end == endOOM
}

func (n *kubelet) openResult(pod corev1.Pod) {
	result := wfv1.WorkflowTaskResult{
		TypeMeta: metav1.TypeMeta{APIVersion: apiVersionOf("workflowtaskresults"), Kind: kindOf("workflowtaskresults")},
		ObjectMeta: metav1.ObjectMeta{
			Name: pod.Annotations[common.AnnotationKeyNodeID],
			Labels: map[string]string{
				common.LabelKeyWorkflow:               pod.Labels[common.LabelKeyWorkflow],
				common.LabelKeyReportOutputsCompleted: "false",
			},
			OwnerReferences: pod.OwnerReferences,
		},
	}
	body, err := json.Marshal(result)
	if err != nil {
		panic(err)
	}
	_, _ = n.store.create("workflowtaskresults", pod.Namespace, body)
}

func (n *kubelet) closeResult(pod corev1.Pod) {
	k := key{"workflowtaskresults", pod.Namespace, pod.Annotations[common.AnnotationKeyNodeID]}
	_, _ = n.store.change(k, func(body []byte) ([]byte, error) {
		var result wfv1.WorkflowTaskResult
		if err := json.Unmarshal(body, &result); err != nil {
			return nil, err
		}
		result.Labels[common.LabelKeyReportOutputsCompleted] = "true"
		return json.Marshal(result)
	})
}

var nodeName = regexp.MustCompile(`([^.]+?)(?:\((\d+)\))?$`)

// stepOf reads the display name of a step and the number of its try, from 1, off the name of a node, which is
// "workflow.part.step(0)".
func stepOf(node string) (string, int) {
	found := nodeName.FindStringSubmatch(node)
	if found == nil {
		return node, 1
	}
	attempt, _ := strconv.Atoi(found[2])
	return found[1], attempt + 1
}
