package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/yaml"
)

//go:embed rights.yaml
var stockRights []byte

// rights are what the controller may do.
type rights struct {
	Everywhere []rbacv1.PolicyRule `json:"everywhere"`
	// Argo holds in the namespace of the controller.
	Argo []rbacv1.PolicyRule `json:"argo"`
}

// stockRightsAnd reads what Argo grants its controller when installed for a whole cluster, and adds further rights as
// "VERB,VERB:RESOURCE".
func stockRightsAnd(granted []string) (rights, error) {
	var all rights
	if err := yaml.UnmarshalStrict(stockRights, &all); err != nil {
		return all, err
	}
	for _, grant := range granted {
		verbs, resource, ok := strings.Cut(grant, ":")
		if !ok {
			return all, fmt.Errorf("a right is written VERB,VERB:RESOURCE, not %q", grant)
		}
		all.Everywhere = append(all.Everywhere, rbacv1.PolicyRule{
			APIGroups: []string{groupOf(resource)},
			Resources: []string{resource},
			Verbs:     strings.Split(verbs, ","),
		})
	}
	return all, nil
}

func (all rights) allow(verb, resource, namespace, name string) bool {
	group := groupOf(strings.Split(resource, "/")[0])
	rules := all.Everywhere
	if namespace == controllerNamespace {
		rules = slices.Concat(rules, all.Argo)
	}
	for _, rule := range rules {
		if slices.Contains(rule.APIGroups, group) && slices.Contains(rule.Resources, resource) &&
			slices.Contains(rule.Verbs, verb) &&
			(len(rule.ResourceNames) == 0 || slices.Contains(rule.ResourceNames, name)) {
			return true
		}
	}
	return false
}

func forbidden(verb, resource, namespace, name string) error {
	where := "at the cluster scope"
	if namespace != "" {
		where = fmt.Sprintf("in the namespace %q", namespace)
	}
	group := groupOf(strings.Split(resource, "/")[0])
	return apierrors.NewForbidden(groupResource(resource), name, fmt.Errorf(
		"User %q cannot %s resource %q in API group %q %s", controllerUser, verb, resource, group, where))
}

const (
	controllerNamespace = "argo"
	controllerUser      = "system:serviceaccount:argo:argo"
)
