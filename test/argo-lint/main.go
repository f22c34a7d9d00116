// Command argo-lint judges manifests with Argo's own client, as `argo lint --offline --strict` does. The command line
// itself cannot be built from its module (its server half embeds a user interface that is not in there), but the
// package behind `lint` can.
//
//	argo-lint FILE...        all files together: templates of one may be referred to in another
//	argo-lint -each FILE...  each file by itself, one line per file: "ok PATH" or "bad PATH: MESSAGE"
//
// Exit code: 0 no problem, 1 problems, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/argoproj/argo-workflows/v4/cmd/argo/lint"
	"github.com/argoproj/argo-workflows/v4/pkg/apiclient"
)

var kinds = []string{"workflows", "workflowtemplates", "cronworkflows", "clusterworkflowtemplates"}

func main() {
	each := flag.Bool("each", false, "lint every file by itself")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if !*each {
		if err := lintTogether(flag.Args()); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	bad := false
	for _, file := range flag.Args() {
		if err := lintAlone(file); err != nil {
			bad = true
			fmt.Printf("bad %s: %s\n", file, oneLine(err))
		} else {
			fmt.Printf("ok %s\n", file)
		}
	}
	if bad {
		os.Exit(1)
	}
}

// lintTogether prints the problems itself; on any, RunLint ends the process with exit code 1.
func lintTogether(files []string) error {
	ctx, client, err := offlineClient(files)
	if err != nil {
		return err
	}
	options := lint.LintOptions{Files: files, Strict: true, Printer: os.Stdout}
	return lint.RunLint(ctx, client, kinds, "simple", true, options)
}

func lintAlone(file string) error {
	files := []string{file}
	ctx, client, err := offlineClient(files)
	if err != nil {
		return err
	}
	clients, err := serviceClients(ctx, client)
	if err != nil {
		return err
	}
	results, err := lint.Lint(ctx, &lint.LintOptions{Files: files, Strict: true, ServiceClients: clients})
	if err != nil {
		return err
	}
	var problems []error
	for _, result := range results.Results {
		problems = append(problems, result.Errs...)
	}
	if len(problems) == 0 && !results.Success {
		return errors.New("nothing to lint: not YAML, or no object of Argo's")
	}
	return errors.Join(problems...)
}

// offlineClient finds referenced templates in the files. The namespace stays empty on both sides, so that objects
// without one find each other.
func offlineClient(files []string) (context.Context, apiclient.Client, error) {
	options := apiclient.Opts{Offline: true, OfflineFiles: files, LogLevel: "error"}
	return apiclient.NewClientFromOptsWithContext(context.Background(), options)
}

func serviceClients(ctx context.Context, client apiclient.Client) (lint.ServiceClients, error) {
	templates, err1 := client.NewWorkflowTemplateServiceClient()
	crons, err2 := client.NewCronWorkflowServiceClient()
	clusterTemplates, err3 := client.NewClusterWorkflowTemplateServiceClient()
	return lint.ServiceClients{
		WorkflowsClient:               client.NewWorkflowServiceClient(ctx),
		WorkflowTemplatesClient:       templates,
		CronWorkflowsClient:           crons,
		ClusterWorkflowTemplateClient: clusterTemplates,
	}, errors.Join(err1, err2, err3)
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
