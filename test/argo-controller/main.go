// Command argo-controller runs Argo's own workflow controller on compiled workflows, in one process: no cluster, no
// network, no pods. In place of an API server it has one of its own in memory, which knows the rights that Argo's
// stock roles give, and the limits that etcd and Kubernetes set; in place of nodes a script says how each pod ends.
//
//	argo-controller [-script FILE] [-grant VERB:RESOURCE]... [-deadline 48h] [-quiet 1h] [-log debug] OBJECTS.yaml REPORT.json
//
// It must be built with `-tags faketime` (the clock of Go's playground): time stands still while anything happens and
// jumps to the next timer when nothing does, so that hours of back-off pass at once, and in the same way each time. The
// jump needs a process in which no thread waits for the kernel. Argo's logging waits for signals from the start, so the
// build also takes the loop out of os/signal, with an overlay (see ../support/argo-controller.ts); Argo is as it is.
//
// Exit code: 0 a report was written, whatever became of the workflows; 2 wrong usage or input.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	wfclientset "github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/argoproj/argo-workflows/v4/workflow/controller"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

type options struct {
	script          string
	granted         []string
	deadline, quiet time.Duration
	level           string
	verbose         bool
}

func main() {
	var o options
	flag.StringVar(&o.script, "script", "", "how pods end, as JSON; without one all succeed")
	flag.Func("grant", "a right beyond the stock roles: VERB,VERB:RESOURCE", func(right string) error {
		o.granted = append(o.granted, right)
		return nil
	})
	flag.DurationVar(&o.deadline, "deadline", 48*time.Hour, "when to stop, by the clock of the run")
	flag.DurationVar(&o.quiet, "quiet", time.Hour, "stop when nothing has happened for so long")
	flag.StringVar(&o.level, "log", "warn", "the controller's log level, for the report")
	flag.BoolVar(&o.verbose, "verbose", false, "write the log to the standard error stream too")
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(o, flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run(o options, input, output string) error {
	// Large objects are written anew all the time: rarer collections make it faster, the limit keeps it from growing.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(2 << 30)
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	manifests, err := readManifests(input)
	if err != nil {
		return err
	}
	script, err := readScript(o.script)
	if err != nil {
		return err
	}
	rights, err := stockRightsAnd(o.granted)
	if err != nil {
		return err
	}
	log := &logKeeper{echo: o.verbose}
	level, err := logging.ParseLevel(o.level)
	if err != nil {
		return err
	}
	ctx := logging.WithLogger(context.Background(), logging.NewSlogLoggerCustom(level, logging.JSON, log))

	recorder := newRecorder()
	kubelet := &kubelet{script: script, report: recorder, kills: map[key]chan struct{}{}}
	store := newStore(func(c change) {
		recorder.stored(c)
		kubelet.podChanged(c)
	})
	kubelet.store = store
	server := &apiServer{store: store, rights: rights, report: recorder, killed: func(namespace, pod string) {
		kubelet.kill(key{"pods", namespace, pod})
	}}
	if err := furnish(store); err != nil {
		return err
	}
	if err := apply(store, manifests); err != nil {
		return err
	}
	if err := start(ctx, server); err != nil {
		return err
	}
	ended := wait(recorder, o)
	text, err := recorder.write(ctx, store, ended, stepsOf(manifests), log.all())
	if err != nil {
		return err
	}
	return os.WriteFile(output, text, 0o644)
}

// furnish makes what is in a cluster on which Argo has been installed.
func furnish(s *store) error {
	for _, namespace := range []string{defaultNamespace, controllerNamespace} {
		if err := makeObject(s, "namespaces", "", namespace, ""); err != nil {
			return err
		}
	}
	return makeObject(s, "configmaps", controllerNamespace, common.ConfigMapName, "")
}

// start runs the controller with the clients and the numbers of workers that its own command line has by default.
func start(ctx context.Context, server *apiServer) error {
	os.Setenv("MAX_WORKFLOW_SIZE", fmt.Sprint(workflowLimit))
	config := &rest.Config{
		Host:          "http://kubernetes.invalid",
		Transport:     server,
		Proxy:         server.exec,
		ContentConfig: rest.ContentConfig{ContentType: "application/json"},
		QPS:           20,
		Burst:         30,
	}
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	argo, err := wfclientset.NewForConfig(config)
	if err != nil {
		return err
	}
	controller, err := controller.NewWorkflowController(
		ctx, config, kube, argo, controllerNamespace, "", "", "", "text", common.ConfigMapName, false)
	if err != nil {
		return err
	}
	go controller.Run(ctx, 32, 4, 4, 8, 8)
	return nil
}

// settling is how long the controller has for what it does after a workflow has ended.
const settling = 30 * time.Second

// wait returns how the run ended.
func wait(r *recorder, o options) string {
	for deadline := time.Now().Add(o.deadline); time.Now().Before(deadline); time.Sleep(5 * time.Second) {
		switch {
		case r.completed() && r.quiet() >= settling:
			return "completed"
		case r.quiet() >= o.quiet:
			return "stalled"
		}
	}
	return "deadline"
}
