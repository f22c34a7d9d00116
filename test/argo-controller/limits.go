package main

import (
	"fmt"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	// workflowLimit is Argo's own: MAX_WORKFLOW_SIZE, above which it compresses the status and then gives up.
	workflowLimit = 1024 * 1024

	// configMapLimit is what one ConfigMap may hold.
	configMapLimit = 1024 * 1024

	// objectLimit is etcd's default for one request (--max-request-bytes).
	objectLimit = 1536 * 1024

	// sendLimit is what kube-apiserver sends to etcd at all. Argo does not take this refusal for one of size, as it does
	// those of objectLimit and bodyLimit, and tries for ever.
	sendLimit = 2 * 1024 * 1024

	// bodyLimit is what kube-apiserver reads of one request.
	bodyLimit = 3 * 1024 * 1024

	// annotationLimit holds for all annotations of an object together.
	annotationLimit = 256 * 1024

	// wordLimit is the kernel's for one argument or variable of a process (MAX_ARG_STRLEN), with its closing zero.
	wordLimit = 131072

	// memoryLimit is for all stored objects together; more means that something runs away.
	memoryLimit = 1 << 30
)

// checkSize says what a real API server would say of an object that is too large.
func checkSize(k key, object *stored) error {
	annotations := 0
	for name, value := range object.meta.Annotations {
		annotations += len(name) + len(value)
	}
	if annotations > annotationLimit {
		return invalid(k, fmt.Sprintf("metadata.annotations: Too long: may not be more than %d bytes", annotationLimit))
	}
	if k.resource == "configmaps" && len(object.body) > configMapLimit {
		return invalid(k, fmt.Sprintf("[]: Too long: may not be more than %d bytes", configMapLimit))
	}
	if size := len(object.body); size > sendLimit {
		return &apierrors.StatusError{ErrStatus: metav1.Status{
			Status: metav1.StatusFailure,
			Code:   http.StatusInternalServerError,
			Message: fmt.Sprintf(
				"rpc error: code = ResourceExhausted desc = trying to send message larger than max (%d vs. %d)", size, sendLimit),
		}}
	}
	if len(object.body) > objectLimit {
		return apierrors.NewInternalError(fmt.Errorf("etcdserver: request is too large"))
	}
	return nil
}

func invalid(k key, problem string) error {
	return &apierrors.StatusError{ErrStatus: metav1.Status{
		Status:  metav1.StatusFailure,
		Code:    http.StatusUnprocessableEntity,
		Reason:  metav1.StatusReasonInvalid,
		Message: fmt.Sprintf("%s %q is invalid: %s", k.resource, k.name, problem),
	}}
}

// tooLongToStart names the first container whose process the kernel would refuse to start, for one argument or
// variable that is too long.
func tooLongToStart(containers []corev1.Container) (string, bool) {
	for _, container := range containers {
		for _, word := range append(append([]string{}, container.Command...), container.Args...) {
			if len(word)+1 > wordLimit {
				return container.Name, true
			}
		}
		for _, variable := range container.Env {
			if len(variable.Name)+len("=")+len(variable.Value)+1 > wordLimit {
				return container.Name, true
			}
		}
	}
	return "", false
}
