package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

const defaultNamespace = "default"

// manifest is an object of the file.
type manifest struct {
	metav1.TypeMeta `json:",inline"`
	Metadata        metav1.ObjectMeta `json:"metadata"`
	Spec            struct {
		wfv1.WorkflowSpec `json:",inline"`
		// WorkflowSpec of a CronWorkflow.
		Cron *wfv1.WorkflowSpec `json:"workflowSpec"`
	} `json:"spec"`

	body []byte
}

var separator = regexp.MustCompile(`(?m)^---$`)

func readManifests(path string) ([]manifest, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []manifest
	for at, document := range separator.Split(string(text), -1) {
		body, err := yaml.YAMLToJSON([]byte(document))
		if err != nil {
			return nil, fmt.Errorf("%s, document %d: %w", path, at+1, err)
		}
		if string(body) == "null" {
			continue
		}
		m := manifest{body: body}
		if err := json.Unmarshal(body, &m); err != nil {
			return nil, fmt.Errorf("%s, document %d: %w", path, at+1, err)
		}
		if m.Spec.Cron != nil {
			m.Spec.WorkflowSpec = *m.Spec.Cron
		}
		all = append(all, m)
	}
	return all, nil
}

// apply stores the objects as `kubectl create` does, with what a namespace has of itself. A file of WorkflowTemplates
// alone is submitted as `argo submit --from` does: a workflow of the last of them is made.
func apply(s *store, manifests []manifest) error {
	accounts := []string{"default"}
	runs := false
	var template string
	for _, m := range manifests {
		resource, ok := resourceOf(m.Kind)
		if !ok {
			return fmt.Errorf("no resource is known for the kind %q", m.Kind)
		}
		if account := m.Spec.ServiceAccountName; account != "" && !slices.Contains(accounts, account) {
			accounts = append(accounts, account)
		}
		if _, err := s.create(resource, namespaceOf(m), m.body); err != nil {
			return fmt.Errorf("%s %s: %w", m.Kind, m.Metadata.Name, err)
		}
		switch m.Kind {
		case "Workflow", "CronWorkflow":
			runs = true
		case "WorkflowTemplate":
			template = m.Metadata.Name
		}
	}
	for _, account := range accounts {
		if err := makeObject(s, "serviceaccounts", defaultNamespace, account, ""); err != nil {
			return err
		}
	}
	if runs || template == "" {
		return nil
	}
	return makeObject(s, "workflows", defaultNamespace, template, `"workflowTemplateRef":{"name":"`+template+`"}`)
}

func makeObject(s *store, resource, namespace, name, spec string) error {
	_, err := s.create(resource, namespace, fmt.Appendf(nil, `{"apiVersion":%q,"kind":%q,"metadata":{"name":%q},"spec":{%s}}`,
		apiVersionOf(resource), kindOf(resource), name, spec))
	return err
}

func namespaceOf(m manifest) string {
	if m.Metadata.Namespace != "" {
		return m.Metadata.Namespace
	}
	return defaultNamespace
}

// stepsOf are the tasks of all DAGs whose template is no DAG itself.
func stepsOf(manifests []manifest) []string {
	dags := map[[2]string]bool{}
	for _, m := range manifests {
		for _, template := range m.Spec.Templates {
			dags[[2]string{m.Metadata.Name, template.Name}] = template.DAG != nil
		}
	}
	var steps []string
	for _, m := range manifests {
		for _, template := range m.Spec.Templates {
			if template.DAG == nil {
				continue
			}
			for _, task := range template.DAG.Tasks {
				reference := [2]string{m.Metadata.Name, task.Template}
				if task.TemplateRef != nil {
					reference = [2]string{task.TemplateRef.Name, task.TemplateRef.Template}
				}
				if !dags[reference] {
					steps = append(steps, task.Name)
				}
			}
		}
	}
	return steps
}
