package main

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// resources are those that the controller or a compiled file names, with their API group and kind.
var resources = map[string]struct{ group, kind string }{
	"clusterworkflowtemplates": {"argoproj.io", "ClusterWorkflowTemplate"},
	"cronworkflows":            {"argoproj.io", "CronWorkflow"},
	"workflowartifactgctasks":  {"argoproj.io", "WorkflowArtifactGCTask"},
	"workflows":                {"argoproj.io", "Workflow"},
	"workflowtaskresults":      {"argoproj.io", "WorkflowTaskResult"},
	"workflowtasksets":         {"argoproj.io", "WorkflowTaskSet"},
	"workflowtemplates":        {"argoproj.io", "WorkflowTemplate"},
	"selfsubjectaccessreviews": {"authorization.k8s.io", "SelfSubjectAccessReview"},
	"leases":                   {"coordination.k8s.io", "Lease"},
	"poddisruptionbudgets":     {"policy", "PodDisruptionBudget"},
	"configmaps":               {"", "ConfigMap"},
	"events":                   {"", "Event"},
	"namespaces":               {"", "Namespace"},
	"persistentvolumeclaims":   {"", "PersistentVolumeClaim"},
	"pods":                     {"", "Pod"},
	"secrets":                  {"", "Secret"},
	"serviceaccounts":          {"", "ServiceAccount"},
}

func groupOf(resource string) string { return resources[resource].group }

func kindOf(resource string) string { return resources[resource].kind }

func groupResource(resource string) schema.GroupResource {
	return schema.GroupResource{Group: groupOf(resource), Resource: resource}
}

func apiVersionOf(resource string) string {
	switch group := groupOf(resource); group {
	case "":
		return "v1"
	case "argoproj.io":
		return "argoproj.io/v1alpha1"
	default:
		return group + "/v1"
	}
}

func resourceOf(kind string) (string, bool) {
	for resource, known := range resources {
		if known.kind == kind {
			return resource, true
		}
	}
	return "", false
}
