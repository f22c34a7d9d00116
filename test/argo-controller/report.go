package main

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/packer"
)

// report is what the program writes: what became of the workflows, and what it took.
type report struct {
	// Ended is how the run ended: "completed", "stalled" when nothing happened any more, or "deadline".
	Ended   string  `json:"ended"`
	Seconds float64 `json:"seconds"`

	Workflows []workflowReport `json:"workflows"`
	Tasks     []taskReport     `json:"tasks"`
	// NotReached are the steps of the file that no pod ran for.
	NotReached []string `json:"notReached"`

	MostRunning int            `json:"mostRunning"`
	Templates   []templateSize `json:"templates"`
	Largest     []objectSize   `json:"largest"`
	Requests    map[string]int `json:"requests"`
	Refusals    map[string]int `json:"refusals"`
	// Log holds the controller's warnings and errors, each once.
	Log []string `json:"log"`
}

type workflowReport struct {
	Name    string             `json:"name"`
	Phase   wfv1.WorkflowPhase `json:"phase"`
	Message string             `json:"message"`
	Nodes   int                `json:"nodes"`
	// Bytes is the size of the object at the end.
	Bytes   int     `json:"bytes"`
	Seconds float64 `json:"seconds"`
}

type taskReport struct {
	Workflow string         `json:"workflow"`
	Name     string         `json:"name"`
	Phase    wfv1.NodePhase `json:"phase"`
	Message  string         `json:"message"`
	ExitCode *int           `json:"exitCode"`
	// Start and End are by a clock that counts starts and ends of pods; 0 where no pod started or ended.
	Start int         `json:"start"`
	End   int         `json:"end"`
	Tries []tryReport `json:"tries"`
}

type tryReport struct {
	Attempt  int            `json:"attempt"`
	Phase    wfv1.NodePhase `json:"phase"`
	Message  string         `json:"message"`
	ExitCode *int           `json:"exitCode"`
	// StartedAt and EndedAt are in seconds since the begin of the run.
	StartedAt float64 `json:"startedAt"`
	EndedAt   float64 `json:"endedAt"`
}

func (r *recorder) write(ctx context.Context, s *store, ended string, steps, log []string) ([]byte, error) {
	objects, _ := s.list("workflows", "")
	r.mutex.Lock()
	defer r.mutex.Unlock()
	written := report{
		Ended: ended, Seconds: r.seconds(), MostRunning: r.mostRunning, Requests: r.requests, Refusals: r.refusals, Log: log,
		Workflows: []workflowReport{}, Tasks: []taskReport{}, NotReached: []string{},
		Templates: []templateSize{}, Largest: []objectSize{},
	}
	for _, object := range objects {
		var workflow wfv1.Workflow
		if err := json.Unmarshal(object.body, &workflow); err != nil {
			return nil, err
		}
		if err := packer.DecompressWorkflow(ctx, &workflow); err != nil {
			return nil, err
		}
		written.Workflows = append(written.Workflows, describe(workflow, len(object.body)))
		written.Tasks = append(written.Tasks, r.tasks(workflow)...)
	}
	for _, step := range steps {
		if !slices.ContainsFunc(r.runs, func(run *podRun) bool { return run.step == step }) {
			written.NotReached = append(written.NotReached, step)
		}
	}
	for _, size := range r.templates {
		written.Templates = append(written.Templates, size)
	}
	for _, size := range r.largest {
		written.Largest = append(written.Largest, size)
	}
	slices.SortFunc(written.Templates, func(a, b templateSize) int { return cmp.Compare(b.Bytes, a.Bytes) })
	slices.SortFunc(written.Largest, func(a, b objectSize) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return json.MarshalIndent(written, "", "  ")
}

func describe(workflow wfv1.Workflow, bytes int) workflowReport {
	described := workflowReport{
		Name: workflow.Name, Phase: workflow.Status.Phase, Message: workflow.Status.Message,
		Nodes: len(workflow.Status.Nodes), Bytes: bytes,
	}
	if !workflow.Status.FinishedAt.IsZero() {
		described.Seconds = workflow.Status.FinishedAt.Sub(workflow.Status.StartedAt.Time).Seconds()
	}
	return described
}

// tasks are the nodes that stand for a step: not DAGs, and not single tries.
func (r *recorder) tasks(workflow wfv1.Workflow) []taskReport {
	nodes := workflow.Status.Nodes
	tries := map[string]bool{}
	for _, node := range nodes {
		if node.Type == wfv1.NodeTypeRetry {
			for _, child := range node.Children {
				tries[child] = true
			}
		}
	}
	var tasks []taskReport
	for _, node := range nodes {
		switch node.Type {
		case wfv1.NodeTypePod, wfv1.NodeTypeRetry, wfv1.NodeTypeSkipped:
			if !tries[node.ID] || node.Type == wfv1.NodeTypeRetry {
				tasks = append(tasks, r.task(workflow, node))
			}
		}
	}
	slices.SortFunc(tasks, func(a, b taskReport) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Name, b.Name)) })
	return tasks
}

func (r *recorder) task(workflow wfv1.Workflow, node wfv1.NodeStatus) taskReport {
	task := taskReport{
		Workflow: workflow.Name, Name: node.DisplayName, Phase: node.Phase, Message: node.Message, Tries: []tryReport{},
	}
	each := []wfv1.NodeStatus{node}
	if node.Type == wfv1.NodeTypeRetry {
		each = nil
		for _, child := range node.Children {
			if try, ok := workflow.Status.Nodes[child]; ok && isTry(node, try) {
				each = append(each, try)
			}
		}
	}
	for _, try := range each {
		step, attempt := stepOf(try.Name)
		described := tryReport{Attempt: attempt, Phase: try.Phase, Message: try.Message, ExitCode: exitCodeOf(try)}
		for _, run := range r.runs {
			if run.workflow != workflow.Name || run.step != step || run.attempt != attempt {
				continue
			}
			described.StartedAt, described.EndedAt = run.startedAt, run.endedAt
			if task.Start == 0 {
				task.Start = run.started
			}
			task.End = run.ended
		}
		task.ExitCode = described.ExitCode
		if try.Type == wfv1.NodeTypePod {
			task.Tries = append(task.Tries, described)
		}
	}
	return task
}

// isTry tells a try from the tasks that follow, which Argo also calls children of a Retry node.
func isTry(retry, child wfv1.NodeStatus) bool {
	step, _ := stepOf(child.Name)
	return step == retry.DisplayName && child.Name != retry.Name && child.Type == wfv1.NodeTypePod
}

func exitCodeOf(node wfv1.NodeStatus) *int {
	if node.Outputs == nil || node.Outputs.ExitCode == nil {
		return nil
	}
	code, err := strconv.Atoi(*node.Outputs.ExitCode)
	if err != nil {
		return nil
	}
	return &code
}
